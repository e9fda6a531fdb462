"""A line of a list: what a desk, a search and the board show of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.gateway.queries.deciders import may_decide
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.ruler import Run, ruler, scaled
from shared.domain.cases.desk import Bucket
from shared.domain.cases.model import CaseState
from shared.domain.deadlines.lamps import Lamp
from shared.domain.deadlines.workdays import Stop, days_between
from shared.store.uow import Work

_stops = msgspec.json.Decoder(tuple[Stop, ...])


class DeskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list. `days_left` counts working days to the promised date; below zero it is over.

    `due_at` is the limit that counts next at the site the row is for: signing, acceptance or the promised date.
    `deciding`: the site the row is for was asked to decide on more time, `decide`: it is the reader's to decide.
    `unread` are turns of its conversation that the reader has not seen, `owed` what the site owes others in it, with
    the lamp of what is due next; only the desk counts them. `raised`: it was supervised, or moved up ('': neither).
    """

    case_id: UUID
    version: int
    number: str
    state: str
    bucket: str
    lamp: Lamp
    item_name: str
    applicant: str
    phone_tail: str
    applicant_kind: str
    days_left: int | None
    due_at: datetime | None
    promised_due: datetime | None
    ruler: tuple[str, ...]
    origin: SiteView
    holder: SiteView
    to: SiteView | None
    last_kind: str
    last_at: datetime
    last_site: SiteView
    agent: UUID | None
    unread: int = 0
    owed: int = 0
    owed_lamp: Lamp = Lamp.NONE
    problem: bool = False
    raised: str = ""
    deciding: bool = False
    decide: bool = False

    @property
    def sign_here(self) -> bool:
        """Whether it waits for the signature of the site the row is for."""
        return self.bucket == Bucket.SIGN.value

    @property
    def waits(self) -> bool:
        """Whether a decision on acceptance is due."""
        return self.state == CaseState.RECEIVED.value


def desk_row(work: Work, row: Any) -> DeskRow:
    """One row of `desk_rows` with its `lamp`."""
    tree, here = work.reference.tree, work.actor.site_id
    calendar = work.reference.calendar_at(tree.site(row["origin_site"]).tenant_id)
    due, stops = row["promised_due"], _stops.decode(row["ruler"] or "[]")
    clocked = due is not None and row["bucket"] != Bucket.CLOSED.value
    run = Run(start=row["started_at"], due=due, law=row["statutory_due"], stops=stops)
    cells = ruler(run, work.now, calendar) if clocked else ()
    return DeskRow(
        case_id=row["case_id"],
        version=row["version"],
        number=row["number"],
        state=row["state"],
        bucket=row["bucket"],
        lamp=Lamp(row["lamp"]),
        item_name=row["item_name"],
        applicant=row["applicant_mask"],
        phone_tail=row["phone_tail"],
        applicant_kind=row["applicant_kind"],
        days_left=days_between(work.now, due, calendar) if clocked else None,
        due_at=row["due_at"],
        promised_due=due,
        ruler=scaled(cells),
        origin=site_view(tree, row["origin_site"], here),
        holder=site_view(tree, row["holder_site"], here),
        to=site_view(tree, row["to_site"], here) if row["to_site"] else None,
        last_kind=row["last_kind"],
        last_at=row["last_at"],
        last_site=site_view(tree, row["last_site"], here),
        agent=row["agent"],
        problem=row["problem"],
        raised=row["raised"],
        deciding=row["decides"],
        decide=row["decides"] and row["site_id"] == here and may_decide(work, row["asked_by"]),
    )
