"""Whom to give a case: sites or people, in order, each with its reasons. Pure; the weights are parameters."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from shared.domain.catalogue.model import Item
from shared.domain.roster.model import Member


class Fit(StrEnum):
    """What makes somebody competent for an item."""

    ITEM = "item"  # named for this very item
    CATEGORY = "category"  # for its category
    ALL = "all"  # for everything
    NONE = "none"  # nobody on duty is


_FITS = {Fit.ITEM: 1.0, Fit.CATEGORY: 0.8, Fit.ALL: 0.6, Fit.NONE: 0.0}
_UNKNOWN_SPEED = 0.5  # whoever has done none yet stands between the quick and the slow


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """How much each of the four counts. Our defaults; only their proportions matter."""

    competence: float = 0.3
    presence: float = 0.3
    load: float = 0.25
    speed: float = 0.15


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A site or a person that may have the case.

    `on_duty` counts people there today, `load` open cases; None: another tenant's, not ours to see. `days` is the
    median of working days in which such cases were done, None where none was yet.
    """

    id: str
    name: str
    fit: Fit = Fit.ALL
    on_duty: int | None = None
    load: int | None = None
    days: float | None = None
    place: int = 0


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the reason: a key of the message catalogue, and its number."""

    key: str
    count: float = 0


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate with its score from 0 to 1, and why."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]


def rank(candidates: Iterable[Candidate], weights: Weights) -> tuple[Suggestion, ...]:
    """The best first; equals by their place, then by id, so that the same world gives the same order."""
    known = tuple(candidates)
    heaviest = max((_per_head(one) for one in known), default=0.0)
    quickest = min((one.days for one in known if one.days is not None), default=None)
    lightest = min((_per_head(one) for one in known if one.on_duty), default=None)
    found = [
        Suggestion(
            candidate=one,
            score=_score(one, weights, heaviest, quickest),
            reasons=_reasons(one, len(known) > 1 and bool(one.on_duty) and _per_head(one) == lightest, quickest),
        )
        for one in known
    ]
    return tuple(sorted(found, key=lambda s: (-s.score, s.candidate.place, s.candidate.id)))


def fit_of(member: Member, item: Item) -> Fit:
    """What the member's line of the roster says about the item."""
    if f"item:{item.code}" in member.competence:
        return Fit.ITEM
    if f"cat:{item.category}" in member.competence:
        return Fit.CATEGORY
    return Fit.ALL if "*" in member.competence else Fit.NONE


def best_fit(members: Iterable[Member], item: Item) -> Fit:
    """The best of several; NONE where there is nobody."""
    return max((fit_of(member, item) for member in members), key=lambda fit: _FITS[fit], default=Fit.NONE)


def _per_head(one: Candidate) -> float:
    return (one.load or 0) / max(one.on_duty or 1, 1)


def _score(one: Candidate, weights: Weights, heaviest: float, quickest: float | None) -> float:
    speed = _UNKNOWN_SPEED if one.days is None or quickest is None else (quickest + 0.1) / (one.days + 0.1)
    parts = (
        (weights.competence, _FITS[one.fit]),
        (weights.presence, 1.0 if one.on_duty else 0.0),
        (weights.load, 0.0 if one.load is None else 1 - _per_head(one) / heaviest if heaviest else 1.0),
        (weights.speed, speed),
    )
    whole = sum(weight for weight, _ in parts)
    return round(sum(weight * value for weight, value in parts) / whole, 4) if whole else 0.0


def _reasons(one: Candidate, lightest: bool, quickest: float | None) -> tuple[Reason, ...]:
    if one.on_duty is None or one.load is None:
        return (Reason(key="suggest.elsewhere"),)
    found = [Reason(key="suggest.on_duty" if one.on_duty else "suggest.nobody", count=one.on_duty)]
    if one.fit in (Fit.ITEM, Fit.CATEGORY):
        found.append(Reason(key=f"suggest.{one.fit}"))
    found.append(Reason(key="suggest.lightest" if lightest else "suggest.load", count=one.load))
    if one.days is None:
        return (*found, Reason(key="suggest.no_speed"))
    return (*found, Reason(key="suggest.quickest" if one.days == quickest else "suggest.speed", count=one.days))
