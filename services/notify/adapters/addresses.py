"""Whether suppliers can be reached as the settings say: all that is named is given, and leads to a host of theirs."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from shared.ports.supplier_data import Supplier

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def is_here(url: str) -> bool:
    """Whether the address is on this very machine."""
    try:
        return (urlsplit(url).hostname or "") in HERE
    except ValueError:
        return False


def problems(found: Iterable[Supplier], given: Mapping[str, str], demo: bool) -> list[str]:
    """One sentence each; none where all is well."""
    found = tuple(found)
    missing = {name for one in found for name in one.names() if not given.get(name)}
    faults = [f"{name} is missing" for name in sorted(missing)]
    return faults + [f for one in found if one.url_env not in missing for f in _address(one, given[one.url_env], demo)]


def _address(one: Supplier, url: str, demo: bool) -> list[str]:
    """A demonstration may call this very machine, where the simulator stands in for every supplier."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return [f"{one.url_env} is no address"]
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        return [f"{one.url_env} should read like https://host/path"]
    if demo and host in HERE:
        return []
    named = host if port is None else f"{host}:{port}"
    if one.hosts and named not in one.hosts:
        return [f"{one.url_env} names {named}, the supplier {one.id} is at {' or '.join(one.hosts)}"]
    return []
