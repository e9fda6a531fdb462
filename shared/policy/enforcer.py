"""pycasbin over a few pre-selected lines: the index picks candidates, the model decides each of them."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice, product
from typing import Any

import casbin
from casbin.effect import get_effector
from casbin.model import FunctionMap, Model
from casbin.util import SimpleEval, generate_g_function

from shared.policy.conf import Conf
from shared.policy.roles import TreeRoleManager

Row = tuple[str | int, ...]
"""A policy line as pycasbin takes it: the values of the fields in the order of the model's definition."""

Ranked = tuple[Any, Row]
"""A row with its place in the order of asking; ranks of rows that are asked together differ."""

_AT_ONCE = 8
"""Rows shown to pycasbin at a time: most often one of the first decides, and the others need not be gathered."""


class Index:
    """Rows by the values of a few of their fields. Immutable."""

    def __init__(self, rows: Iterable[Ranked], positions: Sequence[int]) -> None:
        self._rows: dict[Row, list[Ranked]] = {}
        for ranked in rows:
            self._rows.setdefault(tuple(ranked[1][position] for position in positions), []).append(ranked)

    def rows(self, key: Row) -> Sequence[Ranked]:
        """The rows with exactly these values, in the order they were given."""
        return self._rows.get(key, ())


class IndexedEnforcer:
    """Answers which rows match a request, lowest rank first. Immutable, safe for threads.

    pycasbin looks at every line, 2 µs and more each. Here only those are shown to it whose `index` fields have values
    the request asks for. Which values those are is read from the model's own clauses, and a field the model does not
    compare is no field of the index. So the index narrows nothing that the model would have allowed.
    """

    def __init__(self, conf: Conf, index: Sequence[str], roles: TreeRoleManager | None = None) -> None:
        self._conf = conf
        self._fields = [field for field in index if field in conf.clauses]
        self._positions = [conf.model["p"]["p"].tokens.index(f"p_{field}") for field in self._fields]
        self._request = conf.model["r"]["r"].tokens
        self._functions = {"g": generate_g_function(roles)} if roles else {}
        self._thread = threading.local()

    def index(self, rows: Iterable[Ranked]) -> Index:
        """Some rows, which are given by rank, made ready to be asked."""
        return Index(rows, self._positions)

    def matches(self, indexes: Sequence[Index], *request: object) -> Iterator[Row]:
        """Every row of the indexes that the model allows for the request, found as it is asked for."""
        waiting = self.candidates(indexes, *request)
        while rows := list(islice(waiting, _AT_ONCE)):
            yield from self._allowed(rows, request)

    def candidates(self, indexes: Sequence[Index], *request: object) -> Iterator[Row]:
        """The rows worth showing to the model."""
        names = dict(zip(self._request, request, strict=True))
        wanted = [_values(evaluator.eval(names)) for evaluator in self._evaluators()[1:]]
        found = [rows for key in product(*wanted) for index in indexes if (rows := index.rows(key))]
        return (row for _, row in merge(*found))

    def _allowed(self, rows: list[Row], request: tuple[object, ...]) -> Iterator[Row]:
        while rows:
            allowed, row = _Look(self, rows).enforce_ex(*request)
            if not allowed:
                return
            yield row
            rows = rows[rows.index(row) + 1 :]

    def _evaluators(self) -> list[Any]:
        """The matcher, then the index fields. Evaluators carry the names of one call, so each thread has its own."""
        known: list[Any] | None = getattr(self._thread, "evaluators", None)
        if known is None:
            expressions = [self._conf.matcher, *(self._conf.clauses[field] for field in self._fields)]
            known = self._thread.evaluators = [self._evaluator(expression) for expression in expressions]
        return known

    def _evaluator(self, expression: object) -> Any:
        evaluator = SimpleEval("", dict(self._functions))
        evaluator.ast_parsed_value = expression
        return evaluator


class _Look(casbin.Enforcer):  # type: ignore[misc] # pycasbin has no types
    """One request's look at some rows: pycasbin's own decision, with nothing in it that another thread could change."""

    def __init__(self, over: IndexedEnforcer, rows: Sequence[Row]) -> None:
        sections = over._conf.model.model
        self.enabled, self.fm = True, FunctionMap()
        self.rm_map: dict[str, Any] = {}
        self.cond_rm_map: dict[str, Any] = {}
        self.logger = over._conf.model.logger
        self.eft = get_effector(sections["e"]["e"].value)
        self.model = Model()
        self.model.model = {**sections, "p": {"p": _Rows(sections["p"]["p"].tokens, rows)}}
        self._matcher = over._evaluators()[0]

    def _get_expression(self, expr: str, functions: object = None) -> Any:
        return self._matcher


class _Rows:
    """What pycasbin wants to know of a policy."""

    def __init__(self, tokens: Sequence[str], policy: Sequence[Row]) -> None:
        self.tokens, self.policy = tokens, policy


def _values(wanted: Any) -> set[Any]:
    if isinstance(wanted, str):
        # `in` on a text looks for a part of it, which no index could follow.
        raise TypeError("a request gives the values of `in` as a tuple")
    return set(wanted)
