"""`bangban`: the map of its commands. What they do lives in deploy/commands; nothing heavy is imported for --help."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from deploy import cli_operators, cli_policy
from deploy.problems import Problem

Face = Literal["staff", "public", "both"]
app = typer.Typer(
    help="Bangban (帮办): the platform on which a district helps people with official business.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(cli_operators.dead, name="dead")
app.add_typer(cli_operators.sms, name="sms")
app.add_typer(cli_operators.keys, name="keys")
app.add_typer(cli_operators.ratings, name="ratings")
app.add_typer(cli_policy.policy, name="policy")
app.add_typer(cli_operators.calendar, name="calendar")
app.add_typer(cli_operators.visits, name="visits")


def main() -> None:
    """The command line. What a person can mend is told in one line; code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks, not a traceback
    try:
        app(prog_name="bangban")
    except Problem as problem:
        print(f"bangban: {problem}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"bangban: {error.filename}: {error.strerror}", file=sys.stderr)
        sys.exit(1)


@app.command()
def up(
    processes: Annotated[bool, typer.Option("--processes", help="Every service a process of its own.")] = False,
    amqp: Annotated[str, typer.Option(help="RabbitMQ for --processes, amqp://user:password@host:port/")] = "",
) -> None:
    """Start the whole platform: database, tables, reference data, services, simulated phones."""
    from deploy.commands import platform

    platform.up(processes, amqp)


@app.command()
def rabbit() -> None:
    """Run a RabbitMQ in the data folder, for `up --processes`; prints its address."""
    from deploy.commands import platform

    platform.rabbit()


@app.command()
def node(face: Face = "both") -> None:
    """Run all services in one process on the in-memory broker; `up` does this."""
    from deploy.commands import together

    together.node(face)


@app.command()
def simulator() -> None:
    """Run the simulated SMS gateway with its phones."""
    from deploy.commands import services

    services.simulator()


@app.command()
def gateway(face: Annotated[Face, typer.Option(help="Which doors are open here.")] = "both") -> None:
    """Serve people and partner systems over HTTP."""
    from deploy.commands import services

    services.gateway(face)


@app.command()
def dispatch() -> None:
    """Work on routing, expiry and escalation messages."""
    from deploy.commands import services

    services.dispatch()


@app.command()
def notify() -> None:
    """Work on messages to phones: SMS, receipts, replies."""
    from deploy.commands import services

    services.notify()


@app.command()
def relay() -> None:
    """Ring the broker for every row that waits in the outbox."""
    from deploy.commands import services

    services.relay()


@app.command()
def tick() -> None:
    """Turn timers that are due into messages."""
    from deploy.commands import services

    services.tick()


@app.command()
def heads() -> None:
    """Write a signed list of all chain heads every hour, outside the database; one process of it is enough."""
    from deploy.commands import audit as audits

    audits.keep()


@app.command()
def audit(
    what: Annotated[Literal["verify", "heads"], typer.Argument(help="Verify, or write one list of heads now.")],
) -> None:
    """Find any event that was changed, moved, added or removed; tell case and event."""
    from deploy.commands import audit as audits

    if what == "heads":
        audits.write_list()
    else:
        sys.exit(audits.verify())


@app.command("upgrade")
@app.command()
def migrate() -> None:
    """Bring the tables up to date, while the platform runs; `upgrade` is the same."""
    from deploy.commands import data

    data.migrate()


@app.command()
def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Also the demo log-ins, which everybody knows.")] = False,
) -> None:
    """Load the reference data; does nothing when it is there already."""
    from deploy.commands import data

    data.seed(demo)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backups are; best on another machine.")],
    log: Annotated[bool, typer.Option("--log", help="Only what happened since the last time; quick.")] = False,
) -> None:
    """Copy the running embedded database, without its keys."""
    from deploy.commands import backup as backups

    backups.backup(folder, log)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Where the backups are.")],
    at: Annotated[str, typer.Option(help="The second to go back to, 2026-11-16T09:30:00; else the last.")] = "",
) -> None:
    """Restore a backup into a home that has keys and no database."""
    from deploy.commands import backup as backups

    backups.restore(folder, at)


@app.command()
def housekeeping() -> None:
    """Throw away what is over and prepare the coming months, once."""
    from deploy.commands import housekeeping as house

    house.once()


@app.command()
def housekeep() -> None:
    """The same every day, until stopped; one process of it is enough."""
    from deploy.commands import housekeeping as house

    house.daily()


@app.command(hidden=True)
def prepare() -> None:
    """Migrate and load the demonstration's data in one process: what `up` does before the services."""
    from deploy.commands import data

    data.migrate()
    data.seed(demo=True)


@app.command()
def lifecycle(
    svg: Annotated[Path | None, typer.Option(help="Draw it into this file instead; - prints the drawing.")] = None,
) -> None:
    """Print the life cycle of a case: every command, from where to where, by whom."""
    from deploy.commands import look

    look.lifecycle(svg)


@app.command()
def openapi() -> None:
    """Print the description of the JSON API (OpenAPI 3.1)."""
    from deploy.commands import openapi as described

    described.show()


@app.command()
def story(
    name: Annotated[str, typer.Argument(help="Its name, or `all`.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a step.")] = False,
    names: Annotated[bool, typer.Option("--list", help="Name the stories.")] = False,
) -> None:
    """Play a story against the running platform, as its users would."""
    from deploy.commands import story as stories

    if names or not name:
        stories.names()
    else:
        stories.play(name, as_json)


@app.command()
def clock(
    advance: Annotated[
        str, typer.Argument(help="Let a demonstration's clock run ahead: 45s, 90m, 8h, 3d, or to the next `morning`.")
    ] = "",
) -> None:
    """Tell business time, or let it run ahead in a demonstration."""
    from deploy.commands import clock as clocks

    if advance == "morning":
        clocks.to_morning()
    else:
        clocks.advance(advance) if advance else clocks.show()


@app.command()
def check() -> None:
    """Look up what must always be true, in the database and at the simulator."""
    from deploy.commands import check as checks

    sys.exit(checks.run())


@app.command()
def doctor() -> None:
    """Say what is missing or wrong in the environment and the settings."""
    from deploy.commands import doctor as doctors

    sys.exit(doctors.examine())


if __name__ == "__main__":
    main()
