"""A CSV file as typed records; an empty cell means the column's default, several values in a cell are joined by `|`."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

from deploy.seeding.faults import Fault

_PLACE = ("file", "line")
_FLAGS = {"yes": True, "no": False}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A record that knows where an officer finds it."""

    file: str
    line: int

    def fault(self, text: str) -> Fault:
        """A fault of this record."""
        return Fault(file=self.file, line=self.line, text=text)


R = TypeVar("R", bound=Line)


def read(folder: Path, name: str, kind: type[R], faults: list[Fault]) -> tuple[R, ...]:
    """The records of a file; what cannot be read is left out and told in `faults`."""
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(file=name, line=0, text=f"cannot be read as UTF-8 text ({error})"))
        return ()
    return tuple(_records(text, name, kind, faults))


def _records(text: str, name: str, kind: type[R], faults: list[Fault]) -> Iterator[R]:
    columns = {f.name: f for f in fields(kind) if f.name not in _PLACE}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            faults.append(Fault(file=name, line=1, text=f"the header should be {','.join(columns)}"))
            return
        for cells in filter(None, reader):
            place: dict[str, Any] = {"file": name, "line": reader.line_num}
            values = _values(dict(zip(header, cells, strict=False)), len(cells) - len(header), columns, place, faults)
            if values is not None:
                yield kind(**place, **values)
    except csv.Error as error:
        faults.append(Fault(file=name, line=reader.line_num, text=f"is not CSV ({error})"))


def _values(
    cells: dict[str, str], surplus: int, columns: dict[str, FieldInfo], place: dict[str, Any], faults: list[Fault]
) -> dict[str, Any] | None:
    """The converted cells, or None when any of them is wrong."""
    before = len(faults)
    if surplus:
        faults.append(Fault(**place, text=f"has {abs(surplus)} cell(s) too {'many' if surplus > 0 else 'few'}"))
        return None
    values = {}
    for column, text in cells.items():
        field = columns[column]
        try:
            if text:
                values[column] = _cell(text, field.type)
            elif field.required:
                raise ValueError("must not be empty")
        except ValueError as error:
            faults.append(Fault(**place, text=f"{column}: {error}" + (f" ({text!r})" if text else "")))
    return values if len(faults) == before else None


def _cell(text: str, kind: Any) -> Any:
    if kind is bool:
        if text not in _FLAGS:
            raise ValueError("should be yes or no")
        return _FLAGS[text]
    value: object = tuple(text.split("|")) if get_origin(kind) is tuple else text
    return msgspec.convert(value, kind, strict=False)
