"""What the data of every supplier have in common: name, weight, address, patience, texts."""

from typing import Annotated

import msgspec

from shared.domain.texting.templates import Values

Path = Annotated[str, msgspec.Meta(pattern=r"^/(?!/)[\w./{}-]*$")]
"""A path on the supplier's host and, since it cannot begin with `//`, on no other."""
Host = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$")]
Network = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F.:]+/\d{1,3}$")]
EnvName = Annotated[str, msgspec.Meta(pattern=r"^BANGBAN_(SMS|VOICE)_[A-Z0-9_]+$")]
ANY_CODE = "*"  # stands for every code that a table does not name


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base: an unknown key is a spelling mistake."""


class Told(Data, frozen=True, kw_only=True):
    """What a supplier wants to hear when it has posted something."""

    answer: dict[str, str | int]


class Wording(Data, frozen=True, kw_only=True):
    """By which code a supplier knows a text of ours. `params` are our placeholders in the order of theirs.

    `names` are theirs, where they name them otherwise than we do.
    """

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    params: tuple[str, ...]
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.names and len(self.names) != len(self.params):
            raise ValueError("names has another number of entries than params")


class Supplier(Data, frozen=True, kw_only=True):
    """One supplier; its address and its secret come from the environment by the names given.

    `hosts` are those the address may name, any where it is empty; `templates` are by purpose, `takes` what may stand in
    their places. `callers` are the networks it posts from, any where there are none; one whose calls are not signed has
    to have some. `polled`: it posts nothing, receipts and replies are fetched.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
    name: str
    weight: Annotated[int, msgspec.Meta(ge=0)]
    url_env: EnvName
    secret_env: EnvName
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=20)]
    hosts: tuple[Host, ...] = ()
    callers: tuple[Network, ...] = ()
    calls_signed: bool = True
    polled: bool = False
    templates: dict[str, Wording] = msgspec.field(default_factory=dict)
    takes: Values = Values()

    def names(self) -> frozenset[str]:
        """The settings it cannot do without."""
        return frozenset({self.url_env, self.secret_env})


class Cloud(Supplier, frozen=True, kw_only=True):
    """A supplier of the public cloud: ours to it are signed, its to us are not."""

    key_env: EnvName
    calls_signed: bool = False

    def names(self) -> frozenset[str]:
        """The key id, too."""
        return super().names() | {self.key_env}
