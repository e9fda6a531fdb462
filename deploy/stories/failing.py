"""A story that does not go as it should."""


class Unexpected(Exception):
    """Something is not as the story says; the sentence tells what was seen instead."""


def expect(what: str, seen: object, wanted: object) -> None:
    """Raises Unexpected when the two differ."""
    if seen != wanted:
        raise Unexpected(f"{what}：应为 {wanted!r}，实为 {seen!r}")
