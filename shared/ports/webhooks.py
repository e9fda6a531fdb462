"""The seam to where notices are pushed: one try at one receiver, and how tries are signed."""

import base64
import hashlib
import hmac
from typing import Protocol
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec

from shared.domain.bell.webhooks import Style, Verdict
from shared.kernel.settings import Settings

PREFIX = "whsec_"
HERE = frozenset({"127.0.0.1", "localhost"})


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """What is pushed: the same id and the same bytes at every try, so that a receiver can tell it had it."""

    id: UUID
    style: Style
    url: str
    secret: str
    body: bytes
    private: bool = False

    def __repr__(self) -> str:
        return f"Push({self.id}, {self.style})"


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a try; `code` says why in one word, or with a receiver's own number."""

    verdict: Verdict
    code: str = ""


class Pusher(Protocol):
    """Nothing raises for what happens on the way: that is an answer, too."""

    def push(self, push: Push) -> Pushed:
        """One try."""


def message_id(push_id: UUID) -> str:
    """How a push is called in the header `webhook-id`."""
    return f"msg_{push_id.hex}"


def secret_text(secret: bytes) -> str:
    """A secret as Standard Webhooks writes it."""
    return PREFIX + base64.b64encode(secret).decode()


def sign_standard(secret: str, name: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: version 1, HMAC-SHA256 over id, seconds and body joined by dots."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{name}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def sign_dingtalk(secret: str, milliseconds: int) -> str:
    """加签: HMAC-SHA256 over the time and the secret, under the secret; what the query carries as `sign`."""
    signed = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def dingtalk_query(secret: str, milliseconds: int) -> str:
    """What is added to a robot's address."""
    return urlencode({"timestamp": str(milliseconds), "sign": sign_dingtalk(secret, milliseconds)})


def simulated(settings: Settings) -> frozenset[str]:
    """Where a demonstration may push to without https: the simulator on this very machine."""
    parts = urlsplit(settings.sms_url)
    return frozenset({parts.netloc}) if settings.demo and parts.hostname in HERE else frozenset()
