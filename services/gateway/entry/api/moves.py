"""What every act on a case has in common: an idempotency key, the version it was decided on, and a receipt."""

import re
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import ResponseHeader

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem, etag, location, request_hash
from shared.store.receipt import Receipt

KEY_HEADER = "idempotency-key"
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')

ETAG = ResponseHeader(name="ETag", description="The version of the case.", documentation_only=True, required=True)
LOCATION = ResponseHeader(name="Location", description="The case.", documentation_only=True, required=True)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, under which key, on which version they looked at (None: whatever it is now)."""

    deps: Deps
    actor: Actor
    idem: Idem
    version: int | None


async def provide_ask(request: Request[Actor, Any, Any]) -> Ask:
    """Raises Refusal invalid `idempotency.missing`, `idempotency.key` or `version.malformed`."""
    return Ask(
        deps=request.app.state.deps,
        actor=request.user,
        idem=idem_of(request, request.headers.get(KEY_HEADER), await request.body()),
        version=version_of(request.headers.get("if-match")),
    )


async def provide_key(request: Request[Actor, Any, Any]) -> Idem | None:
    """The key of an act on something else than a case, where the caller gave one. Raises Refusal `idempotency.key`."""
    given = request.headers.get(KEY_HEADER)
    return None if given is None else idem_of(request, given, await request.body())


def idem_of(request: Request[Any, Any, Any], key: str | None, body: bytes) -> Idem:
    """The key with a digest of what is asked under it; two spellings of the same JSON are the same request."""
    if key is None:
        raise invalid("idempotency.missing")
    if not _KEY.fullmatch(key):
        raise invalid("idempotency.key")
    asked = request_hash(request.method, request.scope["path"], _canonical(body))
    return Idem(key=key, request_hash=asked, status=request.route_handler.status_code)


def presented(receipt: Receipt, created: bool = False, status: int | None = None) -> Response[Receipt]:
    """The receipt with its entity tag; a new case also with its address."""
    headers = {"ETag": etag(receipt.version)}
    if created:
        headers["Location"] = location(receipt.id)
    return Response(receipt, headers=headers, status_code=status)


def case_path(case_id: UUID) -> str:
    """Where a case is read."""
    return location(case_id)


def version_of(header: str | None) -> int | None:
    """The version in an If-Match header, None without one. Raises Refusal invalid `version.malformed`."""
    if header is None or header.strip() == "*":
        return None
    found = _ETAG.fullmatch(header.strip())
    if found is None:
        raise invalid("version.malformed")
    return int(found.group(1))


def _canonical(body: bytes) -> bytes:
    try:
        return msgspec.json.encode(msgspec.json.decode(body), order="sorted")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body
