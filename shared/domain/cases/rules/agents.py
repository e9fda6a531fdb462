"""The person who accompanies a case (专人): named, claiming it, or taking it over; and who may act as on duty."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case, How
from shared.domain.roster.duty import Presence
from shared.kernel.errors import conflict, illegal_move, invalid

HAND_ON = (How.SUBSTITUTE, How.BACK, How.LEAVER)
"""How the cases of one pass to another."""


def name_agent(case: Case, command: c.NameAgent, facts: Facts) -> tuple[e.Event, ...]:
    """A person who works at the site that holds the case, and is not away.

    Raises Refusal invalid `agent.elsewhere`, `agent.absent` with the substitute, or `agent.absent_alone` without one.
    """
    if not facts.staff_at_holder:
        raise invalid("agent.elsewhere", {"staff_id": "agent.elsewhere"})
    there = facts.standing
    if there and there.presence is Presence.ABSENT:
        if there.substitute:
            raise invalid("agent.absent", {"staff_id": "agent.absent"}, until=there.until, substitute=there.substitute)
        raise invalid("agent.absent_alone", {"staff_id": "agent.absent_alone"}, until=there.until)
    return (e.AgentNamed(staff_id=command.staff_id),)


def claim(case: Case, command: c.Claim, facts: Facts) -> tuple[e.Event, ...]:
    """The actor's own from now on. Raises Refusal conflict `claim.yours` or `claim.taken`, illegal_move `duty.…`."""
    me = facts.actor.staff_id
    if me is None:
        raise illegal_move("claim.nobody")
    if case.agent is not None:
        raise conflict("claim.yours" if case.agent == me else "claim.taken", name=facts.agent_name)
    require_on_duty(facts)
    return (e.AgentNamed(staff_id=me, how=How.CLAIMED),)


def hand_on(case: Case, command: c.HandOn, facts: Facts) -> tuple[e.Event, ...]:
    """From one to another, who works at the same site and is not away.

    Raises Refusal invalid `hand_on.how`, conflict `hand_on.not_theirs` when somebody else has it meanwhile, and those
    of naming.
    """
    if command.how not in HAND_ON:
        raise invalid("hand_on.how", {"how": "hand_on.how"})
    if case.agent != command.from_staff:
        raise conflict("hand_on.not_theirs", name=facts.agent_name)
    name_agent(case, c.NameAgent(staff_id=command.to_staff), facts)
    return (
        e.AgentNamed(staff_id=command.to_staff, how=command.how, instead_of=command.instead_of, words=command.words),
    )


def require_on_duty(facts: Facts) -> None:
    """Raises Refusal illegal_move `duty.off`, `duty.absent`, `duty.not_listed` or `duty.nobody`, each with who is."""
    there = facts.standing
    if there is None or there.may_act:
        return
    if not there.on_duty:
        raise illegal_move("duty.nobody")
    names = "、".join(there.on_duty)
    if there.presence is Presence.OFF:
        raise illegal_move("duty.off", names=names)
    if there.presence is Presence.ABSENT:
        raise illegal_move("duty.absent", names=names, until=there.until)
    raise illegal_move("duty.not_listed", names=names)
