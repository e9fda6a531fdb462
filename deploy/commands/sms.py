"""`bangban sms`: messages in doubt and messages that are stuck, and settling them by hand."""

from deploy import operators, surroundings
from deploy.commands.services import KEYS, opened
from deploy.problems import Problem
from services.notify.usecases.settle_sms import settle_sms
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text
from shared.store import doubtful_sms
from shared.store.sms_by_hand import Act


def unknown() -> None:
    """Prints them, the oldest first. No number and no words: the case has them."""
    with operators.at_work() as conn:
        found = doubtful_sms.listing(conn)
    for one in found:
        hope = "asked again by itself" if one.asking else "left to you"
        said = f"{one.purpose} {one.round}  sent {one.sent_at:%Y-%m-%d %H:%M}Z" if one.sent_at else one.purpose
        print(
            f"{one.id}  {one.tenant_id}  case {one.case_id}  {said}  {one.supplier} {one.reference}  {one.code}  {hope}"
        )
    print(f"{len(found)} SMS in doubt")


def settle(sms_id: str, verdict: Act, reason: str) -> None:
    """Writes down what a person found out. Raises Problem for an SMS that is not in doubt."""
    why, wanted = operators.a_reason(reason), operators.an_id(sms_id)
    with operators.at_work() as conn:
        tenant = doubtful_sms.tenant_of(conn, wanted)
    if tenant is None:
        raise Problem(f"no SMS in doubt or stuck has the id {sms_id}", "`bangban sms unknown` tells them")
    with opened("app", *KEYS) as (_, store):
        try:
            settle_sms(store.work, tenant, wanted, verdict, operators.me(), why)
        except Refusal as no:
            raise Problem(text(f"refusal.{no.code}", surroundings.settings().locale, **no.params)) from None
    print(f"settled as {verdict}")
