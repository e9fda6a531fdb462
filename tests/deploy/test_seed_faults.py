"""A mistake in the reference data is told with file and line, all mistakes at once."""

import shutil
from pathlib import Path

import pytest

from deploy.seeding import bundle, checks
from deploy.seeding.bundle import FOLDER
from deploy.seeding.faults import BadSeed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "seed"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadSeed) as refused:
        checks.require_sound(bundle.read(folder))
    return [str(fault) for fault in refused.value.faults]


def test_faults_of_several_files_are_told_together(folder: Path) -> None:
    # Given three files with a slip of the pen each
    change(folder, "tenants.csv", "150204,青山区,青山区,1502,1", "150204,青山区,青山区,1502,one")
    change(folder, "items.csv", "promise,guidance,5,20,WD", "promised,guidance,5,20,WD")
    change(folder, "office_hours.toml", "Asia/Shanghai", "Europe/Berlin")
    # When it is read, Then each is told
    told = faults(folder)
    assert [line.split(":")[0] for line in told] == ["items.csv", "office_hours.toml", "tenants.csv"]
    assert "tenants.csv:5: weight:" in told[2]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("sites.csv", "150271102203,150271,150271102,", "150271102203,150271,150271103,", "150271103 is no site"),
        ("sites.csv", "150271-hall,150271,", "150271-hall,150270,", "150270 is no tenant"),
        ("items.csv", "dept:社会事务局|tier:town,household", "dept:社会局|tier:town,household", "dept:社会局"),
        ("items.csv", "民政,社会事务局,promise,guidance,5,20,WD", "民政,社会局,promise,guidance,5,20,WD", "社会局"),
        ("items.csv", "guidance,5,20,WD,person", "guidance,21,20,WD,person", "promises 21 days, the law allows 20"),
        ("items.csv", "guidance,5,20,WD,person", "guidance,5,20,,person", "go together"),
        ("materials.csv", "MZ001,1,", "MZ111,1,", "MZ111 is not in items.csv"),
        ("item_edges.csv", "P102,P105", "P102,P9", "predecessor"),
        ("item_edges.csv", "P102,P105", "P102,P102", "goes round in a circle"),
        ("approval_flows.csv", ",2,P108", ",1,P108", "stands in line 2 already"),
        ("calendars.csv", ",2025-11-04", ",", "needs the date of its notice"),
        ("calendar/2026.json", '"2026-10-10"', '"2026-10-07"', "has a date twice"),
        ("parameters.csv", "handover.sign_minutes,240,", "handover.sign_minutes,,", "must not be empty"),
        ("policies/permissions.csv", "agent,case.accept,", "agent,case.burn,", "case.burn is unknown"),
        ("policies/routing.csv", "department:企业服务局", "department:企业局", "department:企业局 is unknown"),
        ("policies/routing.csv", "cat:民政", "cat:民生", "cat:民生"),
        (
            "policies/routing.150271.csv",
            "hold,coordinator,,,,,没有",
            "assign,coordinator,,,,,没有",
            "should hold everything",
        ),
        ("policies/escalation.csv", "near,*,*,1", "near,*,cat:民生,1", "cat:民生"),
        ("policies/escalation.csv", "remind,holder_leader,超", "remind,boss,超", "target boss is unknown"),
        ("policies/escalation.csv", "esc-410,410,red,*,*,1", "esc-410,410,red,*,*,4", "comes first after red"),
        ("policies/escalation.csv", "esc-420,420", "esc-420,410", "410"),
        ("divisions.csv", "village,150202001\n", "village,150202\n", "parent_code 150202 should be 150202001"),
        ("divisions.csv", "环西社区居委会,village", "环西社区居委会,town", "150202001012 is not that of a town"),
        ("texts/sms.toml", "已受理", "【已受理】", "sign of its own"),
        ("texts/sms.toml", "编号{number}，我们", "我们", "placeholders are"),
        ("demo.toml", 'site = "150271-hall"', 'site = "150271-hell"', "150271-hell is no site"),
        ("demo.toml", "undo.complete_seconds", "undo.everything_seconds", "is no parameter"),
        ("demo.toml", 'id = "aliyun"', 'id = "aliyan"', "aliyan is no supplier"),
        ("suppliers.toml", '"duplicate"', '"twin"', "Invalid enum value 'twin'"),
    ],
)
def test_each_kind_of_mistake_is_told(folder: Path, name: str, old: str, new: str, told: str) -> None:
    change(folder, name, old, new)
    assert any(line.startswith(name) and told in line for line in faults(folder)), faults(folder)


def test_a_village_without_a_station_is_told_at_its_division(folder: Path) -> None:
    path = folder / "sites.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("150271102203,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert any("小召湾村委会 has no site of its own" in fault for fault in faults(folder))


def test_a_missing_file_and_bad_utf8_are_told(folder: Path) -> None:
    (folder / "calendar/2027.json").unlink()
    (folder / "divisions.csv").write_bytes(b"\xff\xfe")
    assert [fault.split(":")[0] for fault in faults(folder)] == ["calendar/2027.json", "divisions.csv"]


def test_a_file_saved_by_a_spreadsheet_is_read_all_the_same(folder: Path) -> None:
    # Given the byte order mark and the line ends that Excel writes
    path = folder / "tenants.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    # Then nothing is lost
    assert bundle.read(folder).tenants == bundle.read().tenants
