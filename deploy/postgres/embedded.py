"""A whole PostgreSQL for one home: place, programs, cluster, server, roles and their secrets in one object."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from deploy import homes, keys
from deploy.postgres import binaries, cluster, place, roles
from deploy.postgres.server import Server
from deploy.problems import Problem

Say = Callable[[str], None]


class Embedded:
    """PostgreSQL below `home`, for one process at a time: the folder is held until that process ends."""

    def __init__(self, home: Path, say: Say = print) -> None:
        self.home = home
        self.place = place.choose(home)
        for note in self.place.notes:
            say(note)
        homes.own(self.place.folder)
        self.held = homes.hold(self.place.folder)
        try:
            self.server = self._prepare(say)
        except BaseException:
            self.held.close()
            raise

    def _prepare(self, say: Say) -> Server:
        """Programs and data folder, made if need be."""
        programs = binaries.ensure(self.place)
        if self.place.data.exists() and not (self.home / "keys/pg_super").exists():
            mend = f"restore {self.home / 'keys'} from a backup, or choose another folder with BANGBAN_HOME"
            raise Problem(f"the database {self.place.data} is there, its keys are not", mend)
        if cluster.ensure(self.place, programs, self._password("super")):
            say("a new PostgreSQL database was made")
        return Server(self.place, programs, self.home / "log/postgres.log")

    def start(self) -> None:
        """Start the server, wait for it, make sure of the database and the roles."""
        self.server.start()
        passwords = {short: self._password(short) for short in roles.ROLES}
        roles.ensure(self._url("postgresql", cluster.SUPERUSER, self._password("super"), "postgres"), passwords)

    def stop(self) -> None:
        """Stop the server and let the folder go; every acknowledged row is on disk already."""
        self.server.stop()
        self.held.close()

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """The SQLAlchemy address for `owner`, `app`, `queue`, or `super` for set-up and tests."""
        user = roles.ROLES.get(role, cluster.SUPERUSER)
        return self._url("postgresql+psycopg", user, self._password(role), database)

    def _url(self, scheme: str, user: str, password: str, database: str) -> str:
        address = self.server.address
        host = quote(address.host, safe="")
        if address.host.startswith("/"):
            return f"{scheme}://{user}:{password}@/{database}?host={host}&port={address.port}"
        return f"{scheme}://{user}:{password}@{host}:{address.port}/{database}"

    def _password(self, role: str) -> str:
        return keys.secret(self.home, f"pg_{role}", keys.password)


@contextmanager
def running(home: Path) -> Iterator[Embedded]:
    """A PostgreSQL for the length of a block, for tests and tools."""
    home.joinpath("log").mkdir(parents=True, exist_ok=True)
    embedded = Embedded(home)
    try:
        embedded.start()
        yield embedded
    finally:
        embedded.stop()
