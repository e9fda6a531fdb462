"""Reading what a supplier sent and nobody could place: with a reason, in the audit, and with numbers masked."""

import re
from urllib.parse import unquote_plus
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.settle_raw import require_topmost, words_of
from shared.domain.access.actor import Actor
from shared.kernel.errors import not_found
from shared.store import raw_sms
from shared.store.raw_sms import What

_PHONES = re.compile(r"(1[3-9]\d)\d{4}(\d{4})")


def look_at_raw(deps: Deps, actor: Actor, what: What, raw_id: UUID, reason: str) -> str:
    """The body as it came, but for phones; a form with its signs in clear. Raises Refusal as `settle_raw` does."""
    reason = words_of(reason)
    with deps.work(actor) as work:
        require_topmost(work)
        raw = raw_sms.read(work.conn, work.keys, what, raw_id)
        if raw is None or raw.state != "quarantined":
            raise not_found()
        work.note("raw_sms.look", about=f"{what} {raw_id}", reason=reason)
    return _PHONES.sub(r"\1****\2", _in_clear(raw.body))


def _in_clear(body: str) -> str:
    return body if body.lstrip().startswith(("{", "[")) else unquote_plus(body)
