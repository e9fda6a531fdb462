"""Sets up .venv for `make`: the first thing to run on a bare machine, so it must read well to any Python 3."""

import os
import sys


def main() -> int:
    """Refuse an old Python in one line; hand over to the real work otherwise."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is for those who have an older one
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(
            "bangban: Python 3.11 or newer is needed, this one ("
            + sys.executable
            + ") is "
            + found
            + ": name a newer one with `make PYTHON=/path/to/python3.11 ...`",
            file=sys.stderr,
        )
        return 1
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from deploy.install.steps import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
