"""An SMS in doubt is listed and settled by a person, once, with a reason; nobody else's message is touched."""

from uuid import UUID

from sqlalchemy import Engine, text

from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.store import sms as journal
from shared.store.engine import Store
from shared.store.sms import Sms, SmsState
from tests import scenes
from tests.operating.conftest import Bangban


def in_doubt(store: Store, state: SmsState = SmsState.UNKNOWN) -> UUID:
    """A message whose supplier gave no usable answer."""
    by = scenes.clerk(scenes.VILLAGE)
    case_id = scenes.registered(store, by)
    sms = Sms(
        id=new_id(),
        tenant_id=scenes.ZONE,
        case_id=case_id,
        purpose="rating",
        round=1,
        supplier="http",
        reference=new_id().hex,
        text_version="1",
        state=state,
        created_at=real_now(),
        code="no_query",
        attempts=1,
        sent_at=real_now(),
    )
    with store.work(by) as work:
        journal.put(work.conn, sms)
    return sms.id


def state_of(owner: Engine, sms_id: UUID) -> tuple[str, str]:
    with owner.connect() as conn:
        return tuple(conn.execute(text("select state, code from sms where id = :id"), {"id": sms_id}).one())


def test_what_a_person_proved_is_written_down_once(bangban: Bangban, owner: Engine, store: Store) -> None:
    sent, lost, known = in_doubt(store), in_doubt(store), in_doubt(store, SmsState.DELIVERED)
    listed = bangban("sms", "unknown").stdout
    assert "2 SMS in doubt" in listed
    assert "left to you" in listed
    assert str(known) not in listed
    # When one was on the supplier's bill and the other was not
    assert "needs a reason" in bangban("sms", "settle", str(sent), "sent").stderr
    assert bangban("sms", "settle", str(sent), "sent", "--reason", "账单上有").returncode == 0
    assert bangban("sms", "settle", str(lost), "not-sent", "--reason", "账单上没有").returncode == 0
    # Then a receipt may still come for the first, the second is over, and neither is in doubt any more
    assert state_of(owner, sent) == ("accepted", "by_hand")
    assert state_of(owner, lost) == ("failed", "by_hand")
    assert "0 SMS in doubt" in bangban("sms", "unknown").stdout
    again = bangban("sms", "settle", str(sent), "not-sent", "--reason", "账单上没有")
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 1)
    assert state_of(owner, known)[0] == "delivered"
    with owner.connect() as conn:
        acts = set(conn.execute(text("select act from audit where act like 'sms.%'")).scalars())
    assert acts == {"sms.settled:sent", "sms.settled:not-sent", "sms.failed"}
