"""What a general gateway answered, read as its data say."""

import re
from typing import Any

import msgspec

from services.notify.adapters import callbacks
from services.notify.adapters.answers import answered, meant, no_fate
from services.notify.adapters.wire import read_object
from shared.ports.sms import Answer, Fate, FateKind, Malformed, Meaning
from shared.ports.sms_gateway import Ask, Query, Results, Send


def read_sent(raw: bytes, how: Send, phone: str) -> Answer:
    """What they said of a message. Raises Malformed."""
    if how.pattern:
        found = _matched(raw, how)
        return answered(how.codes, found.get("code") or "", found.get("id") or "")
    told = read_object(raw)
    code = callbacks.told(told, how.code, needed=True)
    answer = answered(how.codes, code, callbacks.told(told, how.supplier_id))
    if answer.meaning is not Meaning.ACCEPTED or how.results is None:
        return answer
    return _result(told, how.results, phone)


def _result(told: dict[str, Any], how: Results, phone: str) -> Answer:
    """The result of our one message. Raises Malformed."""
    listed = callbacks.entries_at(told, how.path)
    ours = [one for one in listed if not how.phone or _is(callbacks.told(one, how.phone), phone)]
    if len(ours) != 1:
        raise Malformed("not one result for the message")
    code = callbacks.told(ours[0], how.code, needed=True)
    return answered(how.codes, code, callbacks.told(ours[0], how.supplier_id))


def read_fate(raw: bytes, how: Query, reference: str) -> Fate:
    """What they said of a reference. Raises Malformed."""
    if how.pattern:
        found = _matched(raw, how)
        return _fate(how, found.get("code") or "", found.get("status") or "", found.get("id") or "")
    told: dict[str, Any] = read_object(raw)
    code = callbacks.told(told, how.code, needed=True)
    if how.entries and meant(how.codes, code, "unknown") == "found":
        listed = callbacks.entries_at(told, how.entries)
        told = next((one for one in listed if callbacks.told(one, how.reference) == reference), {})
        if not told:
            return Fate(kind=FateKind.NOT_FOUND, code=code[:64])
    return _fate(how, code, callbacks.told(told, how.status), callbacks.told(told, how.supplier_id))


def _fate(how: Query, code: str, status: str, supplier_id: str) -> Fate:
    found = meant(how.codes, code, "unknown")
    if found == "found":
        kind = how.statuses.get(status, FateKind.UNKNOWN)
        return Fate(kind=kind, code=status[:64], supplier_id=supplier_id[:128])
    return Fate(kind=FateKind.NOT_FOUND, code=code[:64]) if found == "not_found" else no_fate(code)


def read_polled(raw: bytes, code_at: str, codes: dict[str, Any], entries: str) -> str:
    """The entries of a poll as a body, empty for none. Raises Malformed, with their code where that is the reason."""
    told = read_object(raw)
    code = callbacks.told(told, code_at, needed=True)
    found = meant(codes, code, "unknown")
    if found == "unknown":
        raise Malformed(code[:64])
    listed = callbacks.entries_at(told, entries) if found == "found" else []
    return msgspec.json.encode(listed).decode() if listed else ""


def _matched(raw: bytes, how: Ask) -> dict[str, str | None]:
    try:
        found = re.search(how.pattern, raw.decode())
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise Malformed("the answer is not as the pattern says")
    return found.groupdict()


def _is(theirs: str, phone: str) -> bool:
    return callbacks.plain_phone(theirs) == phone
