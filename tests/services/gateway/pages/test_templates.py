"""What every template must keep to: no inline style or script, texts by key only, files under their hashes."""

import hashlib
import re
import tomllib
from pathlib import Path

import httpx
import pytest
from jinja2 import nodes

from services.gateway.entry.pages import assets, rendering
from services.gateway.entry.pages.moves import MOVES
from services.gateway.entry.pages.rate import BAD_REASONS
from services.gateway.queries.desk_counts import LAMPS, TABS
from services.gateway.queries.lamps import GROUPS
from shared.domain.cases.events import Event
from shared.domain.cases.limits import UNDO_SECONDS
from shared.kernel.i18n import catalogue

FOLDER = Path(rendering.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.glob("*.html"))
VENDOR = assets.FOLDER / "vendor"
HAN = re.compile(r"[\u4e00-\u9fff]")
LOCALES = ("zh-CN", "en")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.name)
def test_no_style_script_or_handler_stands_in_a_template(file: Path) -> None:
    markup = file.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", markup)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", markup))
    assert not re.search(r"https?://", markup.replace("http://www.w3.org", ""))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.name)
def test_words_come_from_the_catalogue(file: Path) -> None:
    """`中文` is the one exception: a language is named in itself."""
    bare = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL).replace("中文", "")
    assert HAN.findall(bare) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f.name)
def test_every_key_of_a_template_has_a_text(file: Path, locale: str) -> None:
    known = catalogue(locale)
    for key in _keys(file):
        if key.endswith("."):
            assert any(one.startswith(key) for one in known), key
        else:
            assert key in known, key


def _keys(file: Path) -> set[str]:
    """Keys that `t` is called with; a key that is put together counts by its beginning, which ends in a full stop."""
    found = set()
    for call in rendering.environment().parse(file.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            key = call.args[0]
            while isinstance(key, nodes.Concat):
                key = key.nodes[0]
            if isinstance(key, nodes.Const):
                found.add(str(key.value))
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_families_of_keys_are_complete(locale: str) -> None:
    kinds = {event.__struct_config__.tag for event in Event.__args__}
    wanted = {f"page.last.{kind}" for kind in kinds}
    wanted |= {f"page.did.{kind}" for kind in UNDO_SECONDS}
    wanted |= {f"page.move.{move.slug}" for move in MOVES}
    wanted |= {f"page.{part}.{move.slug}" for move in MOVES if move.fields for part in ("panel", "confirm")}
    wanted |= {f"page.field.{field.label}" for move in MOVES for field in move.fields}
    wanted |= {f"page.hint.{field.hint}" for move in MOVES for field in move.fields if field.hint}
    wanted |= {f"reason.{code}" for move in MOVES for field in move.fields for code in field.codes}
    wanted |= {f"page.tab.{tab}" for tab in TABS} | {f"lamp.{lamp}" for lamp in LAMPS}
    wanted |= {f"page.group.{group}" for group in GROUPS} | {f"page.bad.{code}" for code in BAD_REASONS}
    wanted |= {f"page.badge.{b}" for b in ("city", "district", "town", "village", "park", "cross")}
    assert wanted <= set(catalogue(locale)), sorted(wanted - set(catalogue(locale)))


def test_every_icon_that_is_used_is_in_the_sprite_and_the_other_way_round() -> None:
    markup = "".join(file.read_text("utf-8") for file in TEMPLATES)
    drawn = set(re.findall(r'<symbol id="i-([a-z]+)"', markup))
    code = "".join(file.read_text("utf-8") for file in FOLDER.parent.glob("*.py"))
    used = set(re.findall(r"m\.i\('([a-z]+)'\)", markup)) | set(re.findall(r'icon="([a-z]+)"', code))
    used |= set(re.findall(r"entry\(active, '\w+', '[^']*', '([a-z]+)'", markup))
    used |= set(re.findall(r'"/\w+", "([a-z]+)"\)', code))
    assert used == drawn


def test_vendored_files_are_those_that_were_recorded() -> None:
    recorded = {name: entry for name, (entry,) in tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8")).items()}
    served = {file.name for file in VENDOR.iterdir()} - {"vendor.toml"}
    assert served == {*recorded, *(entry["licence_file"] for entry in recorded.values())}
    for name, entry in recorded.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == entry["sha256"], name


def test_files_are_kept_for_ever_under_an_address_that_changes_with_them(base: str) -> None:
    with httpx.Client(base_url=base) as http:
        for address in assets.addresses().values():
            answer = http.get(address)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert http.get("/static/app.css").status_code == 404
        assert http.get("/static/000000000000/app.css").status_code == 404
        assert http.get("/static/../deps.py").status_code == 404


def test_our_script_and_style_ask_nothing_of_old_browsers_they_do_not_have() -> None:
    """Chromium 86 is the floor."""
    style = (assets.FOLDER / "app.css").read_text("utf-8").partition("*/")[2]
    assert not re.search(r":has\(|color-mix|@layer|@container|aspect-ratio|oklch|\binset:", style)
    script = (assets.FOLDER / "app.js").read_text("utf-8")
    assert not re.search(r"\?\?|\?\.[a-z(\[]|\beval\(|\.innerHTML|randomUUID", script)
