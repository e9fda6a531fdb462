"""Gateways that differ in everything, by data alone: what goes out, what comes back, what is refused at seeding."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest

from deploy.seeding import bundle, tomlfile
from deploy.seeding.faults import Fault
from deploy.seeding.suppliers import Suppliers
from services.notify.adapters.gateway_request import written
from services.notify.adapters.http_gateway import HttpSupplier
from shared.ports.gateway_signature import Digest
from shared.ports.sms import FateKind, Malformed, Meaning, Outgoing, Sent, Unreachable
from shared.ports.sms_gateway import Gateway
from tests.peers.recorder import Recorder, recording

AT = datetime(2026, 11, 23, 2, 3, 4, tzinfo=UTC)
PHONE, SECRET, ACCOUNT = "13804726021", "s3cret", "bangban"
MESSAGE = Outgoing(
    reference="ref-1",
    phone=PHONE,
    text="您的“高龄津贴”已受理",
    sign="帮您办",
    extension="007",
    purpose="accepted",
    params={"item": "高龄津贴", "number": "BT1", "due": "12月1日", "phone": "12345"},
)
SENT = Sent(phone=PHONE, at=AT)


def example(name: str) -> Gateway:
    """One of the examples that are shipped."""
    faults: list[Fault] = []
    found = tomlfile.read(bundle.FOLDER, "examples/gateways.toml", Suppliers, faults)
    assert found is not None, faults
    return next(one for one in found.supplier if one.id == name and isinstance(one, Gateway))


@contextmanager
def answering(name: str, answer: str) -> Iterator[tuple[HttpSupplier, Recorder]]:
    """The example's adapter before a gateway that gives this answer."""
    with recording(answer.encode()) as recorder:
        supplier = HttpSupplier(example(name), f"http://{recorder.host}", SECRET, 2, ACCOUNT, clock=lambda: AT)
        yield supplier, recorder
        supplier.close()


def carrier(status: str, items: list[dict[str, Any]]) -> str:
    return msgspec.json.encode({"head": {"status": status, "batchId": "b1"}, "body": {"items": items}}).decode()


def test_a_carrier_gets_nested_json_with_basic_authentication() -> None:
    with answering("carrier", carrier("00", [{"to": f"86{PHONE}", "state": 0, "sn": "n1"}])) as (supplier, recorder):
        answer = supplier.send(MESSAGE)
    assert (answer.meaning, answer.supplier_id) == (Meaning.ACCEPTED, "n1")
    call = recorder.last
    assert (call.method, call.target) == ("POST", "/v2/mt/submit")
    assert call.headers["authorization"] == "Basic " + base64.b64encode(b"bangban:s3cret").decode()
    assert msgspec.json.decode(call.body) == {
        "time": "1795399384000",
        "serviceId": "10086001",
        "message": {
            "clientId": "ref-1",
            "mobiles": [PHONE],
            "content": MESSAGE.text,
            "extNo": "007",
            "needReport": True,
        },
    }


@pytest.mark.parametrize(
    ("status", "items", "meaning", "code"),
    [
        ("11", [], Meaning.REFUSED_CONFIG, "11"),
        ("20", [], Meaning.RETRY_LATER, "20"),
        ("99", [], Meaning.UNKNOWN, "99"),
        ("00", [{"to": PHONE, "state": "101"}], Meaning.REFUSED_NUMBER, "101"),
        ("00", [{"to": PHONE, "state": "102"}], Meaning.REFUSED_TEXT, "102"),
        ("00", [{"to": PHONE, "state": "103"}], Meaning.DUPLICATE, "103"),
        ("00", [{"to": "13900000000", "state": "0"}, {"to": PHONE, "state": "101"}], Meaning.REFUSED_NUMBER, "101"),
        ("00", [{"to": "13900000000", "state": "0"}], Meaning.UNKNOWN, "malformed"),
        ("00", [], Meaning.UNKNOWN, "malformed"),
    ],
)
def test_the_result_of_our_message_has_the_last_word(
    status: str, items: list[dict[str, Any]], meaning: Meaning, code: str
) -> None:
    with answering("carrier", carrier(status, items)) as (supplier, _):
        answer = supplier.send(MESSAGE)
    assert (answer.meaning, answer.code) == (meaning, code)


@pytest.mark.parametrize(
    ("status", "items", "kind"),
    [
        ("00", [{"clientId": "ref-1", "state": "DELIVRD"}], FateKind.DELIVERED),
        ("00", [{"clientId": "ref-2", "state": "DELIVRD"}, {"clientId": "ref-1", "state": "UNDELIV"}], FateKind.FAILED),
        ("00", [{"clientId": "ref-2", "state": "DELIVRD"}], FateKind.NOT_FOUND),
        ("00", [], FateKind.NOT_FOUND),
        ("20", [{"clientId": "ref-1", "state": "DELIVRD"}], FateKind.UNKNOWN),
    ],
)
def test_a_list_of_details_is_looked_through_for_our_reference(
    status: str, items: list[dict[str, Any]], kind: FateKind
) -> None:
    with answering("carrier", carrier(status, items)) as (supplier, recorder):
        assert supplier.query("ref-1", SENT).kind is kind
        assert supplier.query("ref-1").code == "no_phone"
    assert msgspec.json.decode(recorder.last.body) == {"clientId": "ref-1", "mobile": PHONE, "day": "20261123"}


@pytest.mark.parametrize(
    ("minutes", "days"),
    [(-11, ["20261123"]), (-1, ["20261123", "20261124"]), (1, ["20261123", "20261124"]), (11, ["20261124"])],
)
def test_near_midnight_in_shanghai_who_is_asked_by_the_day_is_asked_of_both(minutes: int, days: list[str]) -> None:
    sent = Sent(phone=PHONE, at=datetime(2026, 11, 23, 16, 0, tzinfo=UTC) + timedelta(minutes=minutes))
    with answering("carrier", carrier("00", [{"clientId": "ref-2", "state": "DELIVRD"}])) as (supplier, recorder):
        assert supplier.query("ref-1", sent).kind is FateKind.NOT_FOUND
    assert [msgspec.json.decode(call.body)["day"] for call in recorder.requests] == days


@pytest.mark.parametrize(
    ("status", "kind"), [("00", FateKind.DELIVERED), ("20", FateKind.UNKNOWN), ("?", FateKind.UNKNOWN)]
)
def test_the_second_day_is_asked_of_only_where_the_first_did_not_have_it(status: str, kind: FateKind) -> None:
    sent = Sent(phone=PHONE, at=datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    with answering("carrier", carrier(status, [{"clientId": "ref-1", "state": "DELIVRD"}])) as (supplier, recorder):
        assert supplier.query("ref-1", sent).kind is kind
    assert len(recorder.requests) == 1


def test_a_city_gets_a_form_with_a_digest_and_the_values_of_its_own_text() -> None:
    with answering("city", '{"result": 0, "taskid": 77}') as (supplier, recorder):
        answer = supplier.send(MESSAGE)
        unapproved = supplier.send(msgspec.structs.replace(MESSAGE, purpose="rating"))
    assert (answer.meaning, answer.supplier_id) == (Meaning.ACCEPTED, "77")
    assert (unapproved.meaning, len(recorder.requests)) == (Meaning.REFUSED_CONFIG, 1)
    assert dict(parse_qsl(recorder.last.body.decode())) == {
        "version": "1.1",
        "userid": ACCOUNT,
        "ts": "20261123100304",
        "sign": hashlib.md5(b"bangbans3cret20261123100304").hexdigest().upper(),
        "extId": "ref-1",
        "mobile": PHONE,
        "templateId": "T0001",
        "params": "高龄津贴|BT1|12月1日|12345",
        "subcode": "007",
    }


def test_what_is_fetched_reads_as_what_is_posted_as_a_form() -> None:
    with answering("city", '{"result": 0, "list": [{"extId": "ref-1", "taskid": 77, "stat": 1}]}') as (supplier, _):
        (fetched,) = supplier.receipts(supplier.pull("receipts"))
        (posted,) = supplier.receipts("extId=ref-1&taskid=77&stat=1")
        (reply,) = supplier.replies("moid=5&mobile=%2B86" + PHONE + "&content=%EF%BC%95&subcode=007")
        assert supplier.pull("replies") == ""
    assert fetched == posted
    assert (posted.reference, posted.fate.kind) == ("ref-1", FateKind.DELIVERED)
    assert (reply.phone, reply.text, reply.extension) == (PHONE, "５", "007")


def test_a_digest_over_all_fields_is_the_same_in_a_header_and_in_a_field() -> None:
    """Over the constants, too: they go out like the others."""
    sorted_ones = Digest(algorithm="sha256", parts=("sorted", "secret"), separator="&")
    data = msgspec.structs.replace(example("city"), signature=sorted_ones)
    call = written(data, data.send, {"phone": PHONE}, ACCOUNT, SECRET, AT, "n")
    fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    told = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name != "sign")
    digest = hashlib.sha256(f"{told}&{SECRET}".encode()).hexdigest()
    assert (fields["version"], fields["sign"]) == ("1.1", digest)
    # When it goes into a header instead
    rest = {ours: theirs for ours, theirs in data.send.fields.items() if ours != "signature"}
    in_header = msgspec.structs.replace(
        data,
        signature=msgspec.structs.replace(sorted_ones, header="X-Sign"),
        send=msgspec.structs.replace(data.send, fields=rest),
        poll_receipts=None,
    )
    call = written(in_header, in_header.send, {"phone": PHONE}, ACCOUNT, SECRET, AT, "n")
    assert call.headers["X-Sign"] == digest


@pytest.mark.parametrize(("answer", "fetched"), [('{"result": 1}', ""), ('{"result": 0, "list": []}', "")])
def test_nothing_new_is_no_body(answer: str, fetched: str) -> None:
    with answering("city", answer) as (supplier, _):
        assert supplier.pull("receipts") == fetched


@pytest.mark.parametrize("answer", ['{"result": -1}', "[]", '{"result": 0}', '{"result": 0, "list": [1]}'])
def test_a_pull_that_cannot_be_read_says_so(answer: str) -> None:
    with answering("city", answer) as (supplier, _), pytest.raises(Unreachable):
        supplier.pull("receipts")


@pytest.mark.parametrize(
    ("line", "meaning", "number"),
    [
        ("ok,4711", Meaning.ACCEPTED, "4711"),
        ("ok", Meaning.ACCEPTED, ""),
        ("error:5", Meaning.REFUSED_NUMBER, ""),
        ("error:9", Meaning.UNKNOWN, ""),
        ("<html>ok</html>", Meaning.UNKNOWN, ""),
    ],
)
def test_an_old_one_is_called_by_its_address_and_answers_a_line(line: str, meaning: Meaning, number: str) -> None:
    with answering("old", line) as (supplier, recorder):
        answer = supplier.send(MESSAGE)
        assert not supplier.can_query
    assert (answer.meaning, answer.supplier_id) == (meaning, number)
    assert (recorder.last.method, recorder.last.headers["x-app-key"]) == ("GET", SECRET)
    assert recorder.last.query == {"m": PHONE, "c": MESSAGE.text, "s": "帮您办", "sn": "ref-1"}


@pytest.mark.parametrize("body", ["", "extId", "a=1", "extId=&taskid=1&stat=1", "extId=%FF&taskid=1&stat=1"])
def test_a_form_that_cannot_be_meant_is_malformed(body: str) -> None:
    with answering("city", "") as (supplier, _), pytest.raises(Malformed):
        supplier.receipts(body)


@pytest.mark.parametrize("body", ["[]", "{}", '{"reports": 1}', '{"reports": [1]}', '{"reports": [{"sn": "1"}]}'])
def test_a_list_that_is_not_where_the_data_say_is_malformed(body: str) -> None:
    with answering("carrier", "") as (supplier, _), pytest.raises(Malformed):
        supplier.receipts(body)


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("carrier", {"account_env": None}, "account_env has to name its setting"),
        ("city", {"signature": {"method": "digest", "algorithm": "md5", "parts": ["phone"]}}, "lacks the secret"),
        ("city", {"signature": {"method": "digest", "algorithm": "md5", "parts": ["secret", "x"]}}, "parts has x"),
        ("city", {"signature": {"method": "digest", "algorithm": "md4", "parts": ["secret"]}}, "md4"),
        ("city", {"signature": {"method": "bearer"}}, "a field for a signature that nothing makes"),
        ("city", {"receipts": None}, "poll_receipts needs receipts"),
        ("city", {"send.body": "json", "send.params_as": "object", "send.fields.phone": ""}, "empty name"),
        ("city", {"send.params_as": "object"}, "say params_as"),
        ("old", {"send.pattern": "(ok"}, "no regular expression"),
        ("old", {"send.pattern": "ok"}, "no group called code"),
        ("old", {"send.fields": {"text": "c"}}, "lacks the phone"),
        ("old", {"send.fields": {"phone": "m"}}, "lacks the text"),
        ("old", {"send.lists": ["phone"]}, "for a body in JSON"),
        ("old", {"send.path": "//evil.example/x"}, "send.path"),
        ("old", {"url_env": "PATH"}, "url_env"),
        ("carrier", {"query.reference": ""}, "entries and reference go together"),
        ("carrier", {"query.fields": {"day": "day"}}, "what is asked about"),
        ("carrier", {"send.fields.phone": "a..b"}, "send.fields"),
        ("carrier", {"templates": {"x": {"code": "1", "params": ["a"], "names": []}}}, ""),
        ("carrier", {"templates": {"x": {"code": "1", "params": ["a"], "names": ["b", "c"]}}}, "another number"),
    ],
)
def test_what_cannot_work_is_refused_at_seeding_with_the_reason(name: str, change: dict[str, Any], fault: str) -> None:
    tree = msgspec.to_builtins(example(name))
    for place, value in change.items():
        *way, last = place.split(".")
        at = tree
        for part in way:
            at = at[part]
        at[last] = value
    if not fault:
        msgspec.convert(tree, type=Gateway)
        return
    with pytest.raises(msgspec.ValidationError, match=fault):
        msgspec.convert(tree, type=Gateway)
