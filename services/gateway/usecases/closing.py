"""What ending a case leaves behind: the file is closed, at once or when the act can no longer be undone."""

from datetime import timedelta

from shared.contracts.messages import ArchiveCase
from shared.domain.cases.model import Case
from shared.store.uow import Work


def close_file(work: Work, case: Case) -> None:
    """Archived at once: nobody is asked how it went."""
    work.send(_archive(case), case)


def close_file_later(work: Work, case: Case) -> None:
    """Archived when the time to undo a termination is over."""
    seconds = work.reference.limits(case.tenant_id).undo["terminated"]
    work.send(_archive(case), case, hold=timedelta(seconds=seconds))


def _archive(case: Case) -> ArchiveCase:
    return ArchiveCase(tenant_id=case.tenant_id, case_id=case.id, round=case.round)
