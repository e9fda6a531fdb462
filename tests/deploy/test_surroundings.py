"""Ports, keys, folders and settings of an embedded platform."""

import json
import socket
from pathlib import Path

import pytest

from deploy import homes, keys, logfiles, ports, surroundings
from deploy.problems import Problem


def test_a_busy_port_is_told_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"port {port} on 127.0.0.1 cannot be used .*BANGBAN_PORT={port + 1}"):
            ports.demand_free("127.0.0.1", port, "BANGBAN_PORT")
    ports.demand_free("127.0.0.1", port, "BANGBAN_PORT")


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", ""])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BANGBAN_PORT", text)
    with pytest.raises(Problem, match="BANGBAN_PORT is"):
        surroundings.port()


def test_neighbouring_platforms_have_simulators_of_their_own() -> None:
    assert surroundings.simulator_port(8600) == 9600
    assert surroundings.simulator_port(8601) == 9601
    assert surroundings.simulator_port(65000) == 64000


def test_a_secret_is_made_once_and_never_replaced_by_an_empty_file(tmp_path: Path) -> None:
    first = keys.secret(tmp_path, "token", keys.key)
    assert keys.secret(tmp_path, "token", keys.key) == first
    assert (tmp_path / "keys/token").stat().st_mode & 0o777 == 0o600
    (tmp_path / "keys/token").write_text("")
    with pytest.raises(Problem, match="is empty: restore it"):
        keys.secret(tmp_path, "token", keys.key)


def test_a_home_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"cannot write to .*: make it writable, or choose another"):
        homes.ready(tmp_path / "file/home")


def test_a_home_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with homes.hold(tmp_path), pytest.raises(Problem, match="in use by process"):
        homes.hold(tmp_path)
    homes.hold(tmp_path).close()


def test_commands_find_the_platform_of_their_home_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANGBAN_HOME", str(tmp_path))
    monkeypatch.delenv("BANGBAN_DATABASE_URL", raising=False)
    surroundings.note(tmp_path, {"BANGBAN_DATABASE_URL": "postgresql://noted"})
    assert surroundings.settings().database_app == "postgresql://noted"
    assert json.loads((tmp_path / surroundings.EMBEDDED).read_text())
    monkeypatch.setenv("BANGBAN_DATABASE_URL", "postgresql://named")
    assert surroundings.settings().database_app == "postgresql://named"


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_HOME", str(tmp_path))
    monkeypatch.setenv("BANGBAN_TOKEN_KEY", "short")
    with pytest.raises(Problem, match=r"BANGBAN_TOKEN_KEY should be 32 bytes.*BANGBAN_DATABASE_URL is missing"):
        surroundings.settings("database_app")


def test_a_log_that_grew_too_big_is_emptied_in_place_for_its_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfiles, "BIGGEST", 100)
    log = tmp_path / "a.log"
    with log.open("a") as writer:
        writer.write("x" * 200)
        writer.flush()
        logfiles.trim(log)
        writer.write("last\n")
    assert log.read_text() == "last\n"
    assert (tmp_path / "a.1.log").read_text() == "x" * 200
    assert logfiles.last_line(log) == "last"
