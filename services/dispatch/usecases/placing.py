"""Leaving a case where a decision wants it: offered to a site, or before a coordinator."""

from collections.abc import Iterable

import msgspec

from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, HandoverKind
from shared.domain.routing.explain import KEPT
from shared.domain.routing.model import Route
from shared.kernel.errors import Refusal
from shared.kernel.ids import new_id
from shared.store.cohandling_limits import await_answers
from shared.store.signing_limit import await_signature
from shared.store.uow import Work


def offer(work: Work, case: Case, decision: Route, to: str) -> Case:
    """Offers the case by rule; the limit for signing becomes a timer."""
    command = c.Offer(
        handover_id=new_id(),
        to_site=to,
        handover=HandoverKind.ROUTE,
        why=decision.why,
        rule=decision.rule,
        priority=decision.priority,
        policy_version=decision.policy_version,
        versions=dict(decision.versions),
        skipped=decision.skipped,
        asked=decision.asked,
    )
    case = work.save(case, decide(case, command, work.facts(case, to_site=to)))
    await_signature(work, case)
    return case


def ask_cohandlers(work: Work, case: Case, decision: Route, sites: Iterable[str], words: str) -> Case:
    """Asks each of the sites for its part by rule, with the locality's limit; the case is held as before.

    A site that may not be asked, such as the one that holds the case, is passed over on record, and the rest are asked.
    """
    for wanted in sites:
        site = work.reference.tree.carrier(wanted).id
        command = c.AskCoHandler(
            cohandler_id=new_id(),
            to_site=site,
            body_site=wanted if wanted != site else "",
            words=words,
            why=decision.why,
            rule=decision.rule,
            priority=decision.priority,
            policy_version=decision.policy_version,
        )
        try:
            events = decide(case, command, work.facts(case, to_site=site))
        except Refusal as no:
            work.note("cohandler.passed_over", str(case.id), f"{site} {no.code}")
            continue
        case = work.save(case, events)
        await_answers(work, case, case.cohandlers[-1])
    return case


def keep(work: Work, case: Case, decision: Route) -> None:
    """The case stays where it is. Nothing happens to it, so the decision is kept beside it, in the audit."""
    work.note(KEPT, str(case.id), msgspec.json.encode(decision).decode())


def pool(work: Work, case: Case, site: str, why: str, decision: Route | None = None) -> None:
    """Puts the case on a coordinator's board, unless it lies there."""
    if case.pool_site == site:
        return
    by = decision
    command = c.Pool(
        site=site,
        why=why,
        rule=by.rule if by else "",
        priority=by.priority if by else 0,
        policy_version=by.policy_version if by else 0,
        versions=dict(by.versions) if by else {},
        skipped=by.skipped if by else (),
        asked=by.asked if by else "",
    )
    work.save(case, decide(case, command, work.facts(case)))
