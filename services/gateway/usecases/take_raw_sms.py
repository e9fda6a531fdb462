"""Taking what a supplier posts to us: kept raw and encrypted, a doorbell left, answered at once."""

from collections.abc import Callable

from services.gateway.deps import Deps
from services.gateway.usecases.root import at_root
from shared.kernel.errors import forbidden, not_found
from shared.store import sms_callers
from shared.store.keep_raw import keep_raw
from shared.store.sms_callers import SmsCaller, Wanted, What

Signed = Callable[[SmsCaller], bool]


def take_call(deps: Deps, what: What, supplier: str, body: str, host: str, signed: Signed) -> Wanted:
    """Keeps it and gives what this supplier wants to hear. The very same again leaves no second doorbell.

    A report of a call is a receipt: how what was handed over ended. Raises Refusal not_found for a supplier that there
    is not, or that has nothing of the kind to tell, forbidden `hook.address` or `hook.signature`.
    """
    with at_root(deps) as work:
        known = sms_callers.caller(work.conn, supplier)
        if known is None or not known.posts(what):
            raise not_found()
        if not known.admits(host):
            raise forbidden("hook.address")
        if known.calls_signed and not signed(known):
            raise forbidden("hook.signature")
        keep_raw(work, "receipts" if what == "reports" else what, supplier, body)
    return known.wants(what)
