"""`bangban doctor`: every check of the surroundings as one line, and how to mend what is wrong."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping

from deploy import homes, ports, rabbit_install, surroundings
from deploy.problems import Problem
from shared.kernel.settings import Settings

LEAST_DISK = 2_000_000_000  # bytes; WAL and logs of a demonstration stay far below


def examine() -> int:
    """Print one line a check; return 1 when something is wrong."""
    wrong = 0
    for name, check in CHECKS:
        try:
            print(f"  ok       {name}: {check()}")
        except Problem as problem:
            wrong += 1
            print(f"  PROBLEM  {name}: {problem}")
    print(f"{wrong} problem(s)" if wrong else "nothing is missing")
    return 1 if wrong else 0


def python() -> str:
    """The interpreter and the machine."""
    return f"{platform.python_version()} on {platform.platform(terse=True)}, {os.cpu_count()} cores"


def packages() -> str:
    """Whether the environment holds what the lock says, in the versions it says."""
    from importlib.metadata import PackageNotFoundError, version

    missing = []
    pins = [line.split()[0].split("==") for line in lock() if "==" in line.split("#")[0] and line[:1].isalnum()]
    for name, wanted in pins:
        try:
            if version(name) != wanted:
                missing.append(f"{name} is {version(name)}, not {wanted}")
        except PackageNotFoundError:
            missing.append(f"{name} is missing")
    if missing:
        raise Problem("; ".join(missing[:3]), "remove .venv and run `make run`, which sets it up")
    return f"{len(pins)} as locked"


def lock() -> list[str]:
    """The lines of the lock that concern this platform."""
    from deploy.install.steps import ROOT

    lines = (ROOT / "requirements/runtime.txt").read_text().splitlines()
    return [line for line in lines if "sys_platform" not in line and "platform_" not in line]


def folder() -> str:
    """Whether the data folder can be written and has room."""
    home = homes.ready(surroundings.home())
    free = shutil.disk_usage(home).free
    if free < LEAST_DISK:
        raise Problem(f"{home} has {free // 10**6} MB left", "make room, or choose another folder with BANGBAN_HOME")
    return f"{home}, {free // 10**9} GB free"


def postgres() -> str:
    """Whether the database's programs run, and where its data is or would be."""
    from deploy.postgres import binaries, cluster, place

    if "BANGBAN_DATABASE_URL" in os.environ:
        return "not used: BANGBAN_DATABASE_URL names a database"
    programs = binaries.installed() / "pginstall/bin"
    version = binaries.major(programs)
    found = place.existing(surroundings.home())
    if found is None:
        return f"{version}, the database will be made at the first start"
    cluster.check(found.data, programs)
    return f"{version} as {found.account.name}, the data is in {found.data}"


def settings() -> str:
    """Whether the settings can be understood."""
    found = surroundings.settings()
    if not found.database_app:
        return "none yet: `bangban up` makes those of an embedded platform"
    need = ("database_app", "database_queue", "data_keys", "token_key", "chain_key")
    surroundings.settings(*need)
    return f"complete, {found.base_url}"


def database() -> str:
    """Whether the database of the settings answers, and as whom."""
    import psycopg

    found = surroundings.settings()
    if not found.database_app:
        return "none is named yet"
    try:
        with psycopg.connect(found.database_app.replace("+psycopg", ""), connect_timeout=3) as session:
            row = session.execute("select current_user, current_setting('server_version')").fetchone()
    except psycopg.OperationalError as error:
        raise Problem(f"no answer ({str(error).splitlines()[-1].strip()})", "start it, `bangban up` here") from None
    return " on PostgreSQL ".join(row or ())


def rosters() -> str:
    """Whether every department has somebody who can sign for its cases today. Where not, it is an alarm, no fault."""
    from deploy.unmanned import told, unmanned
    from shared.store.engine import owner_engine

    found = surroundings.settings()
    if not found.database_owner:
        return "no database is named yet"

    def look() -> str:
        with owner_engine(found).connect() as conn:
            return told(unmanned(conn))

    return _unless_away(look)


def calendar() -> str:
    """Whether limits are computed by official days. A year that is provisional is told, one that is missing a fault."""
    from deploy.commands.calendar import standing

    if not surroundings.settings().database_app:
        return "no database is named yet"
    return _unless_away(lambda: _told(standing()))


def _told(years: Mapping[int, str | None]) -> str:
    if missing := [str(year) for year, status in years.items() if status is None]:
        raise Problem(f"{', '.join(missing)} is not in it", "`bangban calendar import FILE` brings a notice in")
    return ", ".join(f"{year} {status}" for year, status in years.items())


def _unless_away(look: Callable[[], str]) -> str:
    """What a look into the database finds; that it cannot be had is told by the check of the database itself."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    try:
        return look()
    except (OperationalError, ProgrammingError):
        return "not looked at: the database does not answer, or has no schema yet"


def broker() -> str:
    """Whether the broker of the settings can be reached."""
    import pika

    found = surroundings.settings()
    for url in found.amqp_urls:
        try:
            pika.BlockingConnection(pika.URLParameters(url)).close()
        except (pika.exceptions.AMQPError, OSError) as error:
            raise Problem(
                f"{redacted(url)} does not answer ({error!r})", "start it, or mend BANGBAN_AMQP_URLS"
            ) from None
    return ", ".join(map(redacted, found.amqp_urls)) or "in memory, inside the node"


def redacted(url: str) -> str:
    """An address without its password."""
    return url.rpartition("@")[2]


def port() -> str:
    """Whether the platform answers on its port, or could listen there."""
    found: Settings = surroundings.settings()
    if ports.answers(f"http://127.0.0.1:{found.port}/readyz"):
        return f"the platform is ready on {found.port}"
    ports.demand_free(found.host, found.port, "BANGBAN_PORT")
    return f"{found.port} is free"


def tests() -> str:
    """Whether the tests can have a RabbitMQ."""
    if given := os.environ.get("BANGBAN_TEST_AMQP_URL"):
        return f"BANGBAN_TEST_AMQP_URL names {redacted(given)}"
    if found := rabbit_install.installed():
        return str(found)
    if os.geteuid() == 0:
        return "not installed; `make test` will, by apt"
    raise rabbit_install.NEITHER


def encoding() -> str:
    """Whether Chinese can be printed here."""
    name = sys.stdout.encoding or "none"
    if name.lower().replace("-", "") != "utf8":
        raise Problem(f"the terminal takes {name}", "set LC_ALL=C.UTF-8")
    return name


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("python", python),
    ("packages", packages),
    ("encoding", encoding),
    ("data folder", folder),
    ("postgresql", postgres),
    ("settings", settings),
    ("database", database),
    ("rosters", rosters),
    ("calendar", calendar),
    ("broker", broker),
    ("port", port),
    ("rabbitmq for tests", tests),
)
