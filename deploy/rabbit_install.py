"""Debian's rabbitmq-server: found, or installed by apt when we are root, without starting it as a service."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.problems import Problem

LIBRARY = Path("/usr/lib/rabbitmq/lib")
POLICY = Path("/usr/sbin/policy-rc.d")
NEITHER = Problem(
    "RabbitMQ is not installed, this is not root, and BANGBAN_TEST_AMQP_URL names no broker",
    "as root run `apt-get install rabbitmq-server`, or set BANGBAN_TEST_AMQP_URL=amqp://user:password@host:5672/",
)


def programs() -> Path:
    """The folder of RabbitMQ's own scripts, installed if need be. Raises Problem (NEITHER) where that is impossible.

    /usr/sbin/rabbitmq-server will not do: it switches to the user and the folders of the system's service.
    """
    if found := installed():
        return found
    if os.geteuid() != 0:
        raise NEITHER
    with no_services():
        apt("update", "-q")
        apt("install", "-q", "-y", "--no-install-recommends", "rabbitmq-server")
    if found := installed():
        return found
    raise NEITHER


def installed() -> Path | None:
    """The newest installed version's scripts, None where there is none."""
    found = sorted(LIBRARY.glob("rabbitmq_server-*/sbin"))
    return found[-1] if found else None


def apt(*words: str) -> None:
    """Run apt-get without questions. Raises Problem with its last line."""
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(["apt-get", *words], capture_output=True, text=True, check=False, env=env)
    except FileNotFoundError:
        raise NEITHER from None
    if done.returncode != 0:
        last = " ".join(done.stderr.strip().splitlines()[-1:])
        raise Problem(f"apt-get {words[0]} failed ({last})", "check the network and the apt sources")


@contextmanager
def no_services() -> Iterator[None]:
    """Keep the package from starting a broker of its own, as Debian's policy allows; undone afterwards."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
