"""Reads a pycasbin model file and demands what the rest relies on: allow-only, whole values, no function but our g."""

import ast
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import casbin
import msgspec
from casbin.constant.constants import ALLOW_OVERRIDE_EFFECT
from casbin.model import Model
from casbin.util.log import DEFAULT_LOGGING

from shared.kernel.errors import invalid

_FOLDER = Path(__file__).parent / "models"
_SECTIONS = "rpem"
_ROLES = "g"
_ALLOWED = (
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.LtE, ast.GtE),
    *(ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.Call),
)
"""What a matcher may be made of. No attributes and no slices: codes are compared whole, never by how they start."""

_BOUNDS = ("_from", "_to")
"""How fields of a policy are called that are compared by order: counts and days, never codes."""

_parsing = threading.Lock()


class Conf(msgspec.Struct, frozen=True):
    """A parsed model. `clauses` maps a policy field to the values it must have, as an expression over the request.

    Only clauses that every match has to fulfil are named: an index built on them cannot hide a line from the model.
    """

    model: Any
    matcher: ast.expr
    clauses: Mapping[str, ast.expr]


def shipped(name: str) -> str:
    """The text of a model that belongs to the platform: `access`, `routing` or `escalation`."""
    return (_FOLDER / f"{name}.conf").read_text("utf-8")


def parse(text: str) -> Conf:
    """The model behind the text of a file. Raises Refusal invalid `policy.model` when it is not one of ours."""
    silence()
    model = Model()
    model.load_model_from_text(text)
    if missing := [section for section in _SECTIONS if section not in model.keys()]:  # noqa: SIM118 - no mapping
        raise _wrong(f"sections missing: {missing}")
    if model["e"]["e"].value != ALLOW_OVERRIDE_EFFECT:
        raise _wrong("the effect must be some(where (p.eft == allow))")
    matcher = _expression(model["m"]["m"].value)
    _require_whole_values(matcher, {*model["r"]["r"].tokens, *model["p"]["p"].tokens})
    return Conf(model, matcher, dict(_clauses(matcher)))


def silence() -> None:
    """Stops pycasbin's own logging, which writes policies and requests."""
    for name in DEFAULT_LOGGING["loggers"]:
        logging.getLogger(name).disabled = True


def _expression(matcher: str) -> ast.expr:
    """As pycasbin itself would parse it, but once: parsing in several threads fails now and then on CPython 3.11."""
    with _parsing:
        try:
            parsed: ast.expr = casbin.Enforcer._get_expression(matcher, {}).ast_parsed_value
        except SyntaxError as wrong:
            raise _wrong(f"the matcher is no expression: {wrong.msg}") from None
    return parsed


def _require_whole_values(matcher: ast.expr, known: set[str]) -> None:
    """keyMatch, regexMatch and the like compare codes by their first digits; nothing of the kind is offered."""
    nodes = list(ast.walk(matcher))
    if foreign := {type(node).__name__ for node in nodes if not isinstance(node, _ALLOWED)}:
        raise _wrong(f"not offered in a matcher: {sorted(foreign)}")
    for node in nodes:
        if isinstance(node, ast.Compare) and any(isinstance(op, (ast.LtE, ast.GtE)) for op in node.ops):
            _require_bounds(node)
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    if unknown := (_names(matcher) - known - {_ROLES}) | (called - {_ROLES}):
        raise _wrong(f"unknown in the matcher: {sorted(unknown)}")


def _require_bounds(compared: ast.Compare) -> None:
    sides = [compared.left, *compared.comparators]
    for side in sides:
        name = side.id if isinstance(side, ast.Name) else ""
        if not (name.startswith("r_") or (name.startswith("p_") and name.endswith(_BOUNDS))):
            raise _wrong(f"only fields named …{' or …'.join(_BOUNDS)} are compared by order: {name or 'a value'}")


def _clauses(matcher: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    for part in _conjuncts(matcher):
        if not isinstance(part, ast.Compare) or len(part.ops) != 1:
            continue
        left, right = part.left, part.comparators[0]
        if isinstance(part.ops[0], ast.Eq):
            if _is_request(left):
                left, right = right, left
            right = ast.Tuple(elts=[right], ctx=ast.Load())
        elif not isinstance(part.ops[0], ast.In):
            continue
        if isinstance(left, ast.Name) and left.id.startswith("p_") and _is_request(right):
            yield left.id.removeprefix("p_"), right


def _conjuncts(expression: ast.expr) -> Iterator[ast.expr]:
    if isinstance(expression, ast.BoolOp) and isinstance(expression.op, ast.And):
        for value in expression.values:
            yield from _conjuncts(value)
    else:
        yield expression


def _is_request(expression: ast.expr) -> bool:
    return all(name.startswith("r_") for name in _names(expression))


def _names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def _wrong(words: str) -> Exception:
    return invalid("policy.model", words=words)
