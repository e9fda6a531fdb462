"""What events about more time do to a case; part of `evolve`."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from shared.domain.cases import extension_events as x
from shared.domain.cases.events import Happened
from shared.domain.cases.extension import Extension, ExtensionState
from shared.domain.cases.model import Case


def _asked(case: Case, event: x.ExtensionAsked, h: Happened) -> Case:
    known = case.participants
    asked = Extension(days=event.days, words=event.words, at_site=event.at_site, asked_at=h.at, asked_by=h.by_staff)
    joined = known if event.at_site in known else (*known, event.at_site)
    return replace(case, extension=asked, participants=joined)


def _granted(case: Case, event: x.ExtensionGranted, h: Happened) -> Case:
    return replace(
        _decided(case, ExtensionState.GRANTED, event.was_promised, event.was_statutory),
        extensions=event.round,
        extended_days=case.extended_days + event.days,
        promised_due=event.promised_due,
        statutory_due=event.statutory_due,
        warn_at=event.warn_at,
        provisional=event.provisional,
        notified_due=max(case.notified_due, event.promised_due) if case.notified_due else None,
    )


def _refused(case: Case, event: x.ExtensionRefused, h: Happened) -> Case:
    return _decided(case, ExtensionState.REFUSED)


def _decided(case: Case, state: ExtensionState, promised: Any = None, statutory: Any = None) -> Case:
    if case.extension is None:
        raise ValueError("a decision needs a request")
    decided = replace(case.extension, state=state, was_promised=promised, was_statutory=statutory)
    return replace(case, extension=decided)


CHANGES: dict[type, Callable[[Case, Any, Happened], Case]] = {
    x.ExtensionAsked: _asked,
    x.ExtensionGranted: _granted,
    x.ExtensionRefused: _refused,
}
