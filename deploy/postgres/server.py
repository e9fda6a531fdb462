"""One PostgreSQL server as our child: start it, wait until it answers (crash recovery included), stop it."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import msgspec

from deploy import processes
from deploy.postgres import archive, cluster, orphans
from deploy.postgres.place import Place
from deploy.problems import Problem

PORT = 5432  # the socket's name holds it; on TCP a free one is chosen
LONGEST_SOCKET = 107  # bytes, what the kernel takes for the address of a Unix socket
RECOVERY = 120.0  # seconds to wait for a start, for recovery after a crash may be long
AGAIN = ("pre-existing shared memory block", "could not bind", "lock file")  # passes by itself: the old one is leaving
MACHINE = ("No space left", "Permission denied", "Read-only file system", "memory", "semaphore", "could not bind")
SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_line_prefix": "%m [%p] %u ",
    "logging_collector": "off",
}


class Address(msgspec.Struct, frozen=True):
    """Where the server listens: a socket folder, or 127.0.0.1 where the folder's name is too long for a socket."""

    host: str
    port: int

    @classmethod
    def of(cls, place: Place) -> "Address":
        """The socket of the place if its name is short and plain enough, else a free port."""
        name = f"{place.socket}/.s.PGSQL.{PORT}"
        if len(os.fsencode(name)) <= LONGEST_SOCKET and not set(name) & set(",\"'\\"):
            return cls(str(place.socket), PORT)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return cls("127.0.0.1", probe.getsockname()[1])

    def options(self) -> dict[str, str]:
        """The server's settings that make it listen there and nowhere else."""
        if self.host.startswith("/"):
            return {"listen_addresses": "", "unix_socket_directories": self.host, "port": str(self.port)}
        return {"listen_addresses": self.host, "unix_socket_directories": "", "port": str(self.port)}


class Server:
    """The postmaster of one place. Raises Problem with the server's own last words where it cannot start."""

    def __init__(self, place: Place, programs: Path, log: Path) -> None:
        self.place = place
        self.programs = programs
        self.log = log
        self.address = Address.of(place)
        self.process: subprocess.Popen[bytes] | None = None

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it without waiting; what an earlier one left is cleared first."""
        orphans.clear(self.place.data)
        cluster.folder(self.place.socket, self.place)
        command = [str(self.programs / "postgres"), "-D", str(self.place.data)]
        for name, value in (SETTINGS | self.address.options() | self.archiving()).items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = processes.spawn(command, log, signal.SIGINT, **self.place.account.options())
        return self.process

    def archiving(self) -> dict[str, str]:
        """The settings by which the log is kept, from the first backup on."""
        return {"archive_mode": "on", "archive_command": archive.command(self.place)}

    def start(self, patience: float = RECOVERY) -> None:
        """Start it and wait until it takes connections, at most `patience` seconds."""
        end = time.monotonic() + patience
        told = time.monotonic()
        while True:
            read_from = self.log.stat().st_size if self.log.exists() else 0
            process = self.spawn()
            while process.poll() is None:
                if self.ready():
                    return
                if time.monotonic() > end:
                    self.stop()
                    raise Problem(f"PostgreSQL is not ready after {patience:.0f} s", f"see {self.log}")
                if time.monotonic() - told > 5:
                    told = time.monotonic()
                    print("  PostgreSQL is still recovering", flush=True)
                time.sleep(0.02)
            said = self.log.read_bytes()[read_from:].decode(errors="replace")
            if time.monotonic() > end or not any(sign in said for sign in AGAIN):
                raise self._failed(last_words(said))
            self.address = Address.of(self.place)  # a free port may have been taken meanwhile
            time.sleep(0.3)

    def _failed(self, why: str) -> Problem:
        """Damage, unless the server's words show that the machine is at fault."""
        if any(sign in why for sign in MACHINE):
            return Problem(f"PostgreSQL does not start ({why})", f"mend the machine; the whole story is in {self.log}")
        return cluster.damaged(self.place.data, why)

    def ready(self) -> bool:
        """Whether our process says so in its lock file, where pg_ctl looks too."""
        try:
            lines = self.place.data.joinpath("postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return self.process is not None and lines[0] == str(self.process.pid) and lines[7:8] == ["ready   "]

    def stop(self, patience: float = 60.0) -> None:
        """End it: sessions are closed and a checkpoint is written; after `patience` seconds it is killed."""
        if self.process is None or self.process.poll() is not None:
            return
        for signum, wait in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            self.process.send_signal(signum)
            try:
                self.process.wait(wait)
                return
            except subprocess.TimeoutExpired:
                continue


def last_words(said: str) -> str:
    """The line in which a server says why it will not start, with the detail that follows it."""
    lines = [line.split("]", 1)[-1].strip() for line in said.splitlines()]
    for number, line in reversed(list(enumerate(lines))):
        if any(word in line for word in ("PANIC", "FATAL")):
            return " ".join(part for part in lines[number : number + 2] if part is line or "DETAIL" in part)
    return (lines or ["it said nothing"])[-1]
