"""The catalogue: an item that differs from its current version becomes a new version, the current one."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from deploy.seeding.bundle import Seed
from deploy.seeding.records import ItemLine, MaterialLine
from deploy.seeding.sync import Change
from shared.domain.catalogue.model import Item, Material
from shared.store.tables.catalogue import item_versions as t


def write(conn: Connection, seed: Seed) -> Iterator[Change]:
    """Cases keep the version they were opened under, so nothing that was published is ever changed in place."""
    current: dict[str, Item] = {}
    newest: dict[str, int] = defaultdict(int)
    for document, is_current in conn.execute(select(t.c.document, t.c.current)):
        item = msgspec.json.decode(document, type=Item)
        newest[item.code] = max(newest[item.code], item.version)
        if is_current:
            current[item.code] = item
    fresh = [item for item in items(seed) if not _same(item, current.get(item.code))]
    new = [msgspec.structs.replace(item, version=newest[item.code] + 1) for item in fresh]
    if new:
        conn.execute(update(t).where(t.c.code.in_([item.code for item in new])).values(current=False))
        conn.execute(insert(t).values(published_at=func.now(), current=True), [_row(item) for item in new])
    yield Change(table=t.name, added=len(new))


def items(seed: Seed) -> Iterator[Item]:
    """The catalogue's items as the domain knows them, all of version 1."""
    papers: dict[str, list[MaterialLine]] = defaultdict(list)
    waits: dict[str, list[str]] = defaultdict(list)
    for material in sorted(seed.materials, key=lambda line: line.seq):
        papers[material.item_code].append(material)
    for edge in seed.edges:
        waits[edge.item_code].append(edge.predecessor)
    for line in seed.items:
        yield _item(line, papers[line.code], waits[line.code])


def _item(line: ItemLine, papers: list[MaterialLine], waits: list[str]) -> Item:
    return Item(
        code=line.code,
        version=1,
        tenant_id=line.owner,
        name=line.name,
        category=line.category,
        department=line.department,
        kind=line.kind,
        help=line.help,
        promised_days=line.promised_days,
        statutory_days=line.statutory_days,
        statutory_unit=line.statutory_unit or "WD",
        applicant_kinds=line.applicant_kinds,
        handlers=line.handlers,
        competence=line.competence,
        open=line.open,
        materials=tuple(
            Material(name=p.name, required=p.required, deferrable=p.deferrable, note=p.note) for p in papers
        ),
        depends_on=tuple(waits),
        stage=line.stage or "",
        source=line.source,
        illustrative=line.illustrative,
        pinyin=line.pinyin,
    )


def _same(item: Item, current: Item | None) -> bool:
    return current is not None and msgspec.structs.replace(item, version=current.version) == current


def _row(item: Item) -> dict[str, object]:
    return {
        "code": item.code,
        "version": item.version,
        "tenant_id": item.tenant_id,
        "name": item.name,
        "category": item.category,
        "open": item.open,
        "document": msgspec.json.encode(item).decode(),
    }
