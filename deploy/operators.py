"""Who works at the command line, and the connection of their work: the owner's, since it serves every tenant."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection

from deploy import surroundings
from deploy.problems import Problem
from shared.kernel.settings import Settings
from shared.store.engine import owner_engine

LONGEST_REASON = 200


def me() -> str:
    """How the audit names whoever runs this command."""
    return f"operator:{getpass.getuser()}"


@contextmanager
def at_work(settings: Settings | None = None) -> Iterator[Connection]:
    """One transaction as the owner of the tables; leaving the block commits."""
    settings = settings or surroundings.settings("database_owner")
    with owner_engine(settings).begin() as conn:
        yield conn


def an_id(text: str) -> UUID:
    """The id a person typed. Raises Problem."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem(f"{text!r} is no id", "copy one from the list") from None


def a_reason(text: str) -> str:
    """Why somebody does it, as the audit keeps it. Raises Problem without one."""
    words = " ".join(text.split())
    if not 4 <= len(words) <= LONGEST_REASON:
        raise Problem("this needs a reason", f"say --reason in 4 to {LONGEST_REASON} characters; no personal data")
    return words
