"""What every file store keeps, whichever it is: run on all that are shipped, which are found, not listed."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import services.gateway.adapters as adapters
from services.gateway.adapters.folder_files import FolderFiles
from services.gateway.adapters.memory_files import MemoryFiles
from shared.ports.files import FileStore, NoSuchFile

ONE, OTHER = "0123456789abcdef" * 2, "f" * 32
MAKE: dict[str, Callable[[Path], FileStore]] = {
    "FolderFiles": lambda folder: FolderFiles(folder / "files"),
    "MemoryFiles": lambda folder: MemoryFiles(),
}
"""How each is made here. One that is missing fails the suite."""


def shipped() -> list[str]:
    for module in pkgutil.iter_modules(adapters.__path__):
        importlib.import_module(f"{adapters.__name__}.{module.name}")
    return sorted(one.__name__ for one in FileStore.__subclasses__())


@pytest.fixture(params=shipped())
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return MAKE[request.param](tmp_path)


def test_what_was_put_is_read_in_any_number_of_chunks(files: FileStore) -> None:
    files.write(ONE, iter([b"a" * 300_000, b"", b"b"]))
    files.write(OTHER, [])
    assert b"".join(files.read(ONE)) == b"a" * 300_000 + b"b"
    assert b"".join(files.read(OTHER)) == b""


def test_what_is_not_there_is_told_before_the_first_chunk(files: FileStore) -> None:
    with pytest.raises(NoSuchFile):
        files.read(ONE)


def test_a_name_is_taken_once_and_keeps_what_it_had(files: FileStore) -> None:
    files.write(ONE, [b"first"])
    with pytest.raises(ValueError, match="taken"):
        files.write(ONE, [b"second"])
    assert b"".join(files.read(ONE)) == b"first"


def test_half_of_a_file_is_none(files: FileStore) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.write(ONE, breaks())
    with pytest.raises(NoSuchFile):
        files.read(ONE)
    files.write(ONE, [b"whole"])
    assert b"".join(files.read(ONE)) == b"whole"


@pytest.mark.parametrize("name", ["", "../etc/passwd", "a" * 31, "A" * 32, ONE + "/x", "g" * 32, ONE + "\n"])
def test_no_name_but_its_own_kind_is_taken(files: FileStore, name: str) -> None:
    for act in (lambda: files.write(name, [b"x"]), lambda: files.read(name), lambda: files.remove(name)):
        with pytest.raises(ValueError, match="name"):
            act()


def test_what_is_removed_is_gone_and_may_be_removed_again(files: FileStore) -> None:
    files.write(ONE, [b"x"])
    files.write(OTHER, [b"y"])
    assert set(files.older_than(0)) == {ONE, OTHER}
    assert set(files.older_than(60)) == set()
    for _ in range(2):
        files.remove(ONE)
    assert set(files.older_than(0)) == {OTHER}


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    files.write(ONE, [b"x"])
    (path,) = tmp_path.glob("files/*/*")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
