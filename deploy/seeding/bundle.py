"""All reference data in one value, read from the folder deploy/seed and checked as a whole."""

from pathlib import Path
from typing import Any

import msgspec

from deploy.seeding import calendars, csvfile, records, tomlfile
from deploy.seeding.documents import Demo, NumberRangesFile, OfficeHoursFile, SmsTexts, YearFile
from deploy.seeding.exchanges import Exchanges
from deploy.seeding.faults import BadSeed, Fault
from deploy.seeding.suppliers import Suppliers, Voices

FOLDER = Path(__file__).parent.parent / "seed"
_ROUTING, _ESCALATION = "policies/routing", "policies/escalation"


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """What the files say. `routing`, `escalation` and `years` are keyed by tenant and by year."""

    divisions: tuple[records.Division, ...]
    tenants: tuple[records.TenantLine, ...]
    sites: tuple[records.SiteLine, ...]
    items: tuple[records.ItemLine, ...]
    materials: tuple[records.MaterialLine, ...]
    edges: tuple[records.EdgeLine, ...]
    flows: tuple[records.FlowLine, ...]
    calendars: tuple[records.CalendarLine, ...]
    years: dict[int, YearFile]
    hours: OfficeHoursFile
    numbers: NumberRangesFile
    parameters: tuple[records.ParameterLine, ...]
    leaders: tuple[records.LeaderLine, ...]
    webhook_hosts: tuple[records.WebhookHostLine, ...]
    permissions: tuple[records.PermissionLine, ...]
    routing: dict[str, tuple[records.RoutingLine, ...]]
    escalation: dict[str, tuple[records.EscalationRow, ...]]
    texts: SmsTexts
    suppliers: Suppliers
    voices: Voices
    exchanges: Exchanges
    demo: Demo


_TABLES: dict[str, tuple[str, type[csvfile.Line]]] = {
    "divisions": ("divisions.csv", records.Division),
    "tenants": ("tenants.csv", records.TenantLine),
    "sites": ("sites.csv", records.SiteLine),
    "items": ("items.csv", records.ItemLine),
    "materials": ("materials.csv", records.MaterialLine),
    "edges": ("item_edges.csv", records.EdgeLine),
    "flows": ("approval_flows.csv", records.FlowLine),
    "calendars": ("calendars.csv", records.CalendarLine),
    "parameters": ("parameters.csv", records.ParameterLine),
    "leaders": ("dispute_leaders.csv", records.LeaderLine),
    "webhook_hosts": ("webhook_hosts.csv", records.WebhookHostLine),
    "permissions": ("policies/permissions.csv", records.PermissionLine),
}
_DOCUMENTS: dict[str, tuple[str, type[object]]] = {
    "hours": ("office_hours.toml", OfficeHoursFile),
    "numbers": ("number_ranges.toml", NumberRangesFile),
    "texts": ("texts/sms.toml", SmsTexts),
    "suppliers": ("suppliers.toml", Suppliers),
    "voices": ("voice.toml", Voices),
    "exchanges": ("exchange.toml", Exchanges),
    "demo": ("demo.toml", Demo),
}


def read(folder: Path = FOLDER) -> Seed:
    """The files as they stand, each line well formed. Raises BadSeed with every fault."""
    faults: list[Fault] = []
    parts: dict[str, Any] = {}
    for part, (name, kind) in _TABLES.items():
        parts[part] = csvfile.read(folder, name, kind, faults)
    for part, (name, document) in _DOCUMENTS.items():
        parts[part] = tomlfile.read(folder, name, document, faults)
    parts["routing"] = _by_tenant(folder, _ROUTING, records.RoutingLine, faults)
    parts["escalation"] = _by_tenant(folder, _ESCALATION, records.EscalationRow, faults)
    parts["years"] = calendars.read(folder, [line.year for line in parts["calendars"]], faults)
    if faults:
        raise BadSeed(faults)
    return Seed(**parts)


def _by_tenant(
    folder: Path, policy: str, kind: type[csvfile.R], faults: list[Fault]
) -> dict[str, tuple[csvfile.R, ...]]:
    """The city's default (POLICY.csv) and one file for each tenant with lines of its own (POLICY.TENANT.csv)."""
    files = {"1502": f"{policy}.csv"}
    files |= {path.suffixes[0][1:]: f"policies/{path.name}" for path in sorted(folder.glob(f"{policy}.*.csv"))}
    return {tenant: csvfile.read(folder, name, kind, faults) for tenant, name in files.items()}
