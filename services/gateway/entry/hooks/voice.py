"""What suppliers of calls post to us: ends and keys that were pressed. Checked, kept and answered as receipts are."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from services.gateway.deps import Deps
from services.gateway.entry.hooks.sms import LARGEST, OPEN, Call, Name, Secret, taken


class VoiceHooks(Controller):
    """/hooks/voice/{secret}/{supplier}: the secret is derived for that supplier."""

    path = "/hooks/voice/{secret:str}/{supplier:str}"
    include_in_schema = False
    request_max_body_size = LARGEST

    @post("/reports", opt=OPEN, status_code=200, sync_to_thread=True)
    def reports(
        self,
        request: Call,
        deps: NamedDependency[Deps],
        secret: Secret,
        supplier: Name,
        call: NamedDependency[bytes],
    ) -> Response[Any]:
        """Reports of calls."""
        return taken(request, deps, "reports", supplier, secret, call)
