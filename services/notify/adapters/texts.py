"""A message in the words of a supplier that takes a code and values instead of a text."""

from collections.abc import Mapping

import msgspec

from shared.ports.sms import Answer, Meaning, Outgoing
from shared.ports.supplier_data import Supplier, Wording
from shared.ports.voice import Outcall

NO_TEMPLATE = Answer(meaning=Meaning.REFUSED_CONFIG, code="no_template")
"""They know no text for this purpose: nothing was sent."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """Their code, and the values under their names, in their order."""

    code: str
    values: Mapping[str, str]


def filled(data: Supplier, outgoing: Outgoing | Outcall) -> Filled | None:
    """The register's code goes before that of the data; None where neither has one or a value is missing."""
    known = data.templates.get(outgoing.purpose)
    code = outgoing.template or (known.code if known else "")
    if not code:
        return None
    wording = known or Wording(code=code, params=tuple(outgoing.params))
    if any(name not in outgoing.params for name in wording.params):
        return None
    names = wording.names or wording.params
    values = {theirs: outgoing.params[ours] for theirs, ours in zip(names, wording.params, strict=True)}
    return Filled(code=code, values=values)
