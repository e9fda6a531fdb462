"""The settings of a process: from the environment, completed by what the embedded platform of this home wrote down."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from deploy import keys
from deploy.postgres.embedded import Embedded
from deploy.problems import Problem
from shared.kernel.settings import BadSettings, Settings, read

EMBEDDED = "run/environment.json"
SIMULATOR_OFFSET = 1000  # the simulator's port lies this far from the platform's, so that neighbours never meet


def settings(*need: str) -> Settings:
    """The settings of this process; `need` names what it cannot do without. Raises Problem with all that is wrong."""
    try:
        return read(load(), need)
    except BadSettings as bad:
        mend = "set it in the environment (deploy/env.example names all), or start the platform here with `bangban up`"
        raise Problem("; ".join(bad.problems), mend) from None


def load() -> Mapping[str, str]:
    """The environment; where it names no database, what the platform of this home noted comes beneath it."""
    if "BANGBAN_DATABASE_URL" in os.environ:
        return os.environ
    noted = home() / EMBEDDED
    if not noted.exists():
        return os.environ
    try:
        written: dict[str, str] = json.loads(noted.read_text())
    except PermissionError:
        raise Problem(f"{noted} is not yours to read", "run this as the one who started the platform") from None
    return written | dict(os.environ)


def home() -> Path:
    """The data folder: BANGBAN_HOME, or `var` where one stands."""
    return Path(os.environ.get("BANGBAN_HOME", "var")).resolve()


def note(home: Path, values: Mapping[str, str]) -> None:
    """Write down what other commands in this home need to find the running platform; only its owner can read it."""
    keys.write(home / EMBEDDED, json.dumps(dict(values), indent=1, sort_keys=True))


def embedded(home: Path, postgres: Embedded, port: int, amqp: str) -> dict[str, str]:
    """The settings of an embedded platform, as environment variables. Its keys are made at the first call."""
    simulator = simulator_port(port)
    made = {
        "BANGBAN_HOME": str(home),
        "BANGBAN_PORT": str(port),
        "BANGBAN_DATABASE_OWNER_URL": postgres.url("owner"),
        "BANGBAN_DATABASE_URL": postgres.url("app"),
        "BANGBAN_DATABASE_QUEUE_URL": postgres.url("queue"),
        "BANGBAN_DATA_KEYS_FILE": str(keys.kept(home, "data", keys.first_data_key)),
        "BANGBAN_TOKEN_KEY": keys.secret(home, "token", keys.key),
        "BANGBAN_CHAIN_KEY": keys.secret(home, "chain", keys.key),
        "BANGBAN_HEADS_KEY": keys.secret(home, "heads", keys.key),
        "BANGBAN_HOOK_SECRET": keys.secret(home, "hook", keys.password),
        "BANGBAN_METRICS_TOKEN": keys.secret(home, "metrics", keys.password),
        "BANGBAN_SMS_SECRET": keys.secret(home, "sms", keys.password),
        "BANGBAN_SMS_URL": f"http://127.0.0.1:{simulator}",
        "BANGBAN_SIMULATOR_PORT": str(simulator),
        "BANGBAN_EXCHANGE_URL": f"http://127.0.0.1:{simulator}",
        "BANGBAN_EXCHANGE_SECRET": keys.secret(home, "exchange", keys.password),
        "BANGBAN_AMQP_URLS": amqp,
        "BANGBAN_PLAIN_HTTP": "1",
        "BANGBAN_DEMO": "1",
    }
    return {name: value for name, value in made.items() if name in OURS or name not in os.environ}


# What the embedded platform decides itself, whatever the environment says: it has one database, and keys that fit it.
OURS = frozenset(
    {
        "BANGBAN_HOME",
        "BANGBAN_PORT",
        "BANGBAN_SIMULATOR_PORT",
        "BANGBAN_AMQP_URLS",
        "BANGBAN_DATABASE_OWNER_URL",
        "BANGBAN_DATABASE_URL",
        "BANGBAN_DATABASE_QUEUE_URL",
        "BANGBAN_DATA_KEYS_FILE",
        "BANGBAN_TOKEN_KEY",
        "BANGBAN_CHAIN_KEY",
        "BANGBAN_HEADS_KEY",
    }
)


def simulator_port(port: int) -> int:
    """The simulator's port: BANGBAN_SIMULATOR_PORT, or a fixed distance from the platform's."""
    if given := os.environ.get("BANGBAN_SIMULATOR_PORT"):
        return int(given)
    return port + SIMULATOR_OFFSET if port + SIMULATOR_OFFSET < 65536 else port - SIMULATOR_OFFSET


def port() -> int:
    """The platform's port: BANGBAN_PORT or 8600. Raises Problem where that is not a port."""
    text = os.environ.get("BANGBAN_PORT", "8600")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"BANGBAN_PORT is {text!r}", "give a port number from 1 to 65535")
    return int(text)
