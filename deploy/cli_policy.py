"""`bangban policy`: the life of a district's rules at the command line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

policy = typer.Typer(help="Rules of a district: check, try, publish, go back, explain.", no_args_is_help=True)

Tenant = Annotated[str, typer.Option(help="Whose policy, such as 150271.")]
Kind = Annotated[str, typer.Option("--type", help="routing or escalation.")]
File = Annotated[Path | None, typer.Argument(help="A CSV file; without one it is the draft.")]
Reason = Annotated[str, typer.Option(help="Why; it stands with the version and in the audit.")]


@policy.command()
def check(tenant: Tenant, file: File = None, kind: Kind = "routing") -> None:
    """Tell every fault; code 1 where one keeps it from being published."""
    from deploy.commands import policy as commands

    sys.exit(commands.check(tenant, kind, file))


@policy.command("try")
def try_it(
    tenant: Tenant,
    file: File = None,
    cases: Annotated[Path | None, typer.Option(help="A CSV file of cases, instead of the last real ones.")] = None,
    last: Annotated[int, typer.Option(min=1, max=2000, help="How many of the last cases.")] = 2000,
    kind: Kind = "routing",
) -> None:
    """Tell how many cases would go elsewhere, which, and why. Escalation is not tried: check it."""
    from deploy.commands import policy as commands

    commands.try_it(tenant, kind, file, cases, last)


@policy.command()
def publish(tenant: Tenant, file: File = None, reason: Reason = "", kind: Kind = "routing") -> None:
    """Publish the draft, or the lines of a file."""
    from deploy.commands import policy as commands

    commands.publish(tenant, kind, file, reason)


@policy.command()
def rollback(
    tenant: Tenant,
    version: Annotated[int, typer.Argument(help="The version to go back to.")],
    reason: Reason = "",
    kind: Kind = "routing",
) -> None:
    """Make the lines of an earlier version the next version, in one step."""
    from deploy.commands import policy as commands

    commands.rollback(tenant, kind, version, reason)


@policy.command()
def explain(case: Annotated[str, typer.Argument(help="The number or the id of a case.")]) -> None:
    """Tell why a case went where it went, by the versions of that day."""
    from deploy.commands import policy as commands

    commands.explain(case)


@policy.command("export")
def export(
    tenant: Tenant,
    version: Annotated[int, typer.Option(help="A version; -1 what is in force, 0 the draft.")] = -1,
    kind: Kind = "routing",
) -> None:
    """Print the lines as a CSV file, for a table program."""
    from deploy.commands import policy as commands

    commands.export(tenant, kind, version)


@policy.command("import")
def bring_in(
    tenant: Tenant, file: Annotated[Path, typer.Argument(help="What export wrote.")], kind: Kind = "routing"
) -> None:
    """Put the lines of a CSV file in place of all in the draft."""
    from deploy.commands import policy as commands

    commands.bring_in(tenant, kind, file)
