"""The catalogue: an item that differs from what the files said last becomes a new version, the current one.

Where people published the current one, it stays, and what the files say is a version to look at.
"""

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
    said: dict[str, Item] = {}
    newest: dict[str, int] = defaultdict(int)
    theirs: set[str] = set()
    columns = (t.c.document, t.c.current, t.c.published_by)
    for document, current, by in conn.execute(select(*columns).order_by(t.c.code, t.c.version)):
        item = msgspec.json.decode(document, type=Item)
        newest[item.code] = item.version
        if not by:
            said[item.code] = item
        elif current:
            theirs.add(item.code)
    fresh = [item for item in items(seed) if not _same(item, said.get(item.code))]
    new = [msgspec.structs.replace(item, version=newest[item.code] + 1) for item in fresh]
    ours = [item.code for item in new if item.code not in theirs]
    if new:
        conn.execute(update(t).where(t.c.code.in_(ours)).values(current=False))
        conn.execute(insert(t).values(published_at=func.now()), [_row(item, item.code in ours) for item in new])
    yield Change(table=t.name, added=len(new), kept=len(new) - len(ours))


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


def _same(item: Item, said: Item | None) -> bool:
    return said is not None and msgspec.structs.replace(item, version=said.version) == said


def _row(item: Item, current: bool) -> dict[str, object]:
    return {
        "current": current,
        "code": item.code,
        "version": item.version,
        "tenant_id": item.tenant_id,
        "name": item.name,
        "category": item.category,
        "open": item.open,
        "document": msgspec.json.encode(item).decode(),
    }
