"""Publishing a new version of a layer of the calendar: its rows, its audit, and every open deadline computed anew."""

from msgspec.structs import replace

from shared.contracts.messages import SpreadDeadlines
from shared.domain.deadlines.importing import Preview, Standing, preview, require_publishable
from shared.domain.deadlines.layers import owner_of
from shared.domain.deadlines.notice import Notice
from shared.kernel.errors import forbidden
from shared.store import calendars
from shared.store.uow import Work


def look(work: Work, notice: Notice, wanted: int, layer: str, source: str = "", reason: str = "") -> Preview:
    """What would change. Raises Refusal forbidden `calendar.foreign` for a layer of another tenant."""
    ref = work.reference
    if owner_of(ref.tree, layer) != work.actor.tenant_id:
        raise forbidden("calendar.foreign", layer=layer)
    return preview(notice, wanted, layer, Standing(layers=ref.layers, hours=ref.hours, tree=ref.tree), source, reason)


def publish(work: Work, seen: Preview, reason: str, by: str) -> int:
    """The number of the version that is in force from now on. Raises the Refusals of `require_publishable`."""
    new = replace(require_publishable(seen, reason), version=calendars.next_version(work.conn))
    calendars.publish(work.conn, new, work.actor.tenant_id, by, work.now)
    work.send(SpreadDeadlines(tenant_id=work.actor.tenant_id, version=new.version))
    work.note("calendar.publish", f"{new.layer} {new.year} v{new.version}", reason)
    return new.version
