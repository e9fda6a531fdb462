"""What SMS suppliers post to us: checked, kept raw, answered at once; understood later, by notify.

The address holds a secret of ours. Then the supplier's data say from where it may call and whether it signs; where
requests come through a proxy, only one of the settings is believed about for whom it forwards. A call that fails any of
these leaves nothing behind.
"""

import hmac
from typing import Annotated, Any, cast

from litestar import Controller, MediaType, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from services.gateway.deps import Deps
from services.gateway.entry.access import NOBODY
from services.gateway.usecases.take_raw_sms import take_call
from shared.kernel.clock import real_now
from shared.kernel.errors import invalid, not_found
from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of, is_signed
from shared.store.sms_callers import SmsCaller, What

LARGEST = 256 * 1024
FIRST = "http"
"""The supplier whose address carries the secret of the settings itself, and no name."""
OPEN: dict[str, Any] = {"access": NOBODY, "csrf": "signed"}

Secret = Annotated[str, PathParameter(max_length=200)]
Name = Annotated[str, PathParameter(max_length=32)]
KINDS = ("receipts", "replies")
Call = Request[Any, Any, Any]


async def provide_call(request: Call) -> bytes:
    """The body as it came."""
    return await request.body()


class SmsHooks(Controller):
    """/hooks/sms/{secret}, and the same with the name of a supplier."""

    path = "/hooks/sms/{secret:str}"
    include_in_schema = False
    request_max_body_size = LARGEST

    @post("/receipts", opt=OPEN, status_code=200, sync_to_thread=True)
    def receipts(
        self, request: Call, deps: NamedDependency[Deps], secret: Secret, call: NamedDependency[bytes]
    ) -> Response[Any]:
        """Delivery receipts."""
        return taken(request, deps, "receipts", FIRST, secret, call)

    @post("/replies", opt=OPEN, status_code=200, sync_to_thread=True)
    def replies(
        self, request: Call, deps: NamedDependency[Deps], secret: Secret, call: NamedDependency[bytes]
    ) -> Response[Any]:
        """What applicants answered."""
        return taken(request, deps, "replies", FIRST, secret, call)

    @post("/{supplier:str}/{what:str}", opt=OPEN, status_code=200, sync_to_thread=True)
    def named(
        self,
        request: Call,
        deps: NamedDependency[Deps],
        secret: Secret,
        supplier: Name,
        what: Name,
        call: NamedDependency[bytes],
    ) -> Response[Any]:
        """Either, of one of several suppliers."""
        if what not in KINDS:
            raise not_found()
        return taken(request, deps, cast(What, what), supplier, secret, call)


def taken(request: Call, deps: Deps, what: What, supplier: str, secret: str, body: bytes) -> Response[Any]:
    """Raises Refusal not_found, forbidden, or invalid `input.malformed`. Nothing is looked up for a wrong secret."""
    settings = deps.settings
    ours = settings.hook_secret if supplier == FIRST else hook_secret_of(settings.hook_secret, supplier)
    if not settings.hook_secret or not hmac.compare_digest(secret.encode(), ours.encode()):
        raise not_found()

    def signed(known: SmsCaller) -> bool:
        headers = request.headers
        stamp, signature = headers.get(known.timestamp_header, ""), headers.get(known.signature_header, "")
        key = _secret(settings, known.secret_env)
        return bool(key) and is_signed(key, stamp, body, signature, real_now().timestamp())

    host = request.client.host if request.client else ""
    told = take_call(deps, what, supplier, _text(body), host, signed)
    return Response(told, media_type=MediaType.TEXT if isinstance(told, str) else MediaType.JSON)


def _secret(settings: Settings, name: str) -> str:
    return settings.suppliers.get(name) or (settings.sms_secret if name == "BANGBAN_SMS_SECRET" else "")


def _text(body: bytes) -> str:
    """The body as text with something in it. Whether it is JSON or a form of theirs, notify finds out.

    Raises Refusal invalid `input.malformed`.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise invalid("input.malformed") from None
    if not text.strip():
        raise invalid("input.malformed")
    return text
