"""Demo log-ins sit at real places and override parameters that exist."""

from collections import Counter
from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.faults import Fault
from shared.domain.org.model import SiteKind


def demo(seed: Seed) -> Iterator[Fault]:
    """Every site, log-in, parameter and supplier of demo.toml is known, and stands once."""
    sites = {site.id for site in seed.sites}
    outside = {site.id for site in seed.sites if site.kind is SiteKind.EXTERNAL}
    for name, site in [(u.login, u.site) for u in seed.demo.user] + [(p.id, p.site) for p in seed.demo.partner]:
        if site not in sites:
            yield _fault(f"{name}: {site} is no site")
        if site in outside:
            yield _fault(f"{name}: nobody logs in at {site}, a body outside")
    logins = Counter([user.login for user in seed.demo.user] + [partner.id for partner in seed.demo.partner])
    for name, times in logins.items():
        if times > 1:
            yield _fault(f"{name} stands {times} times")
    for key in set(seed.demo.parameters) - {parameter.key for parameter in seed.parameters}:
        yield _fault(f"{key} is no parameter")
    for name in [one.id for one in seed.demo.supplier]:
        if name not in {one.id for one in (*seed.suppliers.supplier, *seed.voices.supplier)}:
            yield _fault(f"{name} is no supplier")


def _fault(text: str) -> Fault:
    return Fault(file="demo.toml", line=0, text=text)


CHECKS = (demo,)
