"""An attachment is opened by somebody who may read the turn it came with; the audit keeps who did."""

from collections.abc import Iterator
from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import not_found
from shared.ports.files import NoSuchFile
from shared.store import attachments
from shared.store.attachments import Attachment


def open_attachment(deps: Deps, actor: Actor, attachment_id: UUID) -> tuple[Attachment, Iterator[bytes]]:
    """What it is, and its content. Raises Refusal not_found `attachment.unknown`, also for what may not be known."""
    with deps.work(actor) as work:
        one = attachments.find(work.conn, attachment_id)
        if not work.cases.reaches(one.case_id):
            raise not_found("attachment.unknown")
        try:
            content = attachments.content(deps.files, work.keys.vault, one)
        except NoSuchFile:
            raise not_found("attachment.unknown") from None
        work.note("attachment.open", str(one.id), one.sha256)
    return one, content
