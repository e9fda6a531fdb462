"""Files on their way into a conversation: looked at, sealed and stored before their rows are written."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.cooperation.turns import require_voice
from shared.kernel.errors import invalid
from shared.kernel.file_kinds import clean_name, kind_of
from shared.kernel.free_text import require_free_text
from shared.store import sealed_files
from shared.store.attachments import Kept
from shared.store.uow import Work

_MEGABYTE = 1024 * 1024


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as somebody sent it."""

    name: str
    content: BinaryIO


class _Limits(msgspec.Struct, frozen=True, kw_only=True):
    largest_mb: int
    most: int
    suite: int


@contextmanager
def keeping(
    deps: Deps, actor: Actor, case_id: UUID, uploads: tuple[Upload, ...], may: Callable[[Work], None] | None = None
) -> Iterator[tuple[Kept, ...]]:
    """The stored files, for the unit of work inside; where that fails they are removed again.

    `may` refuses who may not send them; without it those may who speak in the conversation.

    The content is written before its row, so that no row is without its file; an orphan is swept by housekeeping.
    Raises Refusal not_found, those of `require_voice`, invalid `file.many`, `file.large` and those of `kind_of`.
    """
    kept: list[Kept] = []
    try:
        if uploads:
            limits = _limits(deps, actor, case_id, may)
            if len(uploads) > limits.most:
                raise invalid("file.many", {"file": "file.many"}, most=limits.most)
            # One after the other into the list, or what was stored before a refused one would stay.
            for upload in uploads:
                kept.append(_keep(deps, upload, limits))  # noqa: PERF401
        yield tuple(kept)
    except BaseException:
        for one in kept:
            deps.files.remove(one.file)
        raise


def _limits(deps: Deps, actor: Actor, case_id: UUID, may: Callable[[Work], None] | None) -> _Limits:
    with deps.work(actor) as work:
        case, ref = work.cases.get(case_id), work.reference
        if may:
            may(work)
        else:
            require_voice(case, actor, ref.tree)
        return _Limits(
            largest_mb=ref.whole(case.tenant_id, "attachment.largest_mb", 20),
            most=ref.whole(case.tenant_id, "attachment.most", 5),
            suite=work.keys.vault.suite,
        )


def _keep(deps: Deps, upload: Upload, limits: _Limits) -> Kept:
    name, size = clean_name(upload.name), _size(upload.content)
    require_free_text({"file": name})
    if size > limits.largest_mb * _MEGABYTE:
        raise invalid("file.large", {"file": "file.large"}, largest=limits.largest_mb)
    kind = kind_of(name, upload.content, size)
    file, key = os.urandom(16).hex(), sealed_files.new_key()
    deps.files.write(file, sealed_files.seal(_chunks(upload.content), key, limits.suite))
    return Kept(name=name, kind=kind, size=size, sha256=digest(upload.content), file=file, key=key)


def digest(content: BinaryIO) -> str:
    """SHA-256 of a file, in hex."""
    found = hashlib.sha256()
    for chunk in _chunks(content):
        found.update(chunk)
    return found.hexdigest()


def _size(content: BinaryIO) -> int:
    return content.seek(0, os.SEEK_END)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(sealed_files.CHUNK):
        yield chunk
