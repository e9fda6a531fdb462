"""Encryption of personal data: envelopes `v|suite|key|nonce|ct|tag`, bound to the place they stand in."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.settings import Settings
from shared.store.keyring import Keyring

_VERSION = 1
_NONCE = 12
_TAG = 16
AES, SM4 = "AES-256-GCM", "SM4-GCM"


class Suite(Protocol):
    """An authenticated cipher: ciphertext and tag together."""

    def seal(self, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        """Ciphertext followed by its tag."""

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises cryptography's InvalidTag when anything was changed or moved."""


class AesSuite:
    """AES-256-GCM."""

    def __init__(self, key: bytes) -> None:
        self._gcm = AESGCM(key)

    def seal(self, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        return self._gcm.encrypt(nonce, plain, aad)

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        return self._gcm.decrypt(nonce, sealed, aad)


class Sm4Suite:
    """SM4-GCM (RFC 8998), with the first 16 bytes of the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key[:16]

    def seal(self, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        run = Cipher(algorithms.SM4(self._key), modes.GCM(nonce)).encryptor()
        run.authenticate_additional_data(aad)
        return run.update(plain) + run.finalize() + run.tag

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        run = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        run.authenticate_additional_data(aad)
        return run.update(sealed[:-_TAG]) + run.finalize()


_SUITES: Mapping[str, tuple[int, type[AesSuite] | type[Sm4Suite]]] = {AES: (1, AesSuite), SM4: (2, Sm4Suite)}


class Vault:
    """Seals and opens fields. The highest key number seals; every key that is given opens.

    With a key file a number that was added or removed there is known at once, without a new start.
    """

    def __init__(self, keys: Mapping[int, bytes], cipher: str = AES, file: Path | None = None) -> None:
        self._ring = Keyring(keys, file)
        self.suite = _SUITES[cipher][0]

    def seal(self, text: str, place: str) -> bytes:
        """An envelope of the text, valid only at `place` (`tenant|table|column|row`)."""
        nonce = os.urandom(_NONCE)
        number, key = self._ring.newest()
        head = bytes([_VERSION, self.suite]) + number.to_bytes(2, "big")
        body = suite_of(self.suite, key).seal(nonce, text.encode(), head + place.encode())
        return head + nonce + body

    def open(self, envelope: bytes, place: str) -> str:
        """The text. Raises InvalidTag where the envelope was changed or moved, UnknownKey without its key."""
        head, nonce, body = envelope[:4], envelope[4 : 4 + _NONCE], envelope[4 + _NONCE :]
        key = self._ring.numbered(key_number(envelope))
        return suite_of(head[1], key).open(nonce, body, head + place.encode()).decode()


def key_number(envelope: bytes) -> int:
    """Under which key an envelope was sealed."""
    return int.from_bytes(envelope[2:4], "big")


def vault_of(settings: Settings) -> Vault:
    """The vault of a process, with the key file if there is one."""
    return Vault(settings.data_keys, settings.cipher, settings.data_keys_file)


def suite_of(suite: int, key: bytes) -> Suite:
    """The cipher of that number with a key."""
    kind = next(made for number, made in _SUITES.values() if number == suite)
    return kind(key)
