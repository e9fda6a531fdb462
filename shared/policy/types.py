"""The types of policies that tenants write, each with its line, its check and its words; one life for all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import FieldInfo, fields

from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.model import RuleLine
from shared.kernel.errors import invalid
from shared.policy.line_words import rule_in_words
from shared.policy.lines import Fault
from shared.policy.review import review
from shared.policy.review_escalation import review_escalation
from shared.policy.samples import World
from shared.policy.step_words import escalation_in_words

Line: TypeAlias = Any
"""A line of some type: it has at least id, tenant_id, version and priority."""

_GIVEN = ("tenant_id", "version")
"""What a line is told by where it stands, and nobody types."""


class PolicyType(msgspec.Struct, frozen=True, kw_only=True):
    """One type. `check` takes the own lines, the inherited ones and the world; `words` says a line to an officer."""

    kind: str
    line: type[msgspec.Struct]
    check: Callable[[Iterable[Line], Iterable[Line], World], Iterator[Fault]]
    words: Callable[[Line, World, str], str]

    @property
    def columns(self) -> tuple[str, ...]:
        """What an officer writes in a row, in the order of a file."""
        return tuple(field.name for field in fields(self.line) if field.name not in _GIVEN)

    def decode(self, document: str, **columns: object) -> Line:
        """A line as it is kept. The columns win over the text. Raises msgspec.DecodeError where it means nothing."""
        return msgspec.structs.replace(msgspec.json.decode(document, type=self.line), **columns)

    def of_text(self, cells: Mapping[str, str], tenant_id: str) -> Line:
        """The line of a row or a form, where an empty cell means what the type says.

        Raises Refusal invalid `policy.line`, naming every cell that means nothing.
        """
        faults, values = {}, {}
        for field in fields(self.line):
            text = cells.get(field.name, "").strip()
            if field.name in _GIVEN:
                continue
            try:
                if text or field.required:
                    values[field.name] = _value(text, field)
            except msgspec.ValidationError:
                faults[field.name] = "policy.cell"
        if faults:
            raise invalid("policy.line", faults, line=cells.get("id", ""), cells="、".join(faults))
        return self.line(tenant_id=tenant_id, version=0, **values)

    def to_text(self, line: Line) -> dict[str, str]:
        """The cells of a line, as `of_text` reads them."""
        return {name: _text(getattr(line, name)) for name in self.columns}


def _value(text: str, field: FieldInfo) -> Any:
    if field.type is bool:
        return msgspec.convert({"yes": True, "no": False}.get(text, text), bool)
    several = field.type == tuple[str, ...]
    value = tuple(part.strip() for part in text.split("|")) if several else text
    if field.type is str and field.required and not text:
        raise msgspec.ValidationError("empty")
    return msgspec.convert(value, field.type, strict=False)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return "|".join(value)
    return "" if value is None else str(value)


TYPES: Mapping[str, PolicyType] = {
    one.kind: one
    for one in (
        PolicyType(kind="routing", line=RuleLine, check=review, words=rule_in_words),
        PolicyType(kind="escalation", line=EscalationLine, check=review_escalation, words=escalation_in_words),
    )
}
