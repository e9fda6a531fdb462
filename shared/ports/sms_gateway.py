"""An SMS gateway as data: addresses, fields, signature, meanings of codes. Shipped in deploy/seed/suppliers.toml.

Carriers' and governments' gateways differ in all of these and in little else, so none needs a program of its own.
"""

import re
from typing import Annotated, Any, Literal

import msgspec

from shared.ports.gateway_signature import Basic, Digest, HmacBody, Signature
from shared.ports.sms import FateKind, Meaning
from shared.ports.supplier_data import ANY_CODE, Data, EnvName, Path, Supplier

__all__ = ["ANY_CODE", "Callback", "Gateway", "Path", "Poll", "Query", "Results", "Send"]

Place = Annotated[str, msgspec.Meta(pattern=r"^$|^[\w-]+(\.[\w-]+)*$", max_length=120)]
"""Where a value stands: names joined by dots lead into objects, a number into a list. Empty where there is none."""
Ours = Literal[
    "reference", "phone", "text", "sign", "extension", "template", "params", "account", "secret", "timestamp", "nonce",
    "signature", "day", "supplier_id",
]  # fmt: skip
Stamp = Literal["seconds", "milliseconds", "yyyyMMddHHmmss", "yyyy-MM-dd HH:mm:ss", "MMddHHmmss", "iso"]


class Ask(Data, frozen=True, kw_only=True):
    """A call of ours. `fields` maps our names to theirs, `constants` are theirs with what they always hold.

    `lists` are those of our names that go as a list of one. With `pattern` the answer is a text, in which the named
    groups `code` and `id` (or `status`) stand; without it is JSON.
    """

    path: Path
    method: Literal["POST", "GET"] = "POST"
    fields: dict[Ours, Place]
    constants: dict[Place, str | int | bool] = msgspec.field(default_factory=dict)
    lists: frozenset[Ours] = frozenset()
    body: Literal["json", "form", "query"] = "json"
    pattern: str = ""

    def __post_init__(self) -> None:
        if self.pattern:
            try:
                groups = re.compile(self.pattern).groupindex
            except re.error as error:
                raise ValueError(f"pattern is no regular expression: {error}") from None
            if "code" not in groups:
                raise ValueError("pattern has no group called code")
        if self.body != "json" and (self.lists or any("." in one for one in (*self.fields.values(), *self.constants))):
            raise ValueError("lists and places within places are for a body in JSON")
        if "" in self.fields.values():
            raise ValueError("fields has an empty name")


class Results(Data, frozen=True, kw_only=True):
    """Answers that hold a result for each message: where the list is, and what stands in each entry."""

    path: Place
    code: Place
    codes: dict[str, Meaning]
    phone: Place = ""
    supplier_id: Place = ""


class Send(Ask, frozen=True, kw_only=True):
    """How a message is handed over. Where `codes` say accepted, `results` have the last word on the message itself."""

    code: Place
    message: Place = ""
    supplier_id: Place = ""
    codes: dict[str, Meaning]
    params_as: Literal["object", "list", "joined"] = "object"
    separator: str = ","
    results: Results | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if "phone" not in self.fields:
            raise ValueError("fields lacks the phone")
        if not {"text", "template"} & set(self.fields):
            raise ValueError("fields lacks the text, or the template instead of it")
        if self.params_as == "object" and "params" in self.fields and self.body != "json":
            raise ValueError("params go as an object in JSON only: say params_as")


class Query(Ask, frozen=True, kw_only=True):
    """How we ask what became of our reference. `codes` tell whether it was found, `statuses` what became of it.

    Where the answer is a list, `entries` leads to it and `reference` to ours in each entry; the others lead on from it.
    """

    code: Place
    status: Place
    supplier_id: Place = ""
    entries: Place = ""
    reference: Place = ""
    codes: dict[str, Literal["found", "not_found", "retry_later", "unknown"]]
    statuses: dict[str, FateKind]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not {"reference", "phone", "supplier_id"} & set(self.fields):
            raise ValueError("fields lacks what is asked about: reference, phone or supplier_id")
        if bool(self.entries) != bool(self.reference):
            raise ValueError("entries and reference go together")
        if "reference" not in self.fields and not self.entries:
            raise ValueError("without our reference among the fields the answer has to be a list that names it")


class Callback(Data, frozen=True, kw_only=True):
    """What the supplier posts to us, and what we answer. `entries` leads to the list, where it is not the body itself.

    A body that is a form holds one entry, or in the field `entries` a list in JSON. An `answer` in words goes
    as it stands.
    """

    path: Path
    fields: dict[Literal["reference", "supplier_id", "status", "at", "error", "phone", "text", "extension"], Place]
    answer: dict[str, Any] | str
    body: Literal["json", "form"] = "json"
    entries: Place = ""
    statuses: dict[str, FateKind] = msgspec.field(default_factory=dict)


class Poll(Ask, frozen=True, kw_only=True):
    """How we fetch what they would post: `entries` leads to the list, which is read as the callback of that kind."""

    code: Place
    codes: dict[str, Literal["found", "nothing", "unknown"]]
    entries: Place


class Gateway(Supplier, frozen=True, kw_only=True, tag_field="adapter", tag="http_gateway"):
    """A gateway that takes our fields over HTTP.

    Without `signature` calls carry the two headers, as HmacBody says. `account_env` names the setting with our account.
    """

    timestamp_header: str = "X-Timestamp"
    signature_header: str = "X-Signature"
    signature: Signature | None = None
    timestamp: Stamp = "seconds"
    account_env: EnvName | None = None
    send: Send
    query: Query | None = None
    receipts: Callback | None = None
    replies: Callback | None = None
    poll_receipts: Poll | None = None
    poll_replies: Poll | None = None

    def __post_init__(self) -> None:
        if fault := self._unworkable():
            raise ValueError(fault)

    @property
    def signed(self) -> Signature:
        """How calls are signed."""
        own = HmacBody(timestamp_header=self.timestamp_header, signature_header=self.signature_header)
        return self.signature or own

    def names(self) -> frozenset[str]:
        """The account, too, where there is one."""
        return super().names() | ({self.account_env} if self.account_env else frozenset())

    def _asks(self) -> dict[str, Ask]:
        found = {
            "send": self.send,
            "query": self.query,
            "poll_receipts": self.poll_receipts,
            "poll_replies": self.poll_replies,
        }
        return {name: ask for name, ask in found.items() if ask is not None}

    def _unworkable(self) -> str:
        how, asks = self.signed, self._asks()
        if isinstance(how, Digest) and how.header is None:
            if missing := [name for name, ask in asks.items() if "signature" not in ask.fields]:
                return f"the signature has neither a header nor a field in {', '.join(missing)}"
        elif unsigned := [name for name, ask in asks.items() if "signature" in ask.fields]:
            return f"{', '.join(unsigned)} has a field for a signature that nothing makes"
        parts = how.parts if isinstance(how, Digest) else ()
        if self.account_env is None and (
            isinstance(how, Basic) or "account" in parts or any("account" in ask.fields for ask in asks.values())
        ):
            return "an account is asked for: account_env has to name its setting"
        for name in ("receipts", "replies"):
            if f"poll_{name}" in asks and getattr(self, name) is None:
                return f"poll_{name} needs {name}, which says how an entry is read"
        return ""
