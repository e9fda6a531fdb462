"""A city with as many districts as a question needs, each with a town, a village, and somebody at the window."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from deploy.seeding import bundle
from deploy.seeding.bundle import Seed
from deploy.seeding.documents import User
from deploy.seeding.records import Division, SiteLine, TenantLine
from shared.domain.access.roles import Role
from shared.domain.org.model import SiteKind, Tier

CITY = "1502"
_PLACE = {"file": "bench/rig/country.py", "line": 0}


def districts(count: int) -> tuple[str, ...]:
    """Codes below the city that no real district has."""
    taken = {division.code for division in bundle.read().divisions}
    return tuple(code for n in range(10, 100) if (code := f"{CITY}{n}") not in taken)[:count]


def login(district: str) -> str:
    """Whoever sits in the district's village."""
    return f"window{district}"


def with_districts(codes: tuple[str, ...]) -> Seed:
    """The shipped reference data with these districts besides."""
    seed = bundle.read()
    places = [place for code in codes for place in _places(code)]
    users = tuple(User(login=login(code), name="窗口", site=f"{code}001001", roles=(Role.CLERK,)) for code in codes)
    return replace(
        seed,
        divisions=(*seed.divisions, *(division for division, _ in places)),
        tenants=(*seed.tenants, *map(_tenant, codes)),
        sites=(*seed.sites, *(site for _, site in places)),
        demo=replace(seed.demo, user=(*seed.demo.user, *users)),
    )


def _tenant(code: str) -> TenantLine:
    return TenantLine(**_PLACE, id=code, name=f"第{code}区", short_name=f"{code}区", parent_id=CITY)  # type: ignore[arg-type]


def _places(code: str) -> Iterator[tuple[Division, SiteLine]]:
    """Centre, town and village, each below the one before."""
    yield _place(code, code, CITY, "county", SiteKind.CENTRE, Tier.DISTRICT)
    yield _place(code, f"{code}001", code, "town", SiteKind.STATION, Tier.TOWN)
    yield _place(code, f"{code}001001", f"{code}001", "village", SiteKind.STATION, Tier.VILLAGE)


def _place(tenant: str, code: str, parent: str, level: str, kind: SiteKind, tier: Tier) -> tuple[Division, SiteLine]:
    division = Division(**_PLACE, code=code, name=f"{code}地", level=level, parent_code=parent)  # type: ignore[arg-type]
    site = SiteLine(
        **_PLACE,  # type: ignore[arg-type]
        id=code,
        tenant_id=tenant,
        parent_id=parent,
        kind=kind,
        tier=tier,
        name=f"{code}站",
        short_name=f"{code}站",
        division_code=code,
        duty="测量用",
        valid_from=date(2026, 1, 1),
    )
    return division, site
