"""The catalogue of items (事项清单): what people come for, who handles it, by when, with which papers."""

from enum import StrEnum

import msgspec


class ItemKind(StrEnum):
    """GB/T 39046 办件类型."""

    IMMEDIATE = "immediate"  # 即办件
    PROMISE = "promise"  # 承诺件


class Help(StrEnum):
    """The form of help: guidance needs no mandate, acting on behalf does (代办不包办)."""

    GUIDANCE = "guidance"  # 帮办
    ON_BEHALF = "on_behalf"  # 代办


class Competence(StrEnum):
    """Which place of the applicant decides who is competent (属地)."""

    HOUSEHOLD = "household"
    RESIDENCE = "residence"
    REGISTERED_SEAT = "registered_seat"
    PROJECT_SITE = "project_site"
    NONE = "none"


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """A paper the applicant brings; a deferrable one may follow later (容缺受理)."""

    name: str
    required: bool = True
    deferrable: bool = False
    note: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One published version of an item. Days are working days; `statutory_days` None means the law sets none.

    `tenant_id` owns it: an item of a city serves every district below, a district's item only that district.
    """

    code: str
    version: int
    tenant_id: str
    name: str
    category: str
    department: str
    kind: ItemKind
    help: Help
    promised_days: int
    statutory_days: int | None = None
    statutory_unit: str = "WD"
    applicant_kinds: tuple[str, ...] = ("person",)
    handlers: tuple[str, ...] = ()
    competence: Competence = Competence.NONE
    open: bool = True
    materials: tuple[Material, ...] = ()
    depends_on: tuple[str, ...] = ()
    stage: str = ""
    source: str = ""
    illustrative: bool = True
    pinyin: str = ""
