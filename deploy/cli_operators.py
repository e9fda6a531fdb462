"""`bangban dead`, `bangban sms`: what an operator looks at and settles, with a reason that the audit keeps."""

from typing import Annotated, Literal

import typer

dead = typer.Typer(help="Messages that were given up: look, send anew, drop.", no_args_is_help=True)
sms = typer.Typer(help="SMS of which nobody knows whether they were sent.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The id, as the list shows it.")]
Reason = Annotated[str, typer.Option(help="Why; the audit keeps it. No personal data.")]


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
    """Every SMS in doubt, the oldest first."""
    from deploy.commands import sms as commands

    commands.unknown()


@sms.command("settle")
def sms_settle(
    message: Id,
    verdict: Annotated[Literal["sent", "not-sent"], typer.Argument(help="What the supplier proved.")],
    reason: Reason = "",
) -> None:
    """Write down what became of one: the supplier has it, or certainly not."""
    from deploy.commands import sms as commands

    commands.settle(message, verdict, reason)
