"""推送: where notices go outside the application, which addresses may be named, and what an answer means.

Robots answer 200 with a code of their own; every other receiver by the status alone, as Standard Webhooks has it.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

LONGEST = 500  # characters of an address


class Style(StrEnum):
    """How a receiver is spoken to."""

    STANDARD = "standard"  # Standard Webhooks: three headers, our secret
    WECOM = "wecom"  # 企业微信群机器人: its key stands in the address
    DINGTALK = "dingtalk"  # 钉钉群机器人 with 加签: their secret


class Verdict(StrEnum):
    """What became of one try."""

    DELIVERED = "delivered"
    LATER = "later"  # nobody answered, or not as they should: the same again, after a while
    BUSY = "busy"  # too much at once: after a minute, and nobody failed
    WRONG = "wrong"  # it will never take this one
    GONE = "gone"  # there is no such receiver any more: the address is switched off


ROBOTS: Mapping[Style, Mapping[int, Verdict]] = {
    Style.WECOM: {
        0: Verdict.DELIVERED,
        45009: Verdict.BUSY,  # more than 20 in a minute
        40008: Verdict.WRONG,  # a kind of message it does not know
        40058: Verdict.WRONG,  # a parameter it does not like
        93000: Verdict.GONE,  # the key opens nothing
    },
    Style.DINGTALK: {
        0: Verdict.DELIVERED,
        130101: Verdict.BUSY,  # more than 20 in a minute
        410100: Verdict.BUSY,  # the same, of late
        310000: Verdict.WRONG,  # signature, keyword or address not as its owner set them
        400105: Verdict.WRONG,  # a kind of message it does not know
        300005: Verdict.GONE,  # no such token
        400013: Verdict.GONE,  # the group was dissolved
        400101: Verdict.GONE,  # no such token
        400102: Verdict.GONE,  # the robot was stopped
        400106: Verdict.GONE,  # no such robot
    },
}
"""Their codes; any other is `later`. Source: the open platforms' pages on group robots."""


def robot_verdict(style: Style, code: object) -> Verdict:
    """What a robot's `errcode` means."""
    return ROBOTS[style].get(code, Verdict.LATER) if type(code) is int else Verdict.LATER


def verdict_of(status: int) -> Verdict:
    """What a status means: any 2xx is taken, 410 says that nobody will listen there again."""
    if 200 <= status < 300:
        return Verdict.DELIVERED
    return _STATUSES.get(status, Verdict.LATER)


_STATUSES = {410: Verdict.GONE, 429: Verdict.BUSY}


def wait(attempts: int, base: int, most: int) -> timedelta:
    """How long to wait after so many tries in vain: twice as long each time. Seconds."""
    return timedelta(seconds=min(base * 2 ** min(attempts - 1, 20), most))


def fault(url: str, hosts: Iterable[str], here: Iterable[str] = ()) -> str:
    """What is wrong with an address, as the code of a refusal; '' where it may be named.

    `hosts` are names that the locality allows, `*.name` for all below it, with a port where it is another one than 443.
    `here` are places of a demonstration, where plain http will do.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "webhook.address"
    if len(url) > LONGEST or not url.isascii() or any(c.isspace() for c in url) or _strange(parts):
        return "webhook.address"
    if parts.netloc in here:
        return ""
    if parts.scheme != "https":
        return "webhook.https"
    host = parts.hostname or ""
    named = host if port in (None, 443) else f"{host}:{port}"
    return "" if any(_fits(named, one) for one in hosts) else "webhook.host"


def _strange(parts: SplitResult) -> bool:
    well_formed = parts.scheme in ("http", "https") and parts.hostname and not parts.fragment
    return not well_formed or "@" in parts.netloc


def _fits(named: str, allowed: str) -> bool:
    return named.endswith(allowed[1:]) if allowed.startswith("*.") else named == allowed
