"""The refusal codes of the source, read from its syntax: arguments of the six makers, tables of fields, faults."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAKERS = frozenset({"not_found", "forbidden", "conflict", "illegal_move", "invalid", "busy"})
CODE = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)+")


@dataclass(frozen=True)
class Code:
    """A code, or the pattern of a family of codes made by an f-string; and the parameters its refusals carry."""

    pattern: str
    params: frozenset[str]
    where: Path

    def __str__(self) -> str:
        return self.pattern


def in_source(root: Path) -> Iterator[Code]:
    """Every code once, with the parameters common to all places that raise it."""
    found: dict[str, Code] = {}
    for file in sorted(f for top in ("shared", "services", "deploy") for f in (root / top).rglob("*.py")):
        for code in _in_file(file):
            known = found.setdefault(code.pattern, code)
            found[code.pattern] = Code(code.pattern, known.params & code.params, known.where)
    yield from found.values()


def _in_file(file: Path) -> Iterator[Code]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _in_call(node.func.id, node, file)
        if isinstance(node, ast.FunctionDef):
            yield from _in_function(node, file)


def _in_call(maker: str, call: ast.Call, file: Path) -> Iterator[Code]:
    """The code and the field codes of one refusal; a bare not_found has a code of its own."""
    arguments = call.args[1:] if maker == "Refusal" else call.args if maker in MAKERS else []
    params = frozenset(k.arg for k in call.keywords if k.arg)
    if maker == "not_found" and not arguments:
        yield Code("not_found", params, file)
    for place, argument in enumerate(arguments[:2]):
        yield from (Code(pattern, params, file) for pattern in _codes(argument, bare=place == 0))


def _in_function(function: ast.FunctionDef, file: Path) -> Iterator[Code]:
    """Codes that a check returns, and those that a function collects in a table of fields before it refuses."""
    # Faults of a policy are lines of a report and have texts of their own.
    checks = "fault" in function.name and file.parent.name != "policy"
    tells = checks or _refuses(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value and checks:
            yield from (Code(p, frozenset(), file) for p in _codes(node.value))
        if tells and _fields(node):
            yield from (Code(p, frozenset(), file) for p in _codes(node.value))  # type: ignore[attr-defined]


def _refuses(function: ast.FunctionDef) -> bool:
    calls = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
    return any(isinstance(f, ast.Name) and f.id == "invalid" for f in calls)


def _fields(node: ast.AST) -> bool:
    """Whether the node fills a table (a dict, or one entry of it), or a variable named after a code."""
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        named = isinstance(target, ast.Name) and target.id in ("fault", "code")
        return named or isinstance(target, ast.Subscript) or isinstance(node.value, ast.Dict)
    return isinstance(node, ast.DictComp) or (isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict))


def _codes(node: ast.expr, bare: bool = False) -> Iterator[str]:
    """Texts in an expression that look like codes; an f-string gives a pattern."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and (bare or CODE.fullmatch(node.value)):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z_]+" for p in node.values]
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _codes(value)
    elif isinstance(node, ast.Call):
        for argument in node.args:
            yield from _codes(argument)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _codes(value)
