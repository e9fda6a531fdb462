"""What people may write where it is kept for ever: how long, and without numbers of persons."""

from collections.abc import Collection, Mapping

from shared.kernel.errors import invalid
from shared.kernel.personal import holds_personal_number

WORDS = 1000
"""Characters of an explanation."""

LINE = 200
"""Characters of a line: a document, a basis, a scope, a code."""


def require_free_text(given: Mapping[str, str | tuple[str, ...]], explanations: Collection[str] = ()) -> None:
    """Raises Refusal invalid `length.words`, `length.line` or `words.personal`, naming every field at fault.

    Fields that are no explanations hold a line, or several.
    """
    texts = [(name, text) for name, value in given.items() for text in ((value,) if isinstance(value, str) else value)]
    if found := [name for name, text in texts if name in explanations and len(text) > WORDS]:
        raise invalid("length.words", dict.fromkeys(found, "length.words"), longest=WORDS)
    if found := [name for name, text in texts if name not in explanations and len(text) > LINE]:
        raise invalid("length.line", dict.fromkeys(found, "length.line"), longest=LINE)
    if found := [name for name, text in texts if holds_personal_number(text)]:
        raise invalid("words.personal", dict.fromkeys(found, "words.personal"))
