"""`bangban story`: plays stories against the running platform and says where one does not go as it should."""

import importlib
import os

from deploy import surroundings
from deploy.problems import Problem
from deploy.seeding import bundle
from deploy.stories import owner
from deploy.stories.all import STORIES
from deploy.stories.failing import Unexpected
from deploy.stories.stage import Stage


def names() -> None:
    """Every story with its one sentence."""
    width = max(map(len, STORIES)) + 2
    for name, play in STORIES.items():
        about = (importlib.import_module(play.__module__).__doc__ or "").strip()
        print(f"{name:<{width}}{about.splitlines()[0]}")


def play(name: str, as_json: bool) -> None:
    """One story, or `all`, each begun on a working morning. Raises Problem at the first thing that is amiss."""
    wanted = STORIES if name == "all" else {name: STORIES[name]} if name in STORIES else None
    if wanted is None:
        raise Problem(f"there is no story {name!r}", f"choose one of {', '.join(STORIES)}, or all")
    for title, tell in wanted.items():
        if not as_json:
            print(f"\n── {title} ──")
        try:
            owner.to_morning()
            tell(_stage(as_json))
        except Unexpected as no:
            raise Problem(
                f"story {title}: {no}", "read the case's history, then the logs below BANGBAN_HOME/log"
            ) from None


def _stage(as_json: bool) -> Stage:
    """The platform of this home; BANGBAN_URL and BANGBAN_SIMULATOR_URL name another one."""
    port, simulator = surroundings.port(), surroundings.simulator_port(surroundings.port())
    base = os.environ.get("BANGBAN_URL", f"http://127.0.0.1:{port}")
    phones = os.environ.get("BANGBAN_SIMULATOR_URL", f"http://127.0.0.1:{simulator}")
    return Stage(base, phones, bundle.read().demo.password, as_json)
