"""The API against its own description: no 5xx, no undocumented answer, no input taken that should be refused."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import Engine, text

from services.gateway.entry.openapi import document
from tests.services.gateway.people import Caller

CONFIG = """
[generation]
# We bring our own session; who is turned away without one is tested by hand.
with-security-parameters = false

[checks.ignored_auth]
enabled = false

[checks.positive_data_acceptance]
# What is well formed may still be wrong, as a wrong check digit is: 422 with the fields.
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]

[checks.negative_data_rejection]
# A text that is too long may make the whole body too large, which is refused before it is read.
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
"""
EVERYTHING = "agent", "reviewer", "leader", "coordinator", "operator"


class Api(msgspec.Struct):
    """A server, and what is needed to call it as somebody who may try everything."""

    base: str
    headers: dict[str, str]
    cases: list[str]
    description: Path


@pytest.fixture
def api(app: Litestar, base: str, owner: Engine, tmp_path: Path) -> Iterator[Api]:
    """The description in a file, and the server it describes."""
    _grant_everything(owner, "xzw")
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(document(app)), "utf-8")
    with httpx.Client(base_url=base, timeout=20) as http:
        person = Caller(http)
        assert person.log_in("xzw").status_code == 200
        cases = [person.registered() for _ in range(4)]
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        headers = {"Cookie": cookie, "X-CSRF-Token": http.headers["x-csrf-token"]}
        yield Api(base=base, headers=headers, cases=cases, description=description)


def test_the_api_is_as_described(api: Api, tmp_path: Path) -> None:
    explore(api, tmp_path, "--phases", "examples,coverage,fuzzing", "--max-examples", "8")


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_api_is_as_described_at_length(api: Api, tmp_path: Path) -> None:
    explore(api, tmp_path, "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "200")


def explore(api: Api, folder: Path, *options: str) -> None:
    """Schemathesis over the whole API; fails with what it found."""
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG, "utf-8")
    words = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(api.description)]
    words += ["--url", api.base, "--seed", "1", "--suppress-health-check", "all", "--continue-on-failure", *options]
    words += ["--exclude-method", "DELETE"]  # it would log out whoever explores
    words += [part for name, value in api.headers.items() for part in ("-H", f"{name}: {value}")]
    env = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.services.gateway.schemathesis_hooks",
        "BANGBAN_TEST_CASES": ",".join(api.cases),
        "NO_COLOR": "1",
    }
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    found = done.stdout.partition("= FAILURES =")[2] or done.stdout  # warnings after it are long
    assert done.returncode == 0, found[:12000] + done.stderr[-2000:]


def _grant_everything(owner: Engine, login: str) -> None:
    grant = text(
        "insert into role_grants (tenant_id, user_id, role, site_id)"
        " select u.tenant_id, u.id, r, u.site_id from users u, unnest(cast(:roles as text[])) r where u.login = :login"
        " on conflict do nothing"
    )
    with owner.begin() as conn:
        conn.execute(grant, {"roles": list(EVERYTHING), "login": login})
        conn.execute(text("update reference_version set version = version + 1"))
