"""The sweep: whatever is due in a tenant is found by index, page after page, and acted upon, each case by itself."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import structlog

from services.dispatch.deps import Deps
from services.dispatch.usecases.beside import Beside, beside
from services.dispatch.usecases.look_at_case import look, take_due
from shared.domain.access.actor import platform
from shared.domain.cases.model import Case
from shared.kernel.errors import Kind, Refusal
from shared.store import watches
from shared.store.failures import reason_of

PAGE = 200
_case = msgspec.json.Decoder(Case)


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep of one tenant did: cases found due, looked at, something was done for, and that it failed with.

    A case that somebody acted on in the same moment is neither: it is found again.
    """

    found: int = 0
    looked: int = 0
    acted: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            found=self.found + other.found,
            looked=self.looked + other.looked,
            acted=self.acted + other.acted,
            failed=self.failed + other.failed,
        )


def sweep(deps: Deps, tenant_id: str) -> Swept:
    """Looks at every case of the tenant that is due, to exhaustion. What fails is kept with its reason and counted."""
    total = Swept()
    while True:
        page = sweep_page(deps, tenant_id)
        total += page
        if page.found < PAGE:
            return total


def sweep_page(deps: Deps, tenant_id: str, most: int = PAGE) -> Swept:
    """One page: cases that call for nothing are put off in one transaction, each of the others has its own."""
    acting, failed = [], []
    with deps.work(platform(tenant_id)) as work:
        version = deps.policies()
        rows = watches.due(work.conn, tenant_id, work.now, version, most)
        open_beside, looks, over = beside(work, [row.case_id for row in rows]), [], []
        for row in rows:
            try:
                found = look(deps, work, _case.decode(row.snapshot), open_beside.get(row.case_id, Beside()))
            except Exception as error:
                failed.append((row.case_id, error))
                watches.failed(work.conn, row.case_id, row.failures, reason_of(error), work.now, version)
                continue
            acting += [(row.case_id, row.failures)] if found.due else []
            looks += [] if found.due or found.over else [(row.case_id, found.next)]
            over += [row.case_id] if found.over else []
        watches.put_off(work.conn, looks, version)
        watches.end(work.conn, over)
    _tell(tenant_id, failed)
    page = Swept(found=len(rows), looked=len(rows) - len(failed), failed=len(failed))
    return sum((_act(deps, tenant_id, *one) for one in acting), page)


def _act(deps: Deps, tenant_id: str, case_id: UUID, failures: int) -> Swept:
    """What is due for one case, by the policies of this moment. A conflict with somebody's act is left to the next."""
    try:
        with deps.work(platform(tenant_id)) as work:
            case = work.cases.get(case_id)
            take_due(deps, work, case, beside(work, [case_id]).get(case_id, Beside()))
    except deps.outages:
        raise
    except Exception as error:
        if isinstance(error, Refusal) and error.kind is Kind.CONFLICT:
            return Swept()
        with deps.work(platform(tenant_id)) as work:
            watches.failed(work.conn, case_id, failures, reason_of(error), work.now, deps.policies())
        _tell(tenant_id, [(case_id, error)])
        return Swept(failed=1)
    return Swept(acted=1)


def _tell(tenant_id: str, failed: Sequence[tuple[UUID, Exception]]) -> None:
    log = structlog.get_logger("sweep")
    for case_id, error in failed:
        log.warning("sweep.failed", tenant=tenant_id, case=str(case_id), reason=reason_of(error))
