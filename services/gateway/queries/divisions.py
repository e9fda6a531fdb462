"""The divisions that a clerk chooses a place from: those of the own area one by one, of the others the area."""

from functools import lru_cache

import msgspec

from shared.domain.org.divisions import is_code
from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.store.tokens import initials
from shared.store.uow import Work

_LEAST = 6
"""Digits of a county: what lies above it decides nothing."""


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """One to choose. `words` are its pinyin initials; `above` names the town of a village."""

    code: str
    name: str
    words: str
    above: str = ""
    own: bool = True


def divisions(work: Work) -> tuple[Division, ...]:
    """By code, the own ones first. A list of every village of a city would be too long to send to a slow machine."""
    tree, here = work.reference.tree, work.actor.tenant_id
    known = [site for site in tree if is_code(site.id) and len(site.id) >= _LEAST]
    own = [site for site in known if site.tenant_id == here]
    others = [s for s in known if s.tenant_id != here and s.kind is SiteKind.CENTRE and s.tier is Tier.DISTRICT]
    return tuple(_division(site, tree, here) for found in (own, others) for site in sorted(found, key=lambda s: s.id))


def place_name(code: str, tree: OrgTree) -> str:
    """What a division is called as a place, or the code where no site stands for it."""
    return tree.site(code).short_name.removesuffix("协调中心") if code in tree else code


def _division(site: Site, tree: OrgTree, here: str) -> Division:
    name = place_name(site.id, tree)
    above = place_name(site.parent_id, tree) if site.tier is Tier.VILLAGE and site.parent_id else ""
    return Division(code=site.id, name=name, words=_initials(name), above=above, own=site.tenant_id == here)


@lru_cache(maxsize=4096)
def _initials(name: str) -> str:
    return " ".join(sorted(initials(name)))
