"""The fight over a hand-over, drawn by hypothesis: whoever acts, comes late or dies, the case keeps its promises.

Every rule is something a person, dispatch or time may do; after every one of them all invariants are looked at.
"""

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.desk import seeing_sites
from shared.domain.cases.joint import CoHandlerState
from shared.domain.cases.limits import UNDO_SECONDS
from shared.domain.cases.model import OPEN_STATES, PAUSABLE, CaseState, HandoverKind
from shared.domain.cases.replay import replay
from shared.domain.cooperation.responsibility import by_person, by_site, split
from shared.domain.deadlines.minutes import minutes_between
from shared.domain.routing.deadlock import said_no
from shared.domain.routing.next_place import Next
from tests.build import a_decision, a_pause, a_proposal, a_reassignment, an_actor, an_id, an_offer
from tests.domain.boards import (
    before_whoever_decides,
    decided,
    look_at_what_was_heard,
    only_a_placing_takes_it_off_a_board,
    said_no_across_tenants,
)
from tests.domain.cases.test_replay import it_has_one_holder, the_history_tells_the_case
from tests.domain.fight import HANDS_OFF, NO, TERMINATE, Fight
from tests.world import CALENDAR, SITES, TREE

HERE = ("town", "second village", "department", "enterprise", "hall", "third hall", "third town")
CENTRES = ("centre", "city", "third centre")
ELSEWHERE = "150207"
STRANGER = "150203"
ENDED = (e.Completed, e.Declined, e.Terminated, e.Withdrawn)
somewhere = st.sampled_from(HERE)
some_centre = st.sampled_from(CENTRES)


def moving(machine: "HandoverFight") -> bool:
    return machine.fight.case.state in OPEN_STATES


def offered(machine: "HandoverFight") -> bool:
    return machine.fight.case.offered is not None


def held(machine: "HandoverFight") -> bool:
    return moving(machine) and not offered(machine)


def running(machine: "HandoverFight") -> bool:
    return machine.fight.case.state in PAUSABLE


class HandoverFight(RuleBasedStateMachine):
    """Sites of two tenants and the city fight over one case, a third tenant looks on."""

    def __init__(self) -> None:
        super().__init__()
        self.fight = Fight()
        self.n = 0

    def act(self, command: c.Command, actor: Actor) -> bool:
        before = self.fight.case
        done = self.fight.act(command, actor)
        only_a_placing_takes_it_off_a_board(before, self.fight.case, command)
        event(f"{command.kind} {'done' if done else 'refused'}")
        return done

    def there(self, site: str, *roles: Role) -> Actor:
        return an_actor(next(name for name, site_id in SITES.items() if site_id == site), *roles)

    def coordinator(self) -> Actor:
        tenant = TREE.site(self.fight.case.holder_site).tenant_id
        return self.there(self.fight.case.pool_site or TREE.centre(tenant).id, Role.COORDINATOR)

    def holder(self) -> Actor:
        return self.there(self.fight.case.holder_site)

    def new(self) -> int:
        self.n += 1
        return self.n

    @initialize(region=st.sampled_from(("", ELSEWHERE)), since=st.sampled_from(("handed in", "refused", "disputed")))
    def handed_in(self, region: str, since: str) -> None:
        self.fight.opened(competence_region=region)
        assert self.act(c.Submit(), self.holder())
        if since != "handed in":
            self.accept()
            self.act(an_offer("third hall", n=self.new()), self.holder())
            self.refuse()
        if since == "disputed":
            self.reassign("centre", "department")
            self.refuse()
            self.a_doorbell_is_heard(1, again=False)

    @precondition(lambda self: self.fight.case.state is CaseState.RECEIVED)
    @rule()
    def accept(self) -> None:
        assert self.act(c.Accept(papers=("身份证", "户口簿")), self.holder())

    @precondition(held)
    @rule(how=st.sampled_from(("offer", "offer", "return", "pool", "claim")), to=somewhere)
    def the_holder_has_enough(self, how: str, to: str) -> None:
        tenant = TREE.site(self.fight.case.holder_site).tenant_id
        commands: dict[str, c.Command] = {
            "offer": an_offer(to, n=self.new()),
            "return": c.Return(**NO),
            "pool": c.Pool(site=TREE.centre(tenant).id, why="pool.asked"),
            "claim": c.Claim(),
        }
        self.act(commands[how], self.holder())

    @precondition(offered)
    @rule(how=st.sampled_from(("sign", "sign", "sign", "refuse", "refuse", "withdraw", "expire")))
    def an_offer_is_answered(self, how: str) -> None:
        match how:
            case "sign":
                assert self.act(c.SignFor(), self.fight.receiver())
            case "refuse":
                self.refuse()
            case "withdraw":
                self.act(c.WithdrawOffer(), self.holder())
            case "expire":
                self.fight.expire()

    def refuse(self) -> None:
        """Which is allowed unless a leader placed it there."""
        assert self.fight.case.offered
        bound = self.fight.case.offered.kind is HandoverKind.SETTLE
        assert self.act(c.Refuse(**NO), self.fight.receiver()) is not bound

    @precondition(lambda self: moving(self) and (self.fight.case.pool_site or self.n % 3 == 0))
    @rule(centre=some_centre, to=somewhere)
    def a_coordinator_places_it(self, centre: str, to: str) -> None:
        self.reassign(centre, to)

    def reassign(self, centre: str, to: str) -> None:
        self.act(a_reassignment(to, n=self.new()), an_actor(centre, Role.COORDINATOR))

    @precondition(lambda self: self.fight.case.arbiter)
    @rule(to=somewhere, keep=st.booleans())
    def decide_the_dispute(self, to: str, keep: bool) -> None:
        case = self.fight.case
        decision = a_decision(to, n=self.new())
        if keep:
            decision = replace(decision, to_site=case.holder_site)
        self.act(decision, self.there(case.arbiter, Role(case.arbiter_role)))

    @precondition(lambda self: held(self) and running(self))
    @rule(how=st.sampled_from(("correction", "agreed", "propose", "ask", "start")))
    def it_is_worked_on(self, how: str) -> None:
        case = self.fight.case
        match how:
            case "propose" | "ask":
                self.act(a_proposal(self.new()), self.there(case.origin_site if how == "ask" else case.holder_site))
            case "start":
                self.act(c.Start(), self.holder())
            case cause:
                self.act(a_pause(cause), self.holder())

    @precondition(lambda self: self.fight.case.state is CaseState.PAUSED)
    @rule()
    def it_goes_on(self) -> None:
        assert self.act(c.Resume(), self.holder())

    @precondition(lambda self: moving(self) and self.fight.case.state is not CaseState.PAUSED)
    @rule(site=st.sampled_from(("enterprise", "third hall", "third town")))
    def a_site_is_asked_for_its_part(self, site: str) -> None:
        part = an_id(f"part {self.new()}")
        self.act(c.AskCoHandler(cohandler_id=part, to_site=SITES[site], words="请核"), self.holder())

    @precondition(lambda self: self.fight.case.cohandlers and moving(self))
    @rule(which=st.integers(0, 9), how=st.sampled_from(("late", "answer", "differ", "dispute", "settle", "free")))
    def a_part_goes_on(self, which: int, how: str) -> None:
        parts = self.fight.case.cohandlers
        part = parts[which % len(parts)]
        match how:
            case "late":
                self.fight.late(part)
            case "dispute":
                self.fight.disputed(part)
            case "settle":
                settled = c.SettleCoHandler(cohandler_id=part.id, words="已商定")
                self.act(settled, self.coordinator() if part.disputed_at else self.holder())
            case "free":
                self.act(c.ReleaseCoHandler(cohandler_id=part.id, words="不再需要"), self.holder())
            case _:
                self.act(c.SignCoHandler(), self.there(part.site))
                opinion = "agree" if how == "answer" else "disagree"
                self.act(c.AnswerCoHandler(opinion=opinion, words="已核"), self.there(part.site))

    @precondition(lambda self: self.fight.case.pause_proposal)
    @rule(agreed=st.booleans())
    def a_proposed_pause_is_answered(self, agreed: bool) -> None:
        proposal = self.fight.case.pause_proposal
        assert proposal
        self.act(c.AcceptPause() if agreed else c.DeclinePause(words="材料已齐"), self.there(proposal.to_site))

    @precondition(lambda self: held(self) and running(self) and self.n % 4 == 3)
    @rule(how=st.sampled_from((c.Complete(result="已发放"), c.Withdraw(), TERMINATE)))
    def it_ends(self, how: c.Command) -> None:
        self.act(how, self.holder())

    @precondition(lambda self: e.kind_of(self.fight.history[-1].event) in UNDO_SECONDS)
    @rule(seconds=st.sampled_from((0, 7, 170)))
    def undo(self, seconds: int) -> None:
        self.fight.later(seconds=seconds)
        assert self.fight.last
        event(f"undo {self.fight.undo(self.fight.last[1])}")

    @precondition(lambda self: self.fight.bells)
    @rule(which=st.integers(0, 9), again=st.booleans())
    def a_doorbell_is_heard(self, which: int, again: bool) -> None:
        before, bells = self.fight.case, self.fight.bells
        self.fight.hear(bells[which % len(bells)], again)
        look_at_what_was_heard(before, self.fight.case)

    @rule(minutes=st.sampled_from((1, 7, 60, 241, 3_000)))
    def time_passes(self, minutes: int) -> None:
        self.fight.later(minutes=minutes)

    @rule(what=st.sampled_from(("everything dies", "the same once more", "a stranger tries")))
    def a_mishap(self, what: str) -> None:
        if what == "everything dies":
            self.fight.crash()
        elif what == "the same once more":
            self.the_same_once_more()
        else:
            self.a_stranger_tries()

    def the_same_once_more(self) -> None:
        """A command whose answer was lost comes again; another reassignment is another act with an id of its own."""
        assert self.fight.last
        command, actor = self.fight.last
        if not isinstance(command, c.Reassign):
            assert not self.fight.act(command, actor), command

    def a_stranger_tries(self) -> None:
        for who in (Role.CLERK, Role.COORDINATOR, Role.LEADER):
            for command in (*HANDS_OFF, an_offer("town"), a_reassignment("town"), a_decision("town")):
                assert not self.fight.act(command, an_actor("other centre", who)), command

    # -- what is true after every one of them

    @invariant()
    def the_history_tells_everything(self) -> None:
        the_history_tells_the_case(self.fight.case, self.fight.history)

    @invariant()
    def it_is_in_one_pair_of_hands(self) -> None:
        case = self.fight.case
        it_has_one_holder(case, self.fight.history)
        assert not (case.offered and case.pool_site)

    @invariant()
    def a_no_is_answered(self) -> None:
        """While anybody has yet to hear of it, or it stands still and is kept in mind, it may wait; else it may not."""
        fight, case = self.fight, self.fight.case
        if case.state not in OPEN_STATES or case.offered:
            return
        if fight.unanswered:
            assert fight.bells or case.awaits_place
        elif not fight.bells and not case.awaits_place:
            assert fight.awaits().next is Next.NOBODY
            assert not said_no_across_tenants(case) or decided(fight.stands) or before_whoever_decides(case)

    @invariant()
    def a_dispute_is_before_whoever_decides_it(self) -> None:
        case = self.fight.case
        assert case.arbiter in ("", case.pool_site)
        assert bool(case.arbiter) is bool(case.arbiter_role)

    @invariant()
    def every_minute_is_in_one_sites_hands(self) -> None:
        fight = self.fight
        whole = split(fight.history, fight.now, CALENDAR)
        start = fight.stands[1].at if len(fight.stands) > 1 else fight.now
        end = next((h.at for h in fight.stands if isinstance(h.event, ENDED)), fight.now)
        assert whole.whole == minutes_between(start, end, CALENDAR)
        shares = by_site(whole)
        assert whole.whole == sum(share.minutes for share in shares)
        for share in shares:
            assert share.minutes == sum(person.minutes for person in by_person(whole, share.site))
            assert share.late == sum(person.late for person in by_person(whole, share.site))

    @invariant()
    def what_was_undone_counts_nowhere(self) -> None:
        fight, stands = self.fight, self.fight.stands
        assert replace(replay(stands), version=fight.case.version) == fight.case
        assert split(stands, fight.now, CALENDAR) == split(fight.history, fight.now, CALENDAR)
        assert said_no(stands) == said_no(fight.history)
        kinds = [type(h.event) for h in stands]
        assert fight.case.moves == kinds.count(e.HandoverSigned) + kinds.count(e.HandoverRefused)
        assert fight.case.returns == kinds.count(e.HandoverReturned)

    @invariant()
    def those_see_it_who_take_part_and_nobody_else(self) -> None:
        named = {SITES["village"]}
        for h in self.fight.stands:
            match h.event:
                case e.HandoverOffered(to_site=site) | e.Pooled(site=site) | e.DisputeRaised(site=site):
                    named.add(site)
        released = CoHandlerState.RELEASED
        named |= {part.site for part in self.fight.case.cohandlers if part.state is not released}
        across = [site for site in named if TREE.site(site).tenant_id != "150271"]
        named |= {TREE.common_coordinator(SITES["village"], site).id for site in across}
        seen = seeing_sites(self.fight.case, TREE)
        assert set(seen) == named
        assert STRANGER not in {TREE.site(site).tenant_id for site in seen}


def test_a_fight_keeps_every_promise() -> None:
    run_state_machine_as_test(HandoverFight, settings=settings(max_examples=500, stateful_step_count=30))


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_long_fights_keep_every_promise() -> None:
    run_state_machine_as_test(HandoverFight, settings=settings(max_examples=1_000, stateful_step_count=80))
