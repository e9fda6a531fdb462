"""Attachments in a backup: copied once each, there and back, and nothing that is unfinished."""

from pathlib import Path

from deploy.backup.files import copy_new
from services.gateway.adapters.folder_files import FolderFiles

ONE, OTHER = "0123456789abcdef" * 2, "f" * 32


def test_files_go_into_the_backup_once_and_come_back(tmp_path: Path) -> None:
    home, backup, restored = (tmp_path / name for name in ("home", "backup", "restored"))
    files = FolderFiles(home)
    files.write(ONE, [b"one"])
    assert copy_new(home, backup) == 1
    files.write(OTHER, [b"other"])
    (home / "01" / f"{ONE}.part").write_bytes(b"half")
    assert [copy_new(home, backup) for _ in range(2)] == [1, 0]
    assert copy_new(backup, restored) == 2
    again = FolderFiles(restored)
    assert [b"".join(again.read(name)) for name in (ONE, OTHER)] == [b"one", b"other"]
    assert set(again.older_than(0)) == {ONE, OTHER}
    assert {path.stat().st_mode & 0o077 for path in restored.rglob("*")} == {0}


def test_a_home_without_files_is_backed_up_as_well(tmp_path: Path) -> None:
    assert copy_new(tmp_path / "nowhere", tmp_path / "backup") == 0
