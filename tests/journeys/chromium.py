"""Debian's Chromium: found, or installed by apt when we are root; else one sentence says what is missing."""

import os
import shutil

from deploy.rabbit_install import apt

NEITHER = "Chromium is not installed and this is not root: as root run `apt-get install chromium`"


def program() -> str:
    """Where it is."""
    if found := shutil.which("chromium"):
        return found
    assert os.geteuid() == 0, NEITHER
    apt("update", "-q")
    apt("install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk")
    found = shutil.which("chromium")
    assert found, NEITHER
    return found
