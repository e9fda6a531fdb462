"""`bangban dead`, `bangban sms`, `bangban keys`, `bangban calendar`: what an operator looks at, settles and renews."""

from pathlib import Path
from typing import Annotated, Literal

import typer

dead = typer.Typer(help="Messages that were given up: look, send anew, drop.", no_args_is_help=True)
sms = typer.Typer(help="SMS in doubt, and SMS that are stuck.", no_args_is_help=True)

calendar = typer.Typer(help="The working calendar: look, import a notice, check.", no_args_is_help=True)

ratings = typer.Typer(help="Ratings reported to a system of a higher level.", no_args_is_help=True)

keys = typer.Typer(help="Data keys: a new one, the old one away; copies for safe keeping.", no_args_is_help=True)

visits = typer.Typer(help="Return visits: the samples, and drawing one again.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The id, as the list shows it.")]
Reason = Annotated[str, typer.Option(help="Why; the audit keeps it. No personal data.")]


Tenant = Annotated[str, typer.Option(help="The district, by its code.")]


@ratings.command("batches")
def ratings_batches(tenant: Tenant = "150271") -> None:
    """The latest batches with what keeps them, rows that were not taken, and comparisons."""
    from deploy.commands import ratings as commands

    commands.batches(tenant)


@ratings.command("resend")
def ratings_resend(batch: Id, tenant: Tenant = "150271") -> None:
    """Hand a batch over again, the same bytes; nothing is held twice."""
    from deploy.commands import ratings as commands

    commands.resend(tenant, batch)


@ratings.command("staff-phone")
def ratings_staff_phone(
    login: Annotated[str, typer.Argument(help="Whose number it is.")],
    phone: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Asked for, so that no shell keeps it.")],
) -> None:
    """A number of somebody of ours: it rates nothing. Only a keyed digest is kept."""
    from deploy.commands import ratings as commands

    commands.staff_phone(login, phone)


@ratings.command("reconcile")
def ratings_reconcile(
    day: Annotated[str, typer.Argument(help="Of the ratings, YYYY-MM-DD.")], tenant: Tenant = "150271"
) -> None:
    """Compare what they acknowledged of a day with what they say they hold."""
    from deploy.commands import ratings as commands

    commands.reconcile(tenant, day)


@dead.command("list")
def dead_list() -> None:
    """Every message that was given up, the oldest first."""
    from deploy.commands import dead as commands

    commands.listing()


@dead.command("show")
def dead_show(message: Id) -> None:
    """All that is known of one message."""
    from deploy.commands import dead as commands

    commands.show(message)


@dead.command("replay")
def dead_replay(message: Id, reason: Reason = "") -> None:
    """Send one anew, or `all`; what was done already is not done twice."""
    from deploy.commands import dead as commands

    commands.replay(message, reason)


@dead.command("drop")
def dead_drop(message: Id, reason: Reason = "") -> None:
    """Give one up for good."""
    from deploy.commands import dead as commands

    commands.drop(message, reason)


@sms.command("unknown")
def sms_unknown() -> None:
    """Every SMS in doubt or stuck, the oldest first."""
    from deploy.commands import sms as commands

    commands.unknown()


@sms.command("settle")
def sms_settle(
    message: Id,
    verdict: Annotated[
        Literal["sent", "not-sent", "replay", "close"],
        typer.Argument(help="What the supplier proved; or what to do with one that is stuck."),
    ],
    reason: Reason = "",
) -> None:
    """Write down what became of one in doubt; send one that is stuck again, or close it."""
    from deploy.commands import sms as commands

    commands.settle(message, verdict, reason)


Batch = Annotated[int, typer.Option(min=1, help="Rows sealed anew in one transaction.")]


@keys.command("list")
def keys_list() -> None:
    """Every key number, and how many envelopes use it."""
    from deploy.commands import keys as commands

    commands.show()


@keys.command("rotate")
def keys_rotate(batch: Batch = 200) -> None:
    """Make a new data key and seal everything anew; run it again after an interruption."""
    from deploy.commands import keys as commands

    commands.rotate(batch)


@keys.command("reseal")
def keys_reseal(batch: Batch = 200) -> None:
    """Seal everything anew with the highest number there is."""
    from deploy.commands import keys as commands

    commands.reseal(batch)


@keys.command("retire")
def keys_retire(number: Annotated[int, typer.Argument(help="Its number.")]) -> None:
    """Take a key away that nothing uses any more."""
    from deploy.commands import keys as commands

    commands.retire(number)


@keys.command("export")
def keys_export(file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Copy all secrets of this home into one file; keep it apart from the backups."""
    from deploy.commands import keys as commands

    commands.export(file)


@keys.command("import")
def keys_import(file: Annotated[Path, typer.Argument(help="What export wrote.")]) -> None:
    """Put exported secrets into a home that has none."""
    from deploy.commands import keys as commands

    commands.bring_in(file)


@calendar.command("import")
def calendar_import(
    file: Annotated[Path, typer.Argument(help="A year in holiday-cn's JSON.")],
    layer: Annotated[str, typer.Option(help="CN, a region's two digits, or a site with all below it.")] = "CN",
    year: Annotated[int, typer.Option(help="The year it should be; else the file's name or the file says.")] = 0,
    source: Annotated[str, typer.Option(help="Where it was published; else the file's own papers.")] = "",
    reason: Reason = "",
    publish: Annotated[bool, typer.Option("--publish", help="Do it; else only tell what would change.")] = False,
) -> None:
    """Tell what a notice would change, and publish it as a new version."""
    from deploy.commands import calendar as commands

    commands.bring_in(file, layer, year, source, reason, publish)


@calendar.command("show")
def calendar_show(
    year: Annotated[int, typer.Argument(help="The year; else this one.")] = 0,
    site: Annotated[str, typer.Option(help="As it reaches this site; else the topmost tenant.")] = "",
) -> None:
    """A year: what is off, what is made up for, office hours, and where it comes from."""
    from deploy.commands import calendar as commands

    commands.show(year, site)


@calendar.command("check")
def calendar_check() -> None:
    """Whether this year and the next are official; code 1 where this one is not."""
    from deploy.commands import calendar as commands

    raise typer.Exit(commands.check())


@visits.command("plans")
def visits_plans() -> None:
    """Every sample that was drawn, the newest first."""
    from deploy.commands import visits as commands

    commands.plans()


@visits.command("redraw")
def visits_redraw(plan: Id) -> None:
    """Draw a sample again from its record; code 1 where it is not the one that was called about."""
    from deploy.commands import visits as commands

    raise typer.Exit(commands.redraw(plan))
