"""Who takes part: tenants, and the sites at which people are served."""

from datetime import date
from enum import StrEnum

import msgspec


class Tier(StrEnum):
    """The level a site works at (行使层级)."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"
    PARK = "park"


class SiteKind(StrEnum):
    """What sort of place it is."""

    CENTRE = "centre"  # 协调中心: holds the pool of its tenant; one per tenant, the root of its tree
    HALL = "hall"  # 政务服务大厅
    STATION = "station"  # 便民服务中心 of a town, 便民服务站 of a village
    DEPARTMENT = "department"  # 部门, handles items
    OFFICE = "office"  # 督查, 管委会: sees, decides, handles no items
    PARK = "park"  # 园区服务点
    EXTERNAL = "external"  # 外部单位 without a log-in: carried by the department above it, which files there


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A place of service. `id` is its division code or `<tenant>-<slug>`; names are data with validity dates."""

    id: str
    tenant_id: str
    parent_id: str | None
    kind: SiteKind
    tier: Tier
    name: str
    short_name: str
    division_code: str = ""
    duty: str = ""
    phone: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
