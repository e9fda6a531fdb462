"""The glossary names what is there: every name in code that it gives is found in the source."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"`([^`]+)`")


def test_every_name_of_the_glossary_is_in_the_source() -> None:
    glossary = (ROOT / "shared" / "GLOSSARY.md").read_text("utf-8")
    source = "\n".join(f.read_text("utf-8") for f in sorted((ROOT / "shared").rglob("*.py")))
    words = set(re.findall(r"\w+", source))
    paths = {name for name in NAME.findall(glossary) if "/" in name}
    assert [path for path in paths if not (ROOT / path).exists()] == []
    names = set(NAME.findall(glossary)) - paths
    assert sorted(name for name in names if name.split(".")[-1] not in words) == []
