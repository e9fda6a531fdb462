"""`bangban ratings`: batches for the system of a higher level, handing one over again, and comparing a day."""

from uuid import UUID

from sqlalchemy import text

from deploy import operators
from deploy.commands.services import KEYS, opened
from deploy.problems import Problem
from services.notify.deps import Deps
from services.notify.main import exchange
from services.notify.usecases.export_ratings import compare
from shared.contracts.messages import HandOverExport
from shared.domain.access.actor import platform
from shared.domain.feedback.exchange import is_confirmed
from shared.kernel.checks import phone_fault
from shared.store import exports, gaming


def batches(tenant: str) -> None:
    """Prints the latest, with what keeps them; then the rows that were not taken, and the comparisons."""
    with opened("app", *KEYS) as (_, store), store.work(platform(tenant)) as work:
        found = exports.batches(work.conn, tenant)
        refused = exports.refused(work.conn, tenant)
        compared = exports.comparisons(work.conn, tenant)
        unsure = [fmt for fmt in exports.formats(work.conn) if not is_confirmed(fmt)]
    for one in found:
        tries = f"{one.attempts} tries  {one.code}"
        print(f"{one.id}  {one.created_at:%Y-%m-%d %H:%M}Z  {one.rows} rows  {one.state}  {tries}")
    for row in refused:
        print(f"refused {row.row}  case {row.case_id}  {row.code}")
    for day in compared:
        print(f"{day.day}  ours {day.ours}  theirs {'?' if day.theirs is None else day.theirs}"
              f"  missing {len(day.missing)}  strange {len(day.strange)}")  # fmt: skip
    print(f"{len(found)} batches")
    for fmt in unsure:
        print(f"{fmt.name}: codes of reasons are {fmt.reasons_source}")


def resend(tenant: str, batch_id: str) -> None:
    """Hands a batch over again, the same bytes. Raises Problem for one that is not there."""
    wanted: UUID = operators.an_id(batch_id)
    with opened("app", *KEYS) as (_, store), store.work(platform(tenant)) as work:
        if exports.take(work.conn, work.keys.vault, wanted) is None:
            raise Problem(f"no batch of {tenant} has the id {batch_id}", "`bangban ratings batches` tells them")
        exports.reopen(work.conn, wanted)
        work.send(HandOverExport(tenant_id=tenant, batch_id=wanted))
        work.note("export.resend", batch_id, operators.me())
    print("it is handed over again")


def staff_phone(login: str, phone: str) -> None:
    """From now on the number rates nothing in the tenant of that log-in; only a keyed digest is kept."""
    with operators.at_work() as conn:
        found = conn.execute(
            text("select tenant_id, staff_id from users where login = :login"), {"login": login}
        ).first()
    if found is None or found.staff_id is None:
        raise Problem(f"nobody logs in as {login}", "`bangban doctor` and the seed tell the log-ins")
    if fault := phone_fault(phone):
        raise Problem(f"the number is not one: {fault}", "a mainland mobile number has eleven digits")
    with opened("app", *KEYS) as (_, store), store.work(platform(found.tenant_id)) as work:
        gaming.know_staff_phone(work, found.staff_id, phone)
        work.note("rating.staff_phone", login, operators.me())
    print("this number rates nothing any more")


def reconcile(tenant: str, day: str) -> None:
    """Compares a day now. Raises Problem where they cannot be asked."""
    with opened("app", *KEYS) as (settings, store):
        deps = Deps(
            hear=store.hearing,
            work=store.work,
            suppliers={},
            base_url=settings.base_url,
            exchange=exchange(settings, store),
        )
        one = compare(deps, tenant, day)
    if one is None or one.theirs is None:
        raise Problem("the system of the region cannot be asked", "BANGBAN_EXCHANGE_URL says where it is")
    print(f"{day}: ours {one.ours}, theirs {one.theirs}")
    for name in one.missing:
        print(f"they do not hold {name}")
    for name in one.strange:
        print(f"we do not know {name}")
