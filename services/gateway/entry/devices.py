"""What a request says about the device it comes from, for telling ours from an applicant's."""

import secrets

from litestar.datastructures import Cookie

from services.gateway.entry import cookies
from services.gateway.entry.requests import Connection, address
from shared.kernel.settings import Settings
from shared.store.devices import Traces

_LASTS = 400 * 86_400  # seconds; browsers keep no cookie longer
_LONGEST = 200


def traces(connection: Connection, settings: Settings) -> Traces:
    """Its cookie, and where it comes from with what its browser calls itself, unless it is a phone."""
    browser = connection.headers.get("user-agent", "")[:_LONGEST]
    cookie = cookies.value(connection, settings, "device")[:_LONGEST]
    return Traces(cookie=cookie, browser="" if not browser or "Mobi" in browser else f"{address(connection)} {browser}")


def named(found: Traces) -> Traces:
    """With a new name for a device that has none."""
    return found if found.cookie else Traces(cookie=secrets.token_urlsafe(16), browser=found.browser)


def cookie(settings: Settings, found: Traces) -> Cookie:
    """The cookie that names the device, for longer than any session."""
    made = cookies.cookie(settings, "device", found.cookie)
    made.max_age = _LASTS
    return made
