"""No grade passes through as a number: not in a type, not by reckoning, not by its place in a list."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.domain.feedback.grades import CODES

ROOT = Path(__file__).parents[2]
SOURCES = tuple(f for part in ("shared", "services", "deploy") for f in sorted((ROOT / part).rglob("*.py")))
PAGES = tuple(sorted((ROOT / "services/gateway/entry/pages/templates").glob("*.html")))
NAMES = re.compile(r"\b(?:grades?|Grade|satisfaction)\b")
NUMBERS = {"int", "float", "Decimal", "Integer"}
RECKONING = {"int", "float", "enumerate", "sorted", "index"}


def found_in(source: str) -> list[str]:
    """What in this source makes a number of a grade, or a grade of a number."""
    return [told for node in ast.walk(ast.parse(source)) for told in _faults(node)]


def _faults(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        name = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else node.arg
        if NAMES.search(name) and _words(node.annotation) & NUMBERS and "Mapping" not in ast.unparse(node.annotation):
            yield f"{name} is a number"
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = " ".join(ast.unparse(one) for one in (*node.args, node.func))
        if called in RECKONING and re.search(r"\bGrade\b|\.grade\b|\bgrade\b", given):
            yield f"{ast.unparse(node)} reckons with a grade"
        if called == "Column" and NAMES.search(ast.unparse(node.args[0])) and _words(node) & NUMBERS:
            yield f"{ast.unparse(node)} stores a number"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult) and _is_grade(node.left):
        yield f"{ast.unparse(node)} reckons with a grade"


def _is_grade(node: ast.AST) -> bool:
    return bool(re.search(r"\bgrade$", ast.unparse(node)))


def _words(node: ast.AST) -> set[str]:
    return set(re.findall(r"\w+", ast.unparse(node)))


def test_the_guard_sees_what_it_looks_for() -> None:
    bad = (
        "class R:\n grade: int",
        "def f(grade: int | None): ...",
        "x = int(rating.grade)",
        "x = 6 - int(grade)",
        "y = grade - 1",
        "z = list(Grade).index(one)",
        "for n, g in enumerate(Grade): ...",
        "Column('grade', Integer)",
    )
    assert [source for source in bad if not found_in(source)] == []
    assert found_in("grade: Grade\ncode: str = code_of(grade, System.SMS)\nColumn('grade', Text)") == []


def test_no_source_makes_a_number_of_a_grade() -> None:
    faults = [f"{f.relative_to(ROOT)}: {told}" for f in SOURCES for told in found_in(f.read_text("utf-8"))]
    assert faults == [], "a grade leaves through code_of(grade, system), and comes in through grade_of(code, system)"


def test_no_page_tells_a_grade_by_its_place_in_a_list() -> None:
    loops = re.compile(r"\{% for [^%]*grade[^%]*%\}.*?\{% endfor %\}", re.DOTALL)
    counted = [f.name for f in PAGES for loop in loops.findall(f.read_text("utf-8")) if "loop.index" in loop]
    assert counted == []


def test_codes_are_texts() -> None:
    assert {type(code) for table in CODES.values() for code in table.values()} == {str}
