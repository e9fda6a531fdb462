"""Reading what suppliers post, by the field names of their data: strictly, and never more than a page of it."""

import re
from typing import Annotated, Any

import msgspec

from shared.ports.sms import Fate, FateKind, Malformed, Receipt, Reply
from shared.ports.sms_gateway import Callback

MOST = 1000  # entries of one body; suppliers send at most some hundreds
LONGEST = 2000  # characters of one value
_BODY = msgspec.json.Decoder(dict[str, Any] | Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST)])


def receipts(body: str, data: Callback | None) -> tuple[Receipt, ...]:
    """The receipts in a body: one object or an array. Raises Malformed."""
    return tuple(_receipt(entry, data) for entry in entries(body)) if data else _none()


def replies(body: str, data: Callback | None) -> tuple[Reply, ...]:
    """The replies in a body: one object or an array. Raises Malformed."""
    return tuple(_reply(entry, data) for entry in entries(body)) if data else _none()


def _receipt(entry: dict[str, Any], data: Callback) -> Receipt:
    status = told(entry, data.fields["status"])
    kind = data.statuses.get(status, FateKind.UNKNOWN)
    code = told(entry, data.fields.get("error", "")) or status
    fate = Fate(kind=kind, code=code[:64], supplier_id=told(entry, data.fields.get("supplier_id", "")))
    return Receipt(reference=told(entry, data.fields["reference"], needed=True), fate=fate)


def _reply(entry: dict[str, Any], data: Callback) -> Reply:
    return Reply(
        supplier_id=told(entry, data.fields["supplier_id"], needed=True),
        phone=plain_phone(told(entry, data.fields["phone"], needed=True)),
        extension=told(entry, data.fields.get("extension", "")),
        text=told(entry, data.fields["text"]),
    )


def entries(body: str) -> list[dict[str, Any]]:
    """The object, or the objects of the array, in a posted body. Raises Malformed."""
    try:
        found = _BODY.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Malformed("not an object or a short array of objects") from None
    listed = found if isinstance(found, list) else [found]
    if not listed:
        raise Malformed("nothing in it")
    return listed


def told(entry: dict[str, Any], name: str, needed: bool = False) -> str:
    """A field as text; suppliers write numbers with and without quotes. Raises Malformed."""
    value = entry.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Malformed(f"{name} is no text")
    text = str(value)
    if len(text) > LONGEST or (needed and not text.strip()):
        raise Malformed(f"{name} is empty or too long")
    return text


def plain_phone(text: str) -> str:
    """A mainland number without what suppliers put in front of it."""
    digits = re.sub(r"[^0-9]", "", text)
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def _none() -> tuple[Any, ...]:
    raise Malformed("this supplier posts nothing of the kind")
