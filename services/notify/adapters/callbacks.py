"""Reading what suppliers post, by the field names of their data: strictly, and never more than a page of it."""

import re
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec

from shared.ports.sms import Fate, FateKind, Malformed, Receipt, Reply
from shared.ports.sms_gateway import Callback

MOST = 1000  # entries of one body; suppliers send at most some hundreds
LONGEST = 2000  # characters of one value
_BODY = msgspec.json.Decoder(dict[str, Any] | Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST)])


def receipts(body: str, data: Callback | None) -> tuple[Receipt, ...]:
    """The receipts in a body: one object or an array. Raises Malformed."""
    return tuple(_receipt(entry, data) for entry in _posted(body, data)) if data else _none()


def replies(body: str, data: Callback | None) -> tuple[Reply, ...]:
    """The replies in a body: one object or an array. Raises Malformed."""
    return tuple(_reply(entry, data) for entry in _posted(body, data)) if data else _none()


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


def _posted(body: str, data: Callback) -> list[dict[str, Any]]:
    """The entries of a body as this supplier writes it; a list that was fetched stands for itself."""
    if data.body == "form" and not body.lstrip().startswith("["):
        fields = _form(body)
        return entries(told(fields, data.entries, needed=True)) if data.entries else [fields]
    if data.entries and not body.lstrip().startswith("["):
        (whole,) = entries(body)
        return entries_at(whole, data.entries)
    return entries(body)


def _form(body: str) -> dict[str, Any]:
    try:
        return dict(parse_qsl(body, strict_parsing=True, keep_blank_values=True, max_num_fields=MOST, errors="strict"))
    except (ValueError, UnicodeError):
        raise Malformed("not a form") from None


def entries_at(tree: dict[str, Any], place: str) -> list[dict[str, Any]]:
    """The list of objects at that place. Raises Malformed."""
    found = value_at(tree, place)
    if not isinstance(found, list) or len(found) > MOST or not all(isinstance(one, dict) for one in found):
        raise Malformed(f"no list at {place}")
    return found


def value_at(tree: Any, place: str) -> Any:
    """What stands at names joined by dots, a number leading into a list; None where nothing does."""
    for name in place.split("."):
        if isinstance(tree, dict):
            tree = tree.get(name)
        elif isinstance(tree, list) and name.isdigit() and int(name) < len(tree):
            tree = tree[int(name)]
        else:
            return None
    return tree


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
    """The value at a place as text; suppliers write numbers with and without quotes. Raises Malformed."""
    value = value_at(entry, name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise Malformed(f"{name} is no text")
    text = str(value)
    if len(text) > LONGEST or "\0" in text or (needed and not text.strip()):
        raise Malformed(f"{name} is empty, too long or no text")
    return text


def plain_phone(text: str) -> str:
    """A mainland number without what suppliers put in front of it."""
    digits = re.sub(r"[^0-9]", "", text)
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def _none() -> tuple[Any, ...]:
    raise Malformed("this supplier posts nothing of the kind")
