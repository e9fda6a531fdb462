"""One history against its own chain, and against the head it once had. Pure: rows go in, faults come out."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shared.domain.cases import events as e
from shared.store import chain
from shared.store.cases import happened

Row = Mapping[str, Any]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, at which event of which case."""

    case_id: str
    seq: int
    wrong: str

    def __str__(self) -> str:
        return f"case {self.case_id} event {self.seq}: {self.wrong}"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The last event a case had when a list was made, with its mac in hex."""

    case: str
    seq: int
    mac: str


def broken(case_id: str, rows: Sequence[Row], keys: Sequence[bytes]) -> Fault | None:
    """The first event of this case that is not as it was written. `rows` are ordered by seq.

    Each event's mac may be of any of the keys, so that a key can be changed without writing the past anew.
    """
    previous, tenant = b"", ""
    for place, row in enumerate(rows, start=1):
        if row["seq"] != place:
            return Fault(case_id=case_id, seq=place, wrong=_out_of_turn(row["seq"], place))
        wrong, tenant = _wrong(case_id, row, previous, keys, tenant)
        if wrong:
            return Fault(case_id=case_id, seq=place, wrong=wrong)
        previous = row["mac"]
    return None


def against(head: Head, rows: Sequence[Row]) -> Fault | None:
    """What became of a case since its head was listed: it may have grown, and nothing else."""
    if not rows:
        return Fault(case_id=head.case, seq=1, wrong=f"the case is gone; {head.seq} events were listed")
    if len(rows) < head.seq:
        return Fault(case_id=head.case, seq=len(rows) + 1, wrong=f"the end is cut off; {head.seq} events were listed")
    if rows[head.seq - 1]["mac"].hex() != head.mac:
        return Fault(case_id=head.case, seq=head.seq, wrong="it is another event than the one that was listed")
    return None


def _wrong(case_id: str, row: Row, previous: bytes, keys: Sequence[bytes], tenant: str) -> tuple[str, str]:
    """What is wrong with an event, '' for nothing; and the tenant that its first event names."""
    try:
        one = happened(row)
    except (msgspec.ValidationError, ValueError):
        return "it cannot be read", tenant
    if e.kind_of(one.event) != row["kind"]:
        return "its kind is not that of its body", tenant
    if not any(chain.link(key, previous, case_id, one, row["kind"], row["body"]) == row["mac"] for key in keys):
        return "its mac covers neither it nor the event before", tenant
    named = one.event.tenant_id if isinstance(one.event, e.Opened) else tenant
    return ("" if row["tenant_id"] == named else "it stands under another tenant"), named


def _out_of_turn(seq: int, place: int) -> str:
    return f"it is missing; the next is {seq}" if seq > place else "there are two of the one before"
