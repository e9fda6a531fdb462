"""The table of who may do what, as matrix.toml tells it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

_GROUPS = ("case", "field", "words", "list", "site", "beside", "anybody")
PLACES = ("own", "child", "parent", "sibling", "foreign", "missing")
EVERYBODY = ("signed_in", "plain", "secret")
"""Actions that no role is asked for."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A route: how it names a case, which action it needs; `field` and `value` where a field names the case."""

    route: str
    group: str
    action: str
    field: str = ""
    value: str = ""

    @property
    def method(self) -> str:
        """GET, POST and so on."""
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        """With its parameters in braces."""
        return self.route.partition(" ")[2]

    @property
    def is_page(self) -> bool:
        """Whether a person looks at the answer."""
        return not self.path.startswith(("/api", "/schema", "/hooks"))


class Matrix:
    """Rows, roles and bodies."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told
        self.rows = tuple(row for group in _GROUPS for row in _rows(group, told[group]))
        self.roles: tuple[str, ...] = tuple(told["roles"])

    def of(self, group: str) -> tuple[Row, ...]:
        """The rows of a group."""
        return tuple(row for row in self.rows if row.group == group)

    def may(self, role: str, row: Row) -> bool:
        """Whether the role has what the route needs."""
        return row.action in EVERYBODY or role in self._told["actions"][row.action]

    def reaches(self, role: str, place: str) -> bool:
        """Whether the role sees cases that lie there."""
        return place in self._told["reach"][self._told["roles"][role]]

    def body(self, row: Row) -> dict[str, Any]:
        """A body that the route takes."""
        found: dict[str, Any] = self._told["bodies"][row.path.rpartition("/")[2]]
        return found


def _rows(group: str, told: dict[str, Any]) -> Iterator[Row]:
    for route, what in told.items():
        more = what if isinstance(what, dict) else {"action": what}
        yield Row(route=route, group=group, **more)


def read() -> Matrix:
    """The table."""
    return Matrix(tomllib.loads(Path(__file__).with_name("matrix.toml").read_text("utf-8")))
