"""Pushing over HTTP: the address is looked up first and then called by what it was found to be, so that no name leads
into the own network; no redirects, no proxies, limits of time and size.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from msgspec.structs import replace

from services.notify.adapters.wire import Unusable, Wire, read_object
from shared.domain.bell.webhooks import Style, Verdict, robot_verdict, verdict_of
from shared.kernel.clock import real_now
from shared.ports.sms import Malformed
from shared.ports.webhooks import Push, Pushed, dingtalk_query, message_id, sign_standard

PATIENCE = 8.0  # seconds for all of a try
_JSON = {"content-type": "application/json; charset=utf-8"}


class HttpPusher:
    """`here` are places of a demonstration, which may lie on this very machine."""

    def __init__(self, here: frozenset[str] = frozenset(), patience: float = PATIENCE) -> None:
        self._here, self._patience = here, patience

    def push(self, push: Push) -> Pushed:
        """One try."""
        parts = urlsplit(push.url)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            at = _address(parts.hostname or "", port)
        except (OSError, ValueError):
            return Pushed(verdict=Verdict.LATER, code="no_address")
        if not (push.private or parts.netloc in self._here or _public(at)):
            return Pushed(verdict=Verdict.WRONG, code="private")
        wire = Wire(f"{parts.scheme}://{parts.netloc}", self._patience, at=at)
        try:
            return _robot(wire, push) if push.style is not Style.STANDARD else _standard(wire, push)
        finally:
            wire.close()


def _standard(wire: Wire, push: Push) -> Pushed:
    name, stamp = message_id(push.id), int(real_now().timestamp())
    signature = sign_standard(push.secret, name, stamp, push.body)
    headers = {**_JSON, "webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": signature}
    try:
        wire.call("", _target(push.url), headers, push.body)
    except Unusable as no:
        return _pushed(no)
    return Pushed(verdict=Verdict.DELIVERED, code="http_200")


def _robot(wire: Wire, push: Push) -> Pushed:
    more = dingtalk_query(push.secret, int(real_now().timestamp() * 1000)) if push.style is Style.DINGTALK else ""
    try:
        code = read_object(wire.call("", _target(push.url, more), _JSON, push.body)).get("errcode")
    except Unusable as no:
        found = _pushed(no)  # without their code in it a 2xx says nothing
        return replace(found, verdict=Verdict.LATER) if found.verdict is Verdict.DELIVERED else found
    except Malformed:
        return Pushed(verdict=Verdict.LATER, code="malformed")
    return Pushed(verdict=robot_verdict(push.style, code), code=str(code)[:32])


def _pushed(no: Unusable) -> Pushed:
    """Any 2xx but 200 is told as unusable by the wire, and is as good where nothing is read."""
    status = no.code.removeprefix("http_")
    verdict = verdict_of(int(status)) if status != no.code and status.isdigit() else Verdict.LATER
    return Pushed(verdict=verdict, code=no.code)


def _target(url: str, more: str = "") -> str:
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, more) if part)
    return (parts.path or "/") + (f"?{query}" if query else "")


def _address(host: str, port: int) -> str:
    """The first address of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return str(found[0][4][0])


def _public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
