"""Why a case went where it went, and what is wrong with a policy line, in words for people."""

from collections.abc import Iterator

from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Route, Skipped
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text
from shared.policy.lines import Fault


def reason(why: str, priority: int, site: str, locale: str = "zh-CN") -> str:
    """A decision as an event keeps it: the key of the reason, the priority of the line, the name of the site."""
    return text(why, locale, priority=priority, site=site)


def spell(route: Route, here: str, tree: OrgTree, locale: str = "zh-CN") -> str:
    """A route in one sentence. `here` is the site that holds the case: where it stays when nothing moves it."""
    return reason(route.why, route.priority, site_name(route.to or here, tree), locale)


def spell_skipped(route: Route, tree: OrgTree, locale: str = "zh-CN") -> Iterator[str]:
    """Why rules that fitted as well were passed over, one sentence each."""
    for skipped in route.skipped:
        yield _skipped(skipped, tree, locale)


def spell_fault(fault: Fault, locale: str = "zh-CN") -> str:
    """What is wrong with a line, naming it."""
    what = text(fault.code, locale, value=fault.value)
    return text("policy.fault", locale, line=fault.line, tenant=fault.tenant_id, what=what)


def _skipped(skipped: Skipped, tree: OrgTree, locale: str) -> str:
    why = text(skipped.why, locale, site=site_name(skipped.site, tree))
    return text("route.skipped", locale, rule=skipped.rule, why=why)


def site_name(site_id: str, tree: OrgTree) -> str:
    """The short name, or the id of a site that is no more."""
    try:
        return tree.site(site_id).short_name
    except Refusal:
        return site_id
