"""The local rules' numbers, kept with the city so that every district inherits them; a district's own rows win."""

from collections.abc import Iterator

from sqlalchemy import Connection, or_

from deploy.seeding.bundle import Seed
from deploy.seeding.sync import Change, Row, sync
from shared.store.tables.rules import parameters

CITY = "1502"
LEADER = "dispute.leader"
KEY = ("tenant_id", "key")
OWN = "tenant"
"""The source of what a tenant set for itself on a page."""


def write(conn: Connection, seed: Seed, demo: bool) -> Iterator[Change]:
    """What a city or a district set for itself stays; what the files named once and name no longer goes."""
    rows = [*_numbers(seed, demo), _office_hours(seed), *_number_ranges(seed), _webhook_hosts(seed)]
    ours = or_(parameters.c.tenant_id == CITY, parameters.c.key == LEADER)
    yield sync(conn, parameters, [*rows, *_leaders(seed)], KEY, within=ours, theirs=_set_by_hand)


def _set_by_hand(row: Row) -> bool:
    return bool(row["source"] == OWN)


def _numbers(seed: Seed, demo: bool) -> Iterator[Row]:
    overrides = seed.demo.parameters if demo else {}
    for line in seed.parameters:
        value, source = overrides.get(line.key, line.value), "demo" if line.key in overrides else line.source
        yield _row(line.key, f"{value:g}", line.unit, source, line.note)


def _office_hours(seed: Seed) -> Row:
    spans = "|".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in seed.hours.spans)
    return _row("office.hours", spans, "local_time", seed.hours.source, "办公时间，签收时限只在此时间内计算")


def _number_ranges(seed: Seed) -> Iterator[Row]:
    known = seed.numbers
    yield _row("sms.number_ranges", known.public, "prefix", known.source, "收短信的号段，按前三位")
    yield _row("sms.number_never", known.never, "prefix", known.source, "号段里也不发的号码开头")


def _webhook_hosts(seed: Seed) -> Row:
    hosts = "|".join(line.host for line in seed.webhook_hosts)
    return _row("webhook.hosts", hosts, "host", "our default", "消息可以推送到的主机，其他的不能登记")


def _leaders(seed: Seed) -> Iterator[Row]:
    for line in seed.leaders:
        said = {"value": f"{line.site_id}/{line.role.value}", "unit": "site", "source": line.source, "note": line.note}
        yield {"tenant_id": line.tenant_id, "key": LEADER} | said


def _row(key: str, value: str, unit: str, source: str, note: str) -> Row:
    return {"tenant_id": CITY, "key": key, "value": value, "unit": unit, "source": source, "note": note}
