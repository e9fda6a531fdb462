"""Our signatures against vectors that the suppliers' own signing functions made."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.ports import acs3, tc3

VECTORS: dict[str, Any] = msgspec.json.decode((Path(__file__).parent / "sign_vectors.json").read_bytes())
KEY, SECRET = VECTORS["_common"]["access_key_id"], VECTORS["_common"]["access_key_secret"]
OF_ALIYUN = ["SendSms", "SingleCallByTts"]


@pytest.mark.parametrize("call", OF_ALIYUN)
def test_a_call_to_aliyun_is_signed_as_their_own_client_signs_it(call: str) -> None:
    vector = VECTORS[call]
    headers = {name: value for name, value in vector["headers"].items() if name != "authorization"}
    assert acs3.query_string(vector["query"]) == vector["canonical_query"]
    names = acs3.signed_names(headers)
    assert acs3.canonical("POST", vector["query"], headers, names) == vector["canonical_request"]
    assert acs3.authorization(KEY, SECRET, vector["query"], headers) == vector["headers"]["authorization"]


@pytest.mark.parametrize("call", OF_ALIYUN)
def test_a_call_of_their_own_client_is_accepted_and_one_that_was_touched_is_not(call: str) -> None:
    vector = VECTORS[call]
    signed = acs3.read(vector["sdk_local_authorization"])
    assert signed is not None
    headers = vector["sdk_local_signed_headers"]
    assert acs3.is_signed(SECRET, signed, "POST", vector["query"], headers, b"")
    assert not acs3.is_signed(SECRET, signed, "POST", {**vector["query"], "OutId": "case-2"}, headers, b"")
    assert not acs3.is_signed(SECRET, signed, "POST", vector["query"], {**headers, "host": "evil.example"}, b"")
    assert not acs3.is_signed(SECRET, signed, "POST", vector["query"], headers, b"x")
    assert not acs3.is_signed("guessed", signed, "POST", vector["query"], headers, b"")


def test_a_signature_that_leaves_a_header_out_is_none() -> None:
    headers = {k: v for k, v in VECTORS["SendSms"]["headers"].items() if k != "authorization"}
    names = tuple(n for n in acs3.signed_names(headers) if n != "x-acs-action")
    found = acs3.signature(SECRET, acs3.canonical("POST", {}, headers, names))
    signed = acs3.Signed(key=KEY, headers=names, signature=found)
    assert not acs3.is_signed(SECRET, signed, "POST", {}, headers, b"")


def test_a_call_to_tencent_is_signed_as_their_own_client_signs_it() -> None:
    vector = VECTORS["TencentSendSms"]
    host, stamp, body = vector["headers"]["Host"], vector["timestamp"], vector["payload"].encode()
    assert tc3.canonical(host, body) == vector["canonical_request"]
    assert tc3.authorization(KEY, SECRET, "sms", host, stamp, body) == vector["headers"]["Authorization"]


def test_a_call_of_tencents_own_client_is_accepted_and_one_that_was_touched_is_not() -> None:
    vector = VECTORS["TencentSendSms"]
    signed = tc3.read(vector["sdk_local_authorization"])
    assert signed is not None
    host, stamp, body = "127.0.0.1:18090", vector["timestamp"], vector["sdk_local_body"].encode()
    assert tc3.is_signed(SECRET, signed, host, stamp, body)
    assert not tc3.is_signed(SECRET, signed, host, stamp, body + b" ")
    assert not tc3.is_signed(SECRET, signed, "evil.example", stamp, body)
    assert not tc3.is_signed(SECRET, signed, host, stamp + 86400, body)
    assert not tc3.is_signed("guessed", signed, host, stamp, body)


@pytest.mark.parametrize(
    "header", ["", "Bearer x", "ACS3-HMAC-SHA256 Credential=a", "TC3-HMAC-SHA256 Credential=a/b/c"]
)
def test_another_header_is_read_as_none(header: str) -> None:
    assert acs3.read(header) is None
    assert tc3.read(header) is None
