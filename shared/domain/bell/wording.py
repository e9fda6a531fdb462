"""What a push says: the same words for every receiver, in the shape each of them takes; nothing about applicants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.domain.bell.webhooks import Style
from shared.domain.deadlines.calendar import SHANGHAI
from shared.kernel.i18n import text


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is told. `place` is a name, `link` leads to the case, for whoever may see it."""

    id: UUID
    kind: str
    topic: str
    at: datetime
    case_id: UUID | None = None
    number: str = ""
    item: str = ""
    place: str = ""
    due_at: datetime | None = None
    numbers: Mapping[str, int] = {}
    link: str = ""


def body(style: Style, said: Said) -> str:
    """The bytes of the request, as text."""
    words = sentence(said)
    if style is not Style.STANDARD:
        return _json({"msgtype": "text", "text": {"content": words}})
    data = msgspec.to_builtins(said) | {"words": words}
    return _json({"type": f"notice.{said.kind}", "timestamp": said.at.isoformat(), "data": data})


def sentence(said: Said) -> str:
    """One line, as a group reads it."""
    counted = "，".join(text(f"page.bell.counted.{name}", count=count) for name, count in said.numbers.items())
    place = text("page.bell.push.place", place=said.place) if said.place else ""
    due = text("page.bell.due", at=f"{said.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") if said.due_at else ""
    told = [text(f"page.bell.kind.{said.kind}"), said.item, said.number, place, counted, due]
    line = " ".join(part for part in told if part)
    return text("page.bell.push.line", line=line, link=said.link).strip()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
