"""`bangban dead`: the messages that were given up, and what an operator does about each."""

from sqlalchemy import Connection

from deploy import operators
from deploy.problems import Problem
from shared.store import dead
from shared.store.dead import Dead


def listing() -> None:
    """Prints them, the oldest first."""
    with operators.at_work() as conn:
        found = dead.listing(conn)
    for one in found:
        print(f"{one.id}  {one.tenant_id}  {one.kind}  {one.attempts} attempts  {one.last_error}")
    print(f"{len(found)} dead messages")


def show(message_id: str) -> None:
    """Prints all that is known of one."""
    with operators.at_work() as conn:
        one = _one(conn, message_id)
    for name in one.__struct_fields__:
        print(f"{name:<11}{getattr(one, name) or ''}")


def replay(message_id: str, reason: str) -> None:
    """Sends one anew; `all` sends every one of them."""
    why = operators.a_reason(reason)
    with operators.at_work() as conn:
        chosen = dead.listing(conn) if message_id == "all" else [_one(conn, message_id)]
        for one in chosen:
            dead.replay(conn, one, operators.me(), why)
    print(f"{len(chosen)} sent anew")


def drop(message_id: str, reason: str) -> None:
    """Gives one up for good."""
    why = operators.a_reason(reason)
    with operators.at_work() as conn:
        dead.drop(conn, _one(conn, message_id), operators.me(), why)
    print("1 dropped")


def _one(conn: Connection, message_id: str) -> Dead:
    found = dead.find(conn, operators.an_id(message_id))
    if found is None:
        raise Problem(f"no dead message has the id {message_id}", "`bangban dead list` tells them")
    return found
