"""早间提要: on the morning of a working day each who wants it is told what waits for them, once; nobody of nothing."""

from datetime import timedelta
from itertools import chain
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import MorningDigest
from shared.domain.bell.digest import numbers
from shared.domain.bell.topics import Topic
from shared.domain.deadlines.calendar import local_date
from shared.store import digests, pushing, staff_notices
from shared.store.staff_notices import Notice


def morning_digest(deps: Deps, message: MorningDigest, message_id: UUID) -> None:
    """Tells those of this hour, and sets the timer of the next. A morning that is over is not made up for."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        digests.arm(work)
        if local_date(work.now) != digests.day_of(message.day):
            return
        rows = digests.desk_rows(work)
        for user_id, reader in digests.readers(work, message.hour):
            mine = chain.from_iterable(rows.get(site, []) for site in reader.posts)
            if counted := numbers(mine, reader, work.now):
                told = Notice(
                    key=f"digest:{message.day}", kind="digest", topic=Topic.DIGEST, at=work.now, numbers=counted
                )
                if staff_notices.put(work, [user_id], told):
                    pushing.push(work, told, [user_id], [], deps.base_url, timedelta(0))
