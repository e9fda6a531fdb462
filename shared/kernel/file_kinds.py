"""What a file is, told by its content and never by its name alone; and what is wrong with one that may not be kept.

This finds files that are not what they seem, that hide another file, or that would burst when opened. It is no virus
scanner: a document of a known kind may still carry something that a viewer with a flaw runs.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from typing import BinaryIO

from shared.kernel.errors import invalid

ENDINGS = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".docx": "docx"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LONGEST_NAME = 120
MOST_PARTS = 2000  # of a docx
LARGEST_UNPACKED = 100 * 1024 * 1024  # bytes of a docx, all parts together
_TAIL = 66_000  # where the directory of a zip file would begin, with its longest comment
_ZIP_END = b"PK\x05\x06"
_PNG = b"\x89PNG\r\n\x1a\n"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WITHIN = re.compile(r"[^/\\:\x00-\x1f]+(/[^/\\:\x00-\x1f]+)*/?")


def clean_name(given: str) -> str:
    """The name without a path. Raises Refusal invalid `file.name` for one that is empty, too long or hides signs."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1]).strip()
    if not name or len(name) > LONGEST_NAME or _UNSEEN.search(name) or name.startswith("."):
        raise invalid("file.name", {"file": "file.name"})
    return name


def kind_of(name: str, content: BinaryIO, size: int) -> str:
    """pdf, jpg, png or docx. Raises Refusal invalid `file.empty`, `file.kind`, `file.hides` or `file.bursts`."""
    if size == 0:
        raise invalid("file.empty", {"file": "file.empty"})
    kind = ENDINGS.get("".join(name.rpartition(".")[1:]).lower(), "")
    if not kind or not _CHECKS[kind](content, size):
        raise invalid("file.kind", {"file": "file.kind"})
    return kind


def _pdf(content: BinaryIO, size: int) -> bool:
    tail = _no_zip(content, size)
    _before, mark, after = tail.rpartition(b"%%EOF")
    return bool(re.match(rb"%PDF-[12]\.\d", _head(content, 8))) and bool(mark) and not after.strip(b"\r\n \0")


def _jpg(content: BinaryIO, size: int) -> bool:
    # Phones put data of their own behind the picture: what is there must be no file of another kind.
    tail = _no_zip(content, size)
    head = _head(content, 1024)
    return head.startswith(b"\xff\xd8\xff") and b"%PDF-" not in head and (b"\xff\xd9" in tail or size > _TAIL)


def _png(content: BinaryIO, size: int) -> bool:
    """Chunk by chunk to its end, which is the end of the file."""
    _no_zip(content, size)
    content.seek(0)
    if content.read(8) != _PNG:
        return False
    at = 8
    while at + 12 <= size:
        content.seek(at)
        length, name = struct.unpack(">I4s", content.read(8))
        at += int(length) + 12
        if name == b"IEND":
            return bool(at == size)
    return False


def _docx(content: BinaryIO, size: int) -> bool:
    if _head(content, 4) != b"PK\x03\x04" or not _read(content, max(0, size - 22), 22).startswith(_ZIP_END):
        return False
    try:
        with zipfile.ZipFile(content) as packed:
            return _sound(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, struct.error):
        return False


def _sound(packed: zipfile.ZipFile) -> bool:
    """Every part has a plain name and unpacks to what the directory says, and all of them to a bearable size."""
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise invalid("file.bursts", {"file": "file.bursts"})
    if len(names) < len(parts) or any(_strange(part) for part in parts):
        raise invalid("file.hides", {"file": "file.hides"})
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        return False
    for part in parts:
        with packed.open(part) as stream:
            while stream.read(256 * 1024):
                pass
    return True


def _strange(part: zipfile.ZipInfo) -> bool:
    plain = _WITHIN.fullmatch(part.filename) and ".." not in part.filename.split("/")
    macros = part.filename.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs"))
    return not plain or macros or bool(part.flag_bits & 1) or part.compress_type not in (0, 8)


def _no_zip(content: BinaryIO, size: int) -> bytes:
    """The end of the file. Raises Refusal invalid `file.hides` where it is a zip file at the same time."""
    tail = _read(content, max(0, size - _TAIL), _TAIL)
    if _ZIP_END in tail:
        raise invalid("file.hides", {"file": "file.hides"})
    return tail


def _head(content: BinaryIO, length: int) -> bytes:
    return _read(content, 0, length)


def _read(content: BinaryIO, at: int, length: int) -> bytes:
    content.seek(at)
    return content.read(length)


_CHECKS = {"pdf": _pdf, "jpg": _jpg, "png": _png, "docx": _docx}
