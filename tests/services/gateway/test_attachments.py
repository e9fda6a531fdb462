"""Files over HTTP: sent with a turn, opened by whoever reads the turn, refused for what they are; never in clear."""

import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from deploy.commands.check import check
from deploy.housekeeping import orphans
from services.gateway.adapters.folder_files import FolderFiles
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.papers import PDF, docx, png
from tests.scenes import FOREIGN, VILLAGE
from tests.services.gateway.people import Caller

_keys = itertools.count(1)


@pytest.fixture
def shared(someone: Callable[[str], Caller], store: Store) -> str:
    """A case of the village that was offered to 昆都仑, another tenant."""
    case_id = someone("xzw").registered()
    scenes.offered(store, scenes.clerk(VILLAGE), UUID(case_id), FOREIGN)
    return case_id


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a home of one's own: files of other tests are not among these."""
    return replace(settings, home=tmp_path)


@pytest.fixture
def folder(settings: Settings) -> FolderFiles:
    """Where the gateway keeps them."""
    return FolderFiles(settings.home / "files")


def send(person: Caller, case_id: str, *files: tuple[str, bytes], key: str = "", **fields: str) -> Any:
    headers = {"Idempotency-Key": key or f"file-key-{next(_keys)}"}
    sent = [("file", (name, content, "text/html")) for name, content in files]
    return person.http.post(f"/api/cases/{case_id}/thread/files", files=sent, data=fields, headers=headers)


def files_of(person: Caller, case_id: str) -> list[dict[str, Any]]:
    return [file for turn in person.get(f"/api/cases/{case_id}/thread").json()["turns"] for file in turn["files"]]


def stored(folder: FolderFiles) -> int:
    return len(list(folder.older_than(0)))


def test_what_one_site_sends_the_other_opens_and_a_third_does_not(
    shared: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    village, foreign, third = someone("xzw"), someone("kdl"), someone("qsq")
    assert send(village, shared, ("户口簿.pdf", PDF), ("照片.png", png()), words="请查收").status_code == 200
    one, other = files_of(foreign, shared)
    assert (one["name"], one["kind"], one["size"]) == ("户口簿.pdf", "pdf", len(PDF))
    assert one["sha256"] == hashlib.sha256(PDF).hexdigest()
    opened = foreign.get(f"/api/attachments/{one['id']}")
    assert (opened.status_code, opened.content) == (200, PDF)
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E6%88%B7")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in opened.headers["content-security-policy"]
    assert opened.headers["cache-control"] == "no-store"
    missing = "01a20601-1ec8-7ef4-89aa-ac60fc1afc69"
    assert third.get(f"/api/attachments/{other['id']}").status_code == 404
    assert third.get(f"/api/attachments/{missing}").json()["code"] == "attachment.unknown"
    assert send(third, shared, ("a.pdf", PDF)).status_code == 404
    with owner.connect() as conn:
        noted = conn.execute(text("select object from audit where act = 'attachment.open'")).scalars().all()
    assert noted == [one["id"]]


def test_a_note_s_file_is_opened_at_its_own_site_alone(shared: str, someone: Callable[[str], Caller]) -> None:
    village, foreign, centre = someone("xzw"), someone("kdl"), someone("gxq")
    send(village, shared, ("备注.docx", docx()), internal="true")
    (file,) = files_of(village, shared)
    assert village.get(f"/api/attachments/{file['id']}").content == docx()
    for other in (foreign, centre):
        assert files_of(other, shared) == []
        assert other.get(f"/api/attachments/{file['id']}").status_code == 404


def test_nothing_lies_in_clear_and_a_row_knows_every_file(
    shared: str, someone: Callable[[str], Caller], settings: Settings, owner: Engine
) -> None:
    send(someone("xzw"), shared, ("户口簿.pdf", PDF))
    (path,) = (settings.home / "files").glob("*/*")
    with owner.connect() as conn:
        name, size = conn.execute(text("select file, size from attachments")).one()
    assert (path.name, size) == (name, len(PDF))
    assert b"PDF" not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file.empty"),
        ("a.exe", PDF, "file.kind"),
        ("a.png", PDF, "file.kind"),
        ("a.pdf", PDF + docx(), "file.hides"),
        ("150203196307010029.pdf", PDF, "words.personal"),
        ("a" * 130 + ".pdf", PDF, "file.name"),
    ],
)
def test_a_file_that_may_not_be_kept_is_refused_and_none_of_its_company_stays(
    shared: str, someone: Callable[[str], Caller], folder: FolderFiles, name: str, content: bytes, code: str
) -> None:
    before, village = stored(folder), someone("xzw")
    no = send(village, shared, ("good.pdf", PDF), (name, content))
    assert (no.status_code, no.json()["fields"][0]["code"]) == (422, code)
    assert (files_of(village, shared), stored(folder)) == ([], before)
    assert send(village, shared, ("good.pdf", PDF)).status_code == 200


def test_too_large_too_many_or_none_is_refused(shared: str, someone: Callable[[str], Caller], owner: Engine) -> None:
    village = someone("xzw")
    assert send(village, shared, ("a.pdf", b"%PDF-1.7" + b"\0" * 20 * 1024 * 1024)).json()["code"] == "file.large"
    assert send(village, shared, *[(f"{n}.pdf", PDF) for n in range(6)]).json()["code"] == "file.many"
    assert send(village, shared, words="没有文件").json()["code"] == "file.none"
    assert send(village, shared, ("a.pdf", b"\0" * 65 * 1024 * 1024)).status_code == 413
    big = b"%PDF-1.7" + b"\0" * 2 * 1024 * 1024 + b"%%EOF"
    assert send(village, shared, ("a.pdf", big)).status_code == 200
    (file,) = files_of(village, shared)
    assert village.get(f"/api/attachments/{file['id']}").content == big


def test_the_same_files_twice_are_kept_once(shared: str, someone: Callable[[str], Caller], folder: FolderFiles) -> None:
    before, village = stored(folder), someone("xzw")
    first, again = (send(village, shared, ("a.pdf", PDF), key="a-file-only-once") for _ in range(2))
    assert first.json() == again.json()
    assert (len(files_of(village, shared)), stored(folder)) == (1, before + 1)
    other = send(village, shared, ("a.pdf", PDF + b"\n"), key="a-file-only-once")
    assert other.json()["code"] == "idempotency.other_request"
    assert stored(folder) == before + 1


def test_the_check_finds_a_file_that_is_away_or_another(
    shared: str, someone: Callable[[str], Caller], settings: Settings
) -> None:
    def bad() -> list[int]:
        return [one.violations for one in check(settings) if one.invariant == "I13"]

    send(someone("xzw"), shared, ("a.pdf", PDF))
    assert bad() == [0]
    (path,) = (settings.home / "files").glob("*/*")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert bad() == [1]
    path.unlink()
    assert bad() == [1]
    path.write_bytes(whole)
    assert bad() == [0]


def test_housekeeping_removes_what_no_row_knows_and_nothing_else(
    shared: str, someone: Callable[[str], Caller], folder: FolderFiles, owner: Engine
) -> None:
    village = someone("xzw")
    send(village, shared, ("a.pdf", PDF))
    orphan = "0" * 32
    folder.write(orphan, [b"left behind"])
    assert orphans.sweep(owner, folder).removed == 0
    assert orphans.sweep(owner, folder, seconds=0).removed >= 1
    assert orphan not in set(folder.older_than(0))
    (file,) = files_of(village, shared)
    assert village.get(f"/api/attachments/{file['id']}").content == PDF
