"""What SMS suppliers post to us: checked, kept raw, answered at once; understood later, by notify.

The address holds a secret of ours, and every call is signed. A call that fails either leaves nothing behind.
"""

import hmac
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from services.gateway.deps import Deps
from services.gateway.entry.access import NOBODY
from services.gateway.usecases.take_raw_sms import take_receipts, take_replies
from shared.kernel.clock import real_now
from shared.kernel.errors import forbidden, invalid, not_found
from shared.ports.signing import is_signed

LARGEST = 256 * 1024
SUPPLIER = "http"
_OPEN: dict[str, Any] = {"access": NOBODY, "csrf": "signed"}

Secret = Annotated[str, PathParameter(max_length=200)]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the supplier wants to hear, as its description in the seed says."""

    code: int = 0
    message: str = "ok"


async def provide_call(request: Request[Any, Any, Any]) -> bytes:
    """The body as it came."""
    return await request.body()


class SmsHooks(Controller):
    """/hooks/sms/{secret}."""

    path = "/hooks/sms/{secret:str}"
    include_in_schema = False
    request_max_body_size = LARGEST

    @post("/receipts", opt=_OPEN, status_code=200, sync_to_thread=True)
    def receipts(
        self, request: Request[Any, Any, Any], deps: NamedDependency[Deps], secret: Secret, call: NamedDependency[bytes]
    ) -> Taken:
        """Delivery receipts."""
        take_receipts(deps, SUPPLIER, _checked(request, deps, secret, call))
        return Taken()

    @post("/replies", opt=_OPEN, status_code=200, sync_to_thread=True)
    def replies(
        self, request: Request[Any, Any, Any], deps: NamedDependency[Deps], secret: Secret, call: NamedDependency[bytes]
    ) -> Taken:
        """What applicants answered."""
        take_replies(deps, SUPPLIER, _checked(request, deps, secret, call))
        return Taken()


def _checked(request: Request[Any, Any, Any], deps: Deps, secret: str, body: bytes) -> str:
    """The body as text. Raises Refusal not_found, forbidden `hook.signature`, or invalid `input.malformed`."""
    settings = deps.settings
    if not settings.hook_secret or not hmac.compare_digest(secret.encode(), settings.hook_secret.encode()):
        raise not_found()
    stamp, signature = request.headers.get("x-timestamp", ""), request.headers.get("x-signature", "")
    if not is_signed(settings.sms_secret, stamp, body, signature, real_now().timestamp()):
        raise forbidden("hook.signature")
    try:
        found = msgspec.json.decode(body, type=dict[str, Any] | list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise invalid("input.malformed") from None
    if not found:
        raise invalid("input.malformed")
    return body.decode()
