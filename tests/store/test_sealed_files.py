"""A file is sealed chunk by chunk; whatever is changed, moved or cut off is noticed."""

import itertools

import pytest
from cryptography.exceptions import InvalidTag

from shared.store.crypto import AES, SM4, Vault
from shared.store.sealed_files import new_key, seal, unseal

SUITES = [Vault({1: b"d" * 32}, cipher).suite for cipher in (AES, SM4)]
CONTENTS = [[], [b""], [b"one"], [b"a" * 1000, b"b" * 1000, b"c"]]


@pytest.mark.parametrize(("suite", "chunks"), list(itertools.product(SUITES, CONTENTS)))
def test_what_was_sealed_opens_however_it_is_cut_into_pieces(suite: int, chunks: list[bytes]) -> None:
    key = new_key()
    sealed = b"".join(seal(chunks, key, suite))
    for size in (1, 7, 100_000):
        pieces = [sealed[i : i + size] for i in range(0, len(sealed), size)]
        assert b"".join(unseal(pieces, key)) == b"".join(chunks)


def test_nothing_of_it_stands_in_clear_and_no_two_are_alike() -> None:
    one, other = (b"".join(seal([b"identity card " * 20], new_key(), 1)) for _ in range(2))
    assert b"identity" not in one
    assert one != other


def frames() -> tuple[str, list[bytes]]:
    key = new_key()
    return key, list(seal([b"a" * 50, b"b" * 50, b"c" * 50], key, 1))


def broken(key: str, pieces: list[bytes]) -> bool:
    try:
        b"".join(unseal(pieces, key))
    except (InvalidTag, EOFError):
        return True
    return False


def test_a_chunk_changed_moved_lost_or_added_is_noticed() -> None:
    key, (suite, one, two, three) = frames()
    assert not broken(key, [suite, one, two, three])
    assert broken(key, [suite, one, two])
    assert broken(key, [suite, two, one, three])
    assert broken(key, [suite, one, three])
    assert broken(key, [suite, one, two, three, three])
    assert broken(key, [suite, one, two, three[:-1]])
    assert broken(key, [suite, one, two[:-1] + bytes([two[-1] ^ 1]), three])
    assert broken(key, [suite])
    assert broken(key, [])
    assert broken(new_key(), [suite, one, two, three])
