"""Files in a posted form: how much is read at most, and what a handler makes of them."""

import hashlib
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from litestar.datastructures import UploadFile

from services.gateway.usecases.keep_files import Upload, digest

LARGEST = 64 * 1024 * 1024
"""Bytes of a form with files: what a route reads before anybody asks the parameter. The rest is refused unread."""

FIELD = "file"


def uploads_in(form: Mapping[str, Any]) -> tuple[Upload, ...]:
    """The files of a form, in their order; a field that was left empty is none."""
    given = form.get(FIELD, ())
    sent = given if isinstance(given, list) else [given]
    return tuple(
        Upload(name=one.filename, content=cast(BinaryIO, one.file))
        for one in sent
        if isinstance(one, UploadFile) and one.filename
    )


def mark_of(uploads: tuple[Upload, ...]) -> bytes:
    """A digest of names and contents, so that a key stands for these very files."""
    found = hashlib.sha256()
    for one in uploads:
        found.update(f"{one.name}\n{digest(one.content)}\n".encode())
    return found.digest() if uploads else b""
