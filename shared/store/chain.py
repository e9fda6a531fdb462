"""The hash chain over a case's events: each mac covers the one before, with a key that is not in the database."""

import hashlib
import hmac

from shared.domain.cases.events import Happened


def link(key: bytes, previous: bytes, case_id: str, happened: Happened, kind: str, body: str) -> bytes:
    """The mac of one event row; `previous` is empty for the first."""
    mac = hmac.new(key, previous, hashlib.sha256)
    for part in (
        case_id,
        str(happened.seq),
        str(happened.batch),
        happened.at.isoformat(),
        happened.by_site,
        happened.by_role,
        str(happened.by_staff or ""),
        kind,
        body,
    ):
        raw = part.encode()
        mac.update(len(raw).to_bytes(4, "big") + raw)
    return mac.digest()
