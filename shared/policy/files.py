"""Policies and cases as CSV files: what an officer keeps in a table program, and what is tried without being a case."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import CASE_PLACES
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import RouteFacts
from shared.kernel.errors import Refusal, invalid
from shared.policy.types import Line, PolicyType

_PLACE = ("case", "site", "item", "applicant_kind", "competence_region", *CASE_PLACES)
CASE_COLUMNS = (*_PLACE, "amount", "moves", "returns")
"""The columns of a file of cases; all but site and item may be missing or empty."""


def read_lines(content: str, kind: PolicyType, tenant_id: str) -> tuple[Line, ...]:
    """The lines of a file. Raises Refusal invalid `policy.file`, naming the row that means nothing."""
    return tuple(_line(place, row, kind, tenant_id) for place, row in _rows(content, kind.columns))


def write_lines(lines: tuple[Line, ...], kind: PolicyType) -> str:
    """The file of some lines, as `read_lines` takes it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, kind.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(kind.to_text(line) for line in lines)
    return out.getvalue()


def read_cases(
    content: str, items: Mapping[str, Item], tree: OrgTree, day: date
) -> Iterator[tuple[str, RouteFacts, Item]]:
    """The cases of a file, each with its name. Raises Refusal invalid `policy.file`, naming the row."""
    for place, row in _rows(content, CASE_COLUMNS):
        try:
            item, site = items[row["item"]], tree.site(row["site"])
            facts = preview_facts(
                site.tenant_id,
                site.id,
                row["applicant_kind"] or item.applicant_kinds[0],
                row["competence_region"],
                item,
                tree,
                regions={name: row[name] for name in CASE_PLACES if row[name]},
                amount=int(row["amount"]) if row["amount"] else None,
                moves=int(row["moves"] or 0),
                returns=int(row["returns"] or 0),
                day=day,
            )
        except (KeyError, ValueError, Refusal):
            raise invalid("policy.file", words=f"{place}: {','.join(row.values())}") from None
        yield row["case"] or str(place), facts, item


def _line(place: int, row: Mapping[str, str], kind: PolicyType, tenant_id: str) -> Line:
    try:
        return kind.of_text(row, tenant_id)
    except Refusal as no:
        raise invalid("policy.file", words=f"{place}: {'、'.join(no.fields)}") from None


def _rows(content: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by its number in the file, with every column. Raises Refusal invalid `policy.file`."""
    reader = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        if unknown := set(reader.fieldnames or ()) - set(columns):
            raise invalid("policy.file", words="、".join(sorted(unknown)))
        for row in reader:
            if None in row:
                raise invalid("policy.file", words=str(reader.line_num))
            yield reader.line_num, {name: (row.get(name) or "").strip() for name in columns}
    except csv.Error as wrong:
        raise invalid("policy.file", words=str(wrong)) from None
