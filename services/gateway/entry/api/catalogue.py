"""The catalogue over JSON: the items of a tenant, for everybody and for those who work there."""

from typing import Annotated

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from services.gateway.deps import ANONYMOUS, Deps
from services.gateway.entry.access import NOBODY
from services.gateway.entry.api import answers
from services.gateway.queries.items import fits
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.catalogue.intake import serves
from shared.domain.catalogue.model import Competence, Help, Item, ItemKind, Material
from shared.kernel.errors import not_found
from shared.store.uow import Work


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A published item. Days are working days; with `statutory_unit` CD the statutory ones are calendar days."""

    code: str
    version: int
    name: str
    category: str
    department: str
    kind: ItemKind
    help: Help
    promised_days: int
    statutory_days: int | None
    statutory_unit: str
    applicant_kinds: tuple[str, ...]
    competence: Competence
    open: bool
    materials: tuple[Material, ...]
    source: str
    illustrative: bool


class Items(msgspec.Struct, frozen=True, kw_only=True):
    """Open items, by code."""

    items: tuple[ItemView, ...]


Wanted = Annotated[
    str,
    QueryParameter(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$", description="Part of a name, initials or a code."),
]
ItemCode = Annotated[str, PathParameter(max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
TenantId = Annotated[
    str | None, QueryParameter(pattern=r"^[0-9]{4,6}$", description="The district; the city if not given.")
]


class ItemsApi(Controller):
    """/api/items: what may be taken in at the caller's own tenant."""

    path = "/api/items"
    tags = ("catalogue",)

    @get(opt={"access": actions.CATALOGUE_READ}, responses=answers.READ, sync_to_thread=True)
    def items(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], words: Wanted = "") -> Items:
        """The open items of the caller's tenant."""
        with deps.work(actor) as work:
            return _items(work, actor.tenant_id, words)

    @get("/{code:str}", opt={"access": actions.CATALOGUE_READ}, responses=answers.READ, sync_to_thread=True)
    def item(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], code: ItemCode) -> ItemView:
        """One item, as it is published now."""
        with deps.work(actor) as work:
            return _item(work, actor.tenant_id, code)


class PublicItemsApi(Controller):
    """/api/catalogue: the same for everybody."""

    path = "/api/catalogue/items"
    tags = ("catalogue",)

    @get(opt={"access": NOBODY}, responses=answers.OPEN_READ, sync_to_thread=True)
    def items(self, deps: NamedDependency[Deps], tenant: TenantId = None, words: Wanted = "") -> Items:
        """The open items of a district."""
        with deps.work(ANONYMOUS) as work:
            return _items(work, tenant or work.reference.root_tenant, words)

    @get("/{code:str}", opt={"access": NOBODY}, responses=answers.OPEN_READ, sync_to_thread=True)
    def item(self, deps: NamedDependency[Deps], code: ItemCode, tenant: TenantId = None) -> ItemView:
        """One item, as it is published now."""
        with deps.work(ANONYMOUS) as work:
            return _item(work, tenant or work.reference.root_tenant, code)


def _items(work: Work, tenant_id: str, words: str) -> Items:
    tree, wanted = work.reference.tree, words.strip().lower()
    tree.centre(tenant_id)
    found = (i for i in work.reference.items.values() if i.open and serves(i, tenant_id, tree) and fits(i, wanted))
    return Items(items=tuple(_view(item) for item in sorted(found, key=lambda i: i.code)))


def _item(work: Work, tenant_id: str, code: str) -> ItemView:
    item, tree = work.reference.items.get(code), work.reference.tree
    tree.centre(tenant_id)
    if item is None or not serves(item, tenant_id, tree):
        raise not_found("item.absent")
    return _view(item)


def _view(item: Item) -> ItemView:
    return ItemView(**{field: getattr(item, field) for field in ItemView.__struct_fields__})
