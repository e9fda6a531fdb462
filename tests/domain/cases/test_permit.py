"""Words that stay in the history hold no phone and no identity number, whichever field they are put in."""

import pytest
from msgspec.structs import asdict, replace

from shared.domain.cases import commands as c
from shared.domain.cases.permit import LONGEST, require_clean_words
from shared.kernel.errors import Kind, Refusal
from shared.kernel.free_text import WORDS
from tests.build import a_case, sample_commands

CODES = {
    "kind",
    "to_site",
    "site",
    "handover",
    "rule",
    "why",
    "cause",
    "exclusion",
    "opinion",
    "board",
    "body_site",
    "outcome",
    "how",
    "role",
    "between",
}
CODES |= {"attached", "skipped", "asked", "measure", "trigger", "key", "to_role", "instead_of"}
"""Text fields that people do not fill in freely: codes, ids of places, keys."""


def free_fields(command: c.Command) -> list[str]:
    return [name for name, value in asdict(command).items() if isinstance(value, (str, tuple)) and name not in CODES]


def written_into(command: c.Command, field: str, words: str) -> c.Command:
    """The command with the words in a field; in a list of names they are one of the names."""
    value = getattr(command, field)
    return replace(command, **{field: (*value, words) if isinstance(value, tuple) else words})


@pytest.mark.parametrize("command", sample_commands().values(), ids=sample_commands())
def test_a_personal_number_is_refused_in_every_free_field(command: c.Command) -> None:
    for field in free_fields(command):
        with pytest.raises(Refusal) as refused:
            require_clean_words(written_into(command, field, "请联系139 0000 0000"))
        assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "words.personal")
        assert refused.value.fields == {field: "words.personal"}
    # And nothing else is
    require_clean_words(command)


@pytest.mark.parametrize("command", sample_commands().values(), ids=sample_commands())
def test_a_text_may_be_as_long_as_its_field_and_no_longer(command: c.Command) -> None:
    for field in free_fields(command):
        longest = LONGEST[field]
        require_clean_words(written_into(command, field, "字" * longest))
        with pytest.raises(Refusal) as refused:
            require_clean_words(written_into(command, field, "字" * (longest + 1)))
        code = "length.words" if longest == WORDS else "length.line"
        assert (refused.value.kind, refused.value.code) == (Kind.INVALID, code)
        assert (refused.value.fields, refused.value.params) == ({field: code}, {"longest": longest})


def test_the_list_of_free_fields_is_complete() -> None:
    assert {f for command in sample_commands().values() for f in free_fields(command)} == set(LONGEST)


def test_every_field_at_fault_is_named_and_the_case_is_untouched() -> None:
    builder = a_case().submitted()
    with pytest.raises(Refusal) as refused:
        builder.do(c.Decline(legal_basis="找13900000000", paper="通知书", where_to_go="打13900000000"))
    assert set(refused.value.fields) == {"legal_basis", "where_to_go"}
    assert builder.case.version == 2
