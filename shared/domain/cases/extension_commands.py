"""Commands about more time (延期)."""

from shared.domain.cases.command import Command


class AskExtension(Command, frozen=True, kw_only=True):
    """申请延期: so many working days more, with the reason in words."""

    kind = "case.ask_extension"
    days: int
    words: str


class GrantExtension(Command, frozen=True, kw_only=True):
    """同意延期."""

    kind = "case.grant_extension"
    words: str = ""


class RefuseExtension(Command, frozen=True, kw_only=True):
    """不同意延期, with the reason in words."""

    kind = "case.refuse_extension"
    words: str
