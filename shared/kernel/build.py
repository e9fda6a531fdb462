"""Which build this is."""

from importlib.metadata import PackageNotFoundError, version


def build() -> str:
    """The version of the installed package; `source` where it runs from a checkout that was never installed."""
    try:
        return version("bangban")
    except PackageNotFoundError:
        return "source"
