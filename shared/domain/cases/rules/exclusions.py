"""法定除外: what the law leaves out of a time limit when the applicant was told so in writing (行政许可法 45)."""

from shared.domain.cases import commands as c
from shared.domain.cases.facts import Facts
from shared.domain.deadlines.calendar import local_date
from shared.kernel.errors import invalid

STATUTORY = "statutory"
EXCLUSIONS = ("hearing", "tender", "auction", "inspection", "test", "quarantine", "appraisal", "expert_review")
"""听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审."""


def require_notice(command: c.Pause, facts: Facts) -> None:
    """A pause for a statutory cause names which, and its written notice: number, day, and working days expected.

    Raises Refusal invalid `pause.notice`; another cause that brings a notice is refused with `pause.no_notice`.
    """
    told = bool(command.exclusion or command.evidence or command.notice_day or command.expected_days)
    if command.cause != STATUTORY:
        if told:
            raise invalid("pause.no_notice", {"cause": "pause.no_notice"})
        return
    lacking = {
        "exclusion": command.exclusion not in EXCLUSIONS,
        "evidence": not command.evidence.strip(),
        "notice_day": command.notice_day is None or command.notice_day > local_date(facts.now),
        "expected_days": not 1 <= command.expected_days <= facts.limits.exclusion_days,
    }
    if any(lacking.values()):
        faults = {field: f"pause.{field}" for field, is_lacking in lacking.items() if is_lacking}
        raise invalid("pause.notice", faults, days=facts.limits.exclusion_days)
