"""A line of a policy said in one sentence, as an officer would read it aloud."""

from collections.abc import Iterator

from shared.domain.routing.conditions import Bounds, counted, read
from shared.domain.routing.model import Action, RuleLine
from shared.kernel.i18n import text
from shared.policy.samples import World


def rule_in_words(line: RuleLine, world: World, locale: str = "zh-CN") -> str:
    """For whom, under which condition, what happens to the case."""
    if line.off:
        return text("line.off", locale, line=line.id)
    asks = "".join(f"{part}{_marks(locale)[0]}" for part in _asks(line, world, locale))
    does = text(f"line.{line.action}", locale, target=target_in_words(line.target, world, locale))
    if line.action is Action.CO_HANDLE:
        others = _marks(locale)[1].join(target_in_words(name, world, locale) for name in line.co)
        does = text("line.co_handle", locale, target=target_in_words(line.target, world, locale), others=others)
    return f"{asks}{does}"


def item_in_words(wanted: str, world: World, locale: str = "zh-CN") -> Iterator[str]:
    """For which item or category; nothing for all."""
    kind, _, name = wanted.partition(":")
    if kind == "cat":
        yield text("line.category", locale, category=name)
    elif kind == "item":
        item = world.items.get(name)
        yield text("line.item", locale, item=item.name if item else name)


def target_in_words(target: str, world: World, locale: str = "zh-CN") -> str:
    """The name of the site, or what the symbol means."""
    kind, _, name = target.partition(":")
    if kind == "site":
        return world.tree.site(name).short_name if name in world.tree else name
    return name if kind == "department" else text(f"target.{kind}", locale)


def when_in_words(when: str, locale: str = "zh-CN") -> Iterator[str]:
    """Each condition of a `when`; one that means nothing is given as it stands."""
    try:
        found = read(when)
    except ValueError:
        yield when
        return
    if found.place != "*":
        name, _, where = found.place.partition("=")
        between = "" if locale == "zh-CN" else " "
        yield text(f"place.{name}", locale) + between + text(f"place.{where}", locale)
    for name, bounds in counted(found).items():
        if bounds != Bounds():
            yield _range_in_words(name, bounds, locale)


def _asks(line: RuleLine, world: World, locale: str) -> Iterator[str]:
    if line.valid_from or line.valid_to:
        yield text("line.dates", locale, begin=line.valid_from or "…", end=line.valid_to or "…")
    if line.origin_scope != "*" and line.origin_scope in world.tree:
        yield text("line.scope", locale, site=world.tree.site(line.origin_scope).short_name)
    if line.origin_tier != "*":
        yield text("line.tier", locale, tier=text(f"page.level.{line.origin_tier}", locale))
    if line.applicant_kind != "*":
        yield text(f"line.{line.applicant_kind}", locale)
    yield from item_in_words(line.item, world, locale)
    yield from when_in_words(line.when, locale)


def _range_in_words(name: str, bounds: Bounds, locale: str) -> str:
    def number(value: int) -> str:
        return f"{value / 100:,.2f}" if name == "amount" else str(value)

    most = bounds.most if bounds.most < Bounds().most else None
    ends = {"least": number(bounds.least), "most": "" if most is None else number(most)}
    return text(f"{name}.{_shape(bounds.least, most)}", locale, **ends)


def _marks(locale: str) -> tuple[str, str]:
    """What stands between the parts of a sentence, and between the members of a list."""
    return ("，", "、") if locale == "zh-CN" else (", ", " and ")


def _shape(least: int, most: int | None) -> str:
    if most is None:
        return "from"
    if most == least:
        return "exactly"
    return "between" if least else "up_to"
