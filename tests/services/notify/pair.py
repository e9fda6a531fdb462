"""Two suppliers in memory, so that a test sees what each of them was given."""

from msgspec.structs import replace
from sqlalchemy import text

from services.notify.adapters.fake import FakeSupplier
from services.notify.usecases.watch_suppliers import watch_suppliers
from shared.ports.sms import Answer, Meaning, Outgoing
from tests import scenes
from tests.services.notify.platform import Platform

BUSY = Answer(meaning=Meaning.RETRY_LATER, code="busy")
LOST = Answer(meaning=Meaning.UNKNOWN, code="timeout")
NO_MONEY = Answer(meaning=Meaning.REFUSED_CONFIG, code="balance")


class Named(FakeSupplier):
    """A supplier in memory under a name; `down`: what it answers to everything meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.id, self.down = name, None

    id: str
    down: Answer | None
    needs_template = False

    def send(self, outgoing: Outgoing) -> Answer:
        """As planned, unless it is down."""
        if self.down is None:
            return super().send(outgoing)
        self.calls[outgoing.reference] += 1
        return self.down


class Pair:
    """A platform whose messages go to `a` or `b`."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.a, self.b = platform, Named("a"), Named("b")
        platform.deps = replace(platform.deps, suppliers={"a": self.a, "b": self.b})

    def of(self, row: dict[str, object]) -> tuple[Named, Named]:
        """Who has this message, and who has not."""
        return (self.a, self.b) if row["supplier"] == "a" else (self.b, self.a)

    def doubled(self) -> list[str]:
        """References that both were made to send. There must be none, ever."""
        return sorted(set(self.a.taken) & set(self.b.taken))

    def sent(self) -> int:
        """Messages that reached a phone."""
        return len(self.a.taken) + len(self.b.taken)

    def weigh(self, a: int, b: int) -> None:
        """As the reference data would say."""
        self.sql("delete from sms_suppliers")
        for name, weight in (("a", a), ("b", b)):
            put = "insert into sms_suppliers (tenant_id, id, weight, document) values ('1502', :id, :weight, '{}')"
            self.sql(put, id=name, weight=weight)

    def probe(self) -> tuple[str, ...]:
        """The watch looks, at a moment when every probe is due."""
        self.sql("update supplier_states set probe_at = now() where opened_at is not null")
        return watch_suppliers(self.platform.deps, scenes.CITY)

    def open_ones(self) -> list[str]:
        """Whose breaker is open."""
        with self.platform.owner.connect() as conn:
            asked = text("select supplier from supplier_states where opened_at is not null order by 1")
            return list(conn.execute(asked).scalars())

    def steps(self) -> list[tuple[str, str, str]]:
        """What the history says: what happened, at whom, with which code."""
        with self.platform.owner.connect() as conn:
            rows = conn.execute(text("select what, supplier, code from sms_history order by id"))
            return [(row.what, row.supplier, row.code) for row in rows]

    def sql(self, statement: str, **values: object) -> None:
        """As the owner."""
        with self.platform.owner.begin() as conn:
            conn.execute(text(statement), values)
