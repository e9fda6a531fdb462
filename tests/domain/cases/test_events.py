"""Events: kinds that never change, no personal data, and every one has its effect."""

from typing import get_args

import msgspec
import pytest

from shared.domain.cases import events as e
from shared.domain.cases.evolve import _CHANGES

KINDS = [
    "opened",
    "submitted",
    "accepted",
    "declined",
    "mandate_recorded",
    "mandate_revoked",
    "handover_offered",
    "handover_signed",
    "handover_refused",
    "handover_returned",
    "handover_withdrawn",
    "handover_reminded",
    "handover_expired",
    "pooled",
    "placing_deferred",
    "problem_marked",
    "dispute_raised",
    "dispute_kept",
    "reminded",
    "escalated",
    "supervised",
    "supervision_answered",
    "agent_named",
    "started",
    "paused",
    "resumed",
    "deadlines_recomputed",
    "extension_asked",
    "extension_granted",
    "extension_refused",
    "completed",
    "terminated",
    "withdrawn",
    "archived",
    "undone",
    "cohandler_asked",
    "cohandler_signed",
    "cohandler_answered",
    "cohandler_released",
    "cohandler_reminded",
    "cohandler_overdue",
    "cohandler_limit_moved",
    "cohandler_disputed",
    "cohandler_settled",
    "cohandler_closed",
    "pause_proposed",
    "pause_accepted",
    "pause_declined",
    "pause_proposal_withdrawn",
    "pause_proposal_lapsed",
    "external_filed",
    "external_replied",
    "external_closed",
    "external_limit_moved",
    "cohandler_unsigned",
]


def test_the_kinds_of_events_are_these_for_ever() -> None:
    assert [event.__struct_config__.tag for event in get_args(e.Event)] == KINDS


def test_every_event_but_the_first_has_its_effect() -> None:
    assert set(get_args(e.Event)) - {e.Opened} == set(_CHANGES)


@pytest.mark.parametrize("event", get_args(e.Event))
def test_no_event_has_a_field_for_personal_data(event: type[msgspec.Struct]) -> None:
    personal = {"name", "phone", "mobile", "id_number", "identity", "address", "credit_code"}
    assert personal.isdisjoint(event.__struct_fields__)
