"""What a file is, by its content; and what is refused, each beside one that is taken."""

import io

import pytest

from shared.kernel.errors import Refusal
from shared.kernel.file_kinds import LARGEST_UNPACKED, clean_name, kind_of
from tests.papers import JPG, PDF, docx, packed, png

BOMB = docx(**{"word/media/image1.png": b"\0" * (LARGEST_UNPACKED + 1)})


def told(name: str, content: bytes) -> str:
    return kind_of(name, io.BytesIO(content), len(content))


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refusal) as no:
        told(name, content)
    assert no.value.fields == {"file": no.value.code}
    return no.value.code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("A.PDF", PDF + b"\r\n", "pdf"),
        ("a.jpg", JPG, "jpg"),
        ("a.JPEG", JPG + b"what a phone puts behind it", "jpg"),
        ("a.png", png(), "png"),
        ("a.docx", docx(), "docx"),
        ("a.b.docx", docx(**{"word/media/image1.png": png()}), "docx"),
    ],
)
def test_the_four_kinds_are_known(name: str, content: bytes, kind: str) -> None:
    assert told(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file.empty"),
        ("a.exe", PDF, "file.kind"),
        ("pdf", PDF, "file.kind"),
        ("a.pdf", JPG, "file.kind"),
        ("a.jpg", png(), "file.kind"),
        ("a.docx", PDF, "file.kind"),
        ("a.png", png()[:-4], "file.kind"),
        ("a.png", png() + b"<script>", "file.kind"),
        ("a.pdf", b"<html>" + PDF, "file.kind"),
        ("a.pdf", PDF + b"MZ and a program", "file.kind"),
        ("a.pdf", PDF.replace(b"%%EOF", b""), "file.kind"),
        ("a.jpg", JPG[:20] + b"%PDF-1.7" + JPG[20:], "file.kind"),
        ("a.jpg", JPG[:-2], "file.kind"),
        ("a.pdf", PDF + docx(), "file.hides"),
        ("a.jpg", JPG + docx(), "file.hides"),
        ("a.png", png() + docx(), "file.hides"),
        ("a.docx", docx() + b"more", "file.kind"),
        ("a.docx", docx()[:-1], "file.kind"),
        ("a.docx", packed({"word/document.xml": b"x"}), "file.kind"),
        ("a.docx", docx()[:40] + b"\xff" + docx()[41:], "file.kind"),
        ("a.docx", docx(**{"../../etc/cron.d/x": b"x"}), "file.hides"),
        ("a.docx", docx(**{"/etc/passwd": b"x"}), "file.hides"),
        ("a.docx", docx(**{"word\\x": b"x"}), "file.hides"),
        ("a.docx", docx(**{"C:x": b"x"}), "file.hides"),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "file.hides"),
        ("a.docx", BOMB, "file.bursts"),
        ("a.docx", docx(**{f"word/{n}": b"" for n in range(2001)}), "file.bursts"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_it_is_not_or_hides_is_refused(name: str, content: bytes, code: str) -> None:
    assert refused(name, content) == code


def test_a_part_that_unpacks_to_more_than_it_says_is_refused() -> None:
    # Given a document whose directory says one byte less than there is
    whole = docx()
    size = len(b"<w:document/>").to_bytes(4, "little")
    assert whole.count(size) >= 2
    lying = whole.replace(size, (1).to_bytes(4, "little"))
    assert refused("a.docx", lying) == "file.kind"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("户口簿.pdf", "户口簿.pdf"),
        ("C:\\Users\\王\\户口簿.pdf", "户口簿.pdf"),
        ("../../x.pdf", "x.pdf"),
        (" a.pdf ", "a.pdf"),
    ],
)
def test_a_name_loses_its_path(given: str, name: str) -> None:
    assert clean_name(given) == name


@pytest.mark.parametrize("given", ["", "dir/", ".htaccess", "..", "a" * 121, "fdp.\u202eexe", "a\nb.pdf", "a\0.pdf"])
def test_a_name_that_hides_something_is_refused(given: str) -> None:
    with pytest.raises(Refusal) as no:
        clean_name(given)
    assert no.value.code == "file.name"
