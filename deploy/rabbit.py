"""A RabbitMQ of our own in one folder, on free ports of 127.0.0.1, ended with us: for tests and for one machine."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import ports, processes, rabbit_install
from deploy.logfiles import last_line
from deploy.problems import Problem

PATIENCE = 90.0  # seconds for a start; about five on an idle machine
CONFIG = """\
loopback_users.guest = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
log.file = false
log.console = true
log.console.level = warning
"""
# Two schedulers that do not spin: the broker shares two cores with everything else.
ERLANG = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"


class Rabbit:
    """One broker below `folder`; what it stored is there again at the next start. Raises Problem where it cannot run.

    Two things that RabbitMQ 3.10 does: a quorum queue declared less than some three seconds before `kill` comes back
    without a leader, and a publish to it hangs for 65 s and is refused then.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.programs = rabbit_install.programs()
        self.port, self.distribution, self.names = ports.free(3)
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """Where clients connect: the guest user, who is let in from this machine only."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.folder.joinpath("home").mkdir(parents=True, exist_ok=True)
        self.folder.joinpath("rabbitmq.conf").write_text(CONFIG)
        epmd = ["epmd", "-port", str(self.names), "-address", "127.0.0.1"]
        for command in (epmd, [str(self.programs / "rabbitmq-server")]):
            with self.log.open("ab") as log:
                self._processes.append(
                    processes.spawn(command, log, signal.SIGKILL, env=self.environment(), cwd=str(self.folder))
                )
        self._wait(time.monotonic() + PATIENCE)

    @property
    def log(self) -> Path:
        """What the broker says."""
        return self.folder / "rabbit.log"

    def _wait(self, end: float) -> None:
        while not greets(self.port):
            if self._processes[-1].poll() is not None:
                self.stop()
                raise Problem(f"RabbitMQ does not start ({last_line(self.log)})", f"see {self.log}")
            if time.monotonic() > end:
                self.stop()
                raise Problem(f"RabbitMQ is not ready after {PATIENCE:.0f} s", f"see {self.log}")
            time.sleep(0.1)

    def wait(self) -> None:
        """Return when the broker ended, however that came."""
        self._processes[-1].wait()

    def stop(self) -> None:
        """End the broker in good order, then its name server."""
        self._end(signal.SIGTERM, 30.0)

    def kill(self) -> None:
        """End it as a power cut would end a process."""
        self._end(signal.SIGKILL, 5.0)

    def _end(self, signum: signal.Signals, patience: float) -> None:
        for process in reversed(self._processes):
            process.send_signal(signum)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def ctl(self, *words: str) -> str:
        """Ask RabbitMQ's own tool something, `list_queues` for example; return what it prints."""
        command = [str(self.programs / "rabbitmqctl"), "-q", "-n", self._node, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment())
        if done.returncode != 0:
            raise Problem(f"rabbitmqctl {words[0]} failed ({done.stderr.strip()})", f"see {self.log}")
        return done.stdout

    @property
    def _node(self) -> str:
        return "bangban@localhost"

    def environment(self) -> dict[str, str]:
        """Everything the scripts would else take from the system's folders."""
        base = str(self.folder)
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": f"{base}/home",  # the cookie lives there
            "RUNNING_UNDER_SYSTEMD": "true",  # makes the script become the broker: one process, one number
            "ERL_EPMD_PORT": str(self.names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.distribution),
            "RABBITMQ_MNESIA_BASE": f"{base}/mnesia",
            "RABBITMQ_LOG_BASE": f"{base}/log",
            "RABBITMQ_PID_FILE": f"{base}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{base}/plugins",
            "RABBITMQ_CONFIG_FILE": f"{base}/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE": f"{base}/none.conf",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{base}/generated",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{base}/advanced.config",
            "RABBITMQ_FEATURE_FLAGS_FILE": f"{base}/feature_flags",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG,
        }


def greets(port: int) -> bool:
    """Whether an AMQP broker answers a protocol header there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
            client.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(client.recv(1))
    except OSError:
        return False


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a broker for the length of a block: BANGBAN_TEST_AMQP_URL names it, else one of our own."""
    if given := os.environ.get("BANGBAN_TEST_AMQP_URL"):
        yield given
        return
    rabbit = Rabbit(folder)
    rabbit.start()
    try:
        yield rabbit.url
    finally:
        rabbit.stop()
