"""Where time is let pass while everybody waits, it must not become a night in which no message goes out."""

from sqlalchemy import Connection, text

from deploy.commands import clock

OFF = ("sms.quiet_from", "sms.quiet_until", "notice.handed_on")


def the_same_texts(conn: Connection) -> None:
    """Every life has the same messages, at any hour; before there are tables there is nothing to be said.

    Whether somebody is told of a handing-on depends on whether the case has moved on before that can be written; that a
    case was accepted is no news on the day after it was done, so nobody begins shortly before midnight.
    """
    if conn.execute(text("select to_regclass('parameters') is null")).scalar_one():
        return
    conn.execute(text("update parameters set value = '0' where key = any(:off)"), {"off": list(OFF)})
    conn.execute(text("update reference_version set version = version + 1"))
    clock.morning(conn)
