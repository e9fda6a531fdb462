"""The platform's real processes, forked from one that has imported everything already: a start takes half a second."""

import base64
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy import cli
from shared.kernel.settings import Settings

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.served", "tests.faults.warm"])
PR_SET_PDEATHSIG = 1


def environment(settings: Settings) -> dict[str, str]:
    """The environment from which a process reads these settings."""
    return {
        "BANGBAN_HOME": str(settings.home),
        "BANGBAN_PORT": str(settings.port),
        "BANGBAN_DATABASE_OWNER_URL": settings.database_owner,
        "BANGBAN_DATABASE_URL": settings.database_app,
        "BANGBAN_DATABASE_QUEUE_URL": settings.database_queue,
        "BANGBAN_AMQP_URLS": ",".join(settings.amqp_urls),
        "BANGBAN_DATA_KEYS": ",".join(f"{n}:{_text(key)}" for n, key in settings.data_keys.items()),
        "BANGBAN_TOKEN_KEY": _text(settings.token_key),
        "BANGBAN_CHAIN_KEY": _text(settings.chain_key),
        "BANGBAN_HOOK_SECRET": settings.hook_secret,
        "BANGBAN_SMS_URL": settings.sms_url,
        "BANGBAN_SMS_SECRET": settings.sms_secret,
        "BANGBAN_EXCHANGE_URL": settings.exchange_url,
        "BANGBAN_EXCHANGE_SECRET": settings.exchange_secret,
        "BANGBAN_PLAIN_HTTP": "1",
        "BANGBAN_DEMO": "1",
        "BANGBAN_FAILPOINT": settings.failpoint,
    }


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


class Served:
    """One command of `bangban` in a process of its own."""

    def __init__(self, settings: Settings, command: str, log: Path) -> None:
        self.log = log
        self._process = _FORKS.Process(target=_run, args=(environment(settings), command, str(log)), daemon=True)
        self._process.start()

    @property
    def killed(self) -> bool:
        """Whether it died as a fail-point lets it die."""
        return self._process.exitcode == -signal.SIGKILL

    @property
    def gone(self) -> bool:
        """Whether it has ended, however."""
        return self._process.exitcode is not None

    def wait(self, seconds: float) -> int | None:
        """Its exit code, None when it still runs."""
        self._process.join(seconds)
        return self._process.exitcode

    def kill(self) -> None:
        """End it without asking."""
        self._process.kill()
        self._process.join(10)


def _run(env: Mapping[str, str], command: str, log: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    with open(log, "ab", buffering=0) as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    for name in [name for name in os.environ if name.startswith("BANGBAN_")]:
        del os.environ[name]
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    COMMANDS[command]()


COMMANDS: Mapping[str, Callable[[], None]] = {
    "node": lambda: cli.node("both"),
    "gateway": lambda: cli.gateway("both"),
    "dispatch": cli.dispatch,
    "notify": cli.notify,
    "relay": cli.relay,
    "tick": cli.tick,
    "migrate": cli.migrate,
    "seed": lambda: cli.seed(demo=True),
}
