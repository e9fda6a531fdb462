"""Builders: `a_case().at("village").for_item("MZ001").submitted()` drives the real life cycle, step by step."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import NAMESPACE_OID, UUID, uuid5

from msgspec.structs import replace

from shared.domain.access.actor import Actor, platform
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.evolve import evolve
from shared.domain.cases.facts import Facts, parts_of
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case, HandoverKind, How
from shared.domain.cases.rules.cohandling import may_cohandle
from shared.domain.cases.rules.intake import open_case
from shared.domain.cases.supervisions import owing
from shared.domain.catalogue.handlers import may_handle
from shared.domain.deadlines.calendar import local_date
from tests.world import CALENDAR, ITEMS, SITES, TREE, local

MONDAY = "2026-11-16 09:00"


def an_id(name: object) -> UUID:
    """An id that is the same in every run."""
    return uuid5(NAMESPACE_OID, str(name))


def an_actor(place: str, *roles: Role, who: str = "") -> Actor:
    """Somebody with these roles (a clerk, if none are named) at a place of the small world."""
    site_id = SITES[place]
    held = frozenset(roles or (Role.CLERK,))
    staff = an_id(f"{who}{sorted(held)}@{site_id}")
    return Actor(tenant_id=TREE.site(site_id).tenant_id, site_id=site_id, roles=held, staff_id=staff)


def the_platform(place: str = "centre") -> Actor:
    """The platform acting by itself."""
    return platform(TREE.site(SITES[place]).tenant_id)


def a_case() -> "CaseBuilder":
    """A draft for 高龄津贴 at the village, opened on a Monday at nine; say more by its methods."""
    return CaseBuilder()


class CaseBuilder:
    """A case with its history. Every past-tense method acts through `decide` as whoever usually does it."""

    def __init__(self) -> None:
        self.place, self.item_code = "village", "MZ001"
        self.now: datetime = local(MONDAY)
        self.limits = Limits()
        self.calendar = CALENDAR
        self.history: tuple[e.Happened, ...] = ()
        self._case: Case | None = None

    # -- what it is about, said before the first act

    def at(self, place: str) -> Self:
        """Where the case begins."""
        self.place = place
        return self

    def for_item(self, code: str) -> Self:
        """What it is about."""
        self.item_code = code
        return self

    def on(self, moment: str) -> Self:
        """Sets the clock to a local time, for the acts that follow."""
        self.now = local(moment)
        return self

    def later(self, **by: float) -> Self:
        """Moves the clock on: `later(minutes=5)`."""
        self.now += timedelta(**by)
        return self

    # -- what happened

    @property
    def case(self) -> Case:
        """The case as it stands; opens the draft if nobody did."""
        if self._case is None:
            self.opened()
        assert self._case is not None
        return self._case

    @property
    def item(self) -> Any:
        """The item the case is about."""
        return ITEMS[self.item_code]

    def holder(self, *roles: Role) -> Actor:
        """Somebody at the site that holds the case."""
        place = next(name for name, site_id in SITES.items() if site_id == self.case.holder_site)
        return an_actor(place, *roles)

    def facts(self, actor: Actor, command: c.Command | None = None, **more: Any) -> Facts:
        """What the use case would tell the rules."""
        waiting = owing(self.history) if self._case and self._case.unanswered else ()
        known: dict[str, Any] = {
            "now": self.now,
            "actor": actor,
            "item": self.item,
            "calendar": self.calendar,
            "limits": self.limits,
            "parts": parts_of(self.case, actor, TREE, waiting) if self._case else frozenset(),
            "owing": waiting,
            "staff_at_holder": True,
            "supervises": True,
            "history": self.history,
        }
        if isinstance(command, c.AskCoHandler):
            known["target_known"] = command.to_site in TREE
            known["target_joins"] = known["target_known"] and may_cohandle(TREE.site(command.to_site))
        if isinstance(command, c.Offer):
            known["target_known"] = command.to_site in TREE
            known["target_able"] = known["target_known"] and may_handle(TREE.site(command.to_site), self.item, TREE)
        return Facts(**(known | more))

    def do(self, command: c.Command, actor: Actor | None = None, **facts: Any) -> Self:
        """Decides and records. Raises Refusal, and then nothing has happened."""
        actor = actor or self.holder()
        told = self.facts(actor, command, **facts)
        self._record(decide(self.case, command, told), actor)
        return self

    def opened(self, channel: str = "3", competence_region: str = "") -> Self:
        """A draft."""
        command = c.Open(
            case_id=an_id("case"),
            applicant=an_id("applicant"),
            applicant_kind=self.item.applicant_kinds[0],
            commitment="c0ffee",
            channel=channel,
            competence_region=competence_region,
        )
        actor = an_actor(self.place)
        self._record(open_case(command, self.facts(actor)), actor)
        return self

    def submitted(self) -> Self:
        """Handed in at the place it began."""
        return self._first().do(c.Submit())

    def offered(self, to: str = "town", kind: HandoverKind = HandoverKind.FORWARD, able: bool | None = None) -> Self:
        """Offered by its holder to another place; `able` says it may handle the item where the world does not."""
        told: dict[str, Any] = {} if able is None else {"target_able": able}
        return self.do(an_offer(to, kind, len(self.history)), **told)

    def routed(self, to: str = "town") -> Self:
        """Offered by the platform."""
        return self.do(an_offer(to, HandoverKind.ROUTE, len(self.history)), the_platform())

    def signed(self) -> Self:
        """Signed for by the receiver."""
        return self.do(c.SignFor(), self.receiver())

    def refused(self) -> Self:
        """Refused by the receiver."""
        return self.do(c.Refuse(reason="outside_area", words="户籍不在本镇"), self.receiver())

    def returned(self) -> Self:
        """Returned by the holder."""
        return self.do(c.Return(reason="lacking_papers", words="缺少户口簿"))

    def accepted(self, deferred: tuple[str, ...] = ()) -> Self:
        """Accepted with every paper but the deferred ones."""
        papers = tuple(m.name for m in self.item.materials if m.name not in deferred)
        return self._received().do(c.Accept(papers=papers, deferred=deferred))

    def mandated(self, valid_from: str = "2026-11-01", valid_to: str = "2027-10-31") -> Self:
        """With a signed mandate on file."""
        return self._first().do(a_mandate(valid_from, valid_to))

    def asked(self, place: str = "enterprise", days: int = 0) -> Self:
        """Another place was asked by the holder to co-handle."""
        return self.do(a_request(place, days))

    def joined(self, place: str = "enterprise") -> Self:
        """The place signed for its part."""
        return self.do(c.SignCoHandler(), an_actor(place))

    def answered(self, place: str = "enterprise", opinion: str = "agree") -> Self:
        """The place gave its opinion."""
        return self.do(c.AnswerCoHandler(opinion=opinion, words="已核对"), an_actor(place))

    def started(self) -> Self:
        """At work."""
        return self.do(c.Start())

    def paused(self, cause: str = "correction") -> Self:
        """Its clock stopped."""
        return self.do(a_pause(cause, self.now))

    def resumed(self) -> Self:
        """Its clock running again."""
        return self.do(c.Resume())

    def completed(self) -> Self:
        """Done."""
        return self.do(c.Complete(result="已发放"))

    def declined(self) -> Self:
        """Not accepted."""
        return self._received().do(c.Decline(legal_basis="办法第三条", paper="不予受理通知书", where_to_go="到九原区"))

    def terminated(self) -> Self:
        """Ended on paper."""
        return self.do(c.Terminate(reason="NO_COOP", words="逾期未补正", paper="终止单"))

    def withdrawn(self) -> Self:
        """Taken back by the applicant."""
        return self._first().do(c.Withdraw())

    def archived(self) -> Self:
        """Closed for good."""
        return self.do(c.Archive(), the_platform(), feedback_settled=True)

    def pooled(self, centre: str = "centre") -> Self:
        """Before a coordinator."""
        return self.do(c.Pool(site=SITES[centre], why="route.no_rule"), the_platform())

    def receiver(self, *roles: Role) -> Actor:
        """Somebody at the site that was offered the case."""
        offered = self.case.offered
        assert offered is not None, "nothing is offered"
        return an_actor(next(name for name, site_id in SITES.items() if site_id == offered.to_site), *roles)

    # -- inside

    def _first(self) -> Self:
        return self if self._case else self.opened()

    def _received(self) -> Self:
        return self if self.case.received_at else self.submitted()

    def _record(self, events: tuple[e.Event, ...], actor: Actor) -> None:
        batch = len(self.history) + 1
        for event in events:
            happened = e.Happened(
                seq=len(self.history) + 1,
                batch=batch,
                at=self.now,
                event=_numbered(event),
                by_site=actor.site_id,
                by_role=min(actor.roles),
                by_staff=actor.staff_id,
            )
            self._case = evolve(self._case, happened)
            self.history = (*self.history, happened)


def an_offer(to: str, kind: HandoverKind = HandoverKind.FORWARD, n: int = 0) -> c.Offer:
    """An offer to a place; `n` tells several apart."""
    return c.Offer(handover_id=an_id(f"handover {n}"), to_site=SITES[to], handover=kind, why="forwarded")


def a_reassignment(to: str, words: str = "归属地在此", n: int = 0, reason: str = "outside_area") -> c.Reassign:
    """A coordinator's offer."""
    return c.Reassign(
        reason=reason,
        handover_id=an_id(f"reassignment {n}"),
        to_site=SITES[to],
        handover=HandoverKind.REASSIGN,
        why="reassigned",
        words=words,
    )


def a_request(to: str = "enterprise", days: int = 0) -> c.AskCoHandler:
    """A place is asked to co-handle."""
    return c.AskCoHandler(cohandler_id=an_id(f"part of {to}"), to_site=SITES[to], words="请核对企业登记", days=days)


def a_dispute(at: str = "centre", role: str = "", between: tuple[str, ...] = ()) -> c.RaiseDispute:
    """Departments are deadlocked; somebody at the place decides."""
    return c.RaiseDispute(site=SITES[at], role=role, why="pool.deadlock", between=between)


def a_decision(to: str, words: str = "属该局职责", n: int = 0) -> c.Settle:
    """What a leader decides in a dispute."""
    return c.Settle(
        handover_id=an_id(f"decision {n}"), to_site=SITES[to], handover=HandoverKind.SETTLE, why="settled", words=words
    )


def a_proposal(n: int = 0) -> c.ProposePause:
    """A pause is proposed to the other site."""
    return c.ProposePause(proposal_id=an_id(f"proposal {n}" if n else "proposal"), words="等申请人取证")


def a_mandate(
    valid_from: str = "2026-11-01", valid_to: str = "2027-10-31", paper: str = "委托书 1 号", scope: str = "全程代办"
) -> c.RecordMandate:
    """A signed 授权委托书."""
    return c.RecordMandate(
        mandate_id=an_id("mandate"),
        valid_from=date.fromisoformat(valid_from),
        valid_to=date.fromisoformat(valid_to),
        scope=scope,
        paper=paper,
    )


def sample_commands(n: int = 0) -> Mapping[str, c.Command]:
    """One well-formed command of every kind but `case.open`."""
    commands: tuple[c.Command, ...] = (
        c.Submit(),
        c.Accept(papers=("身份证", "户口簿")),
        c.DeemAccepted(),
        c.Decline(legal_basis="办法第三条", paper="不予受理通知书", where_to_go="到九原区"),
        a_mandate(),
        c.RevokeMandate(words="申请人收回"),
        an_offer("department", n=n),
        a_reassignment("department", n=n),
        c.DeferPlacing(cause="refused"),
        c.MarkProblem(),
        a_dispute(),
        a_decision("department", n=n),
        c.SignFor(),
        c.Refuse(reason="outside_area", words="不属本地"),
        c.Return(reason="lacking_papers", words="缺少材料"),
        c.WithdrawOffer(),
        c.Expire(handover_id=an_id("handover 2")),
        c.Pool(site=SITES["centre"], why="route.no_rule"),
        c.TakeMeasure(
            measure="supervise",
            trigger="yellow",
            key="2026-11-30",
            n=n + 1,
            site=SITES["town"],
            to_site=SITES["office"],
            to_role="supervisor",
        ),
        c.Urge(),
        c.AnswerSupervision(words="已联系申请人，本周办结"),
        c.NameAgent(staff_id=an_id("agent")),
        c.Claim(),
        c.HandOn(from_staff=an_id("agent"), to_staff=an_id("other agent"), how=How.LEAVER, words="调离"),
        c.Start(),
        *_of_parts(an_id("part of enterprise")),
        c.Pause(cause="correction", words="等补正"),
        c.FileExternal(
            filing_id=an_id("filing"),
            body_site=SITES["grid"],
            reference="报装2026-1",
            words="用电报装",
            filed_on=local(MONDAY).date(),
            papers=("用电申请表",),
        ),
        c.RecordReply(filing_id=an_id("filing"), outcome="done", words="已装表", replied_on=local(MONDAY).date()),
        a_proposal(),
        c.AcceptPause(),
        c.DeclinePause(words="材料已齐"),
        c.WithdrawPause(),
        c.LapsePause(proposal_id=an_id("proposal")),
        c.Resume(),
        c.Recompute(),
        c.AskExtension(days=5, words="材料需要专家复核"),
        c.GrantExtension(words="情况属实"),
        c.RefuseExtension(words="不必延期"),
        c.Complete(result="已办妥"),
        c.Terminate(reason="NO_COOP", words="不配合", paper="终止单"),
        c.Withdraw(),
        c.Archive(),
        c.Undo(),
    )
    return {command.kind: command for command in commands}


def _of_parts(part: UUID) -> tuple[c.Command, ...]:
    """One of every kind about co-handlers."""
    return (
        a_request(),
        c.SignCoHandler(),
        c.AnswerCoHandler(opinion="agree", words="记录一致"),
        c.ReleaseCoHandler(cohandler_id=part, words="不再需要"),
        c.RemindCoHandler(cohandler_id=part),
        c.OverdueCoHandler(cohandler_id=part, board=SITES["centre"]),
        c.UnsignedCoHandler(cohandler_id=part),
        c.DisputeCoHandler(cohandler_id=part, board=SITES["centre"], words="请裁定"),
        c.SettleCoHandler(cohandler_id=part, words="按主办意见办理"),
    )


def numbered(case: Case, number: str) -> Case:
    """The case as the store hands it out after acceptance."""
    return replace(case, number=number)


def _numbered(event: e.Event) -> e.Event:
    # The store takes the number as its last statement before commit.
    return replace(event, number="150271-20261116-0001-X") if isinstance(event, e.Accepted) else event


def a_pause(cause: str = "correction", now: datetime | None = None) -> c.Pause:
    """A pause as people write it; a statutory one with its notice of that day."""
    if cause != "statutory":
        return c.Pause(cause=cause, words="等申请人补正")
    day = local_date(now or local(MONDAY))
    return c.Pause(
        cause=cause,
        words="组织专家评审",
        exclusion="expert_review",
        evidence="包稀高评通〔2026〕3号",
        notice_day=day,
        expected_days=10,
    )
