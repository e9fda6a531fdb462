"""What Tencent Cloud tells of messages: pushed under some names, pulled under others. Nothing in it is signed."""

import hashlib
from collections.abc import Sequence
from typing import Any

from services.notify.adapters import callbacks
from shared.ports.sms import Fate, FateKind, Receipt, Reply
from shared.ports.sms_clouds import TencentSmsData


def receipts(body: str, data: TencentSmsData) -> tuple[Receipt, ...]:
    """Each end. The reference is empty where they do not give the session's context back. Raises Malformed."""
    return tuple(_receipt(entry, data) for entry in callbacks.entries(body))


def pulled(listed: Sequence[dict[str, Any]], data: TencentSmsData) -> tuple[Receipt, ...]:
    """The same of a list that was pulled. Raises Malformed."""
    return tuple(_receipt(entry, data) for entry in listed)


def replies(body: str) -> tuple[Reply, ...]:
    """Each answer. They number none, so one is known by its phone, time, ending and words. Raises Malformed."""
    return tuple(_reply(entry) for entry in callbacks.entries(body))


def _receipt(entry: dict[str, Any], data: TencentSmsData) -> Receipt:
    names = ("ReportStatus", "SerialNo", "SessionContext", "Description")
    if "report_status" in entry:
        names = ("report_status", "sid", "ext", "errmsg")
    status, serial, reference, reason = names
    kind = data.statuses.get(callbacks.told(entry, status, needed=True), FateKind.UNKNOWN)
    code = (callbacks.told(entry, reason) or callbacks.told(entry, status))[:64]
    number = callbacks.told(entry, serial, needed=True)[:128]
    return Receipt(reference=callbacks.told(entry, reference), fate=Fate(kind=kind, code=code, supplier_id=number))


def _reply(entry: dict[str, Any]) -> Reply:
    names = ("PhoneNumber", "ReplyTime", "ExtendCode", "ReplyContent")
    if "mobile" in entry:
        names = ("mobile", "time", "extend", "text")
    phone, at, extension, text = names
    parts = [
        callbacks.told(entry, phone, needed=True),
        callbacks.told(entry, at, needed=True),
        callbacks.told(entry, extension),
        callbacks.told(entry, text),
    ]
    known_by = hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]
    return Reply(supplier_id=known_by, phone=callbacks.plain_phone(parts[0]), extension=parts[2], text=parts[3])
