"""Moves made from a list: where they lead back to, and how the list tells that one did not go through."""

import re
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Response

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.case_page import faults_of
from services.gateway.entry.pages.desk import desk_page, filter_of
from services.gateway.entry.pages.forms import Form
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.pool import pool_page
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.words import Words
from services.gateway.queries.desk import DeskFilter
from shared.kernel.errors import Refusal

_FILTER = re.compile(r"[a-z]+=[a-z]+(&[a-z]+=[a-z]+)*")


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """A card of the board whose move was refused, with what was typed for it."""

    case_id: UUID
    form: Form
    faults: tuple[tuple[str, str], ...]
    general: str

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field."""
        return {name: self.form.one(name) for name in self.form.fields}

    def fault_of(self, name: str) -> str:
        """What is wrong with a field, or ''."""
        return dict(self.faults).get(name, "")


def back_to(form: Form, case_id: UUID) -> str:
    """The page the move was made from; there it can still be taken back."""
    lists = {"desk": f"/desk?{_filter_in(form)}did={case_id}", "pool": f"/pool?did={case_id}"}
    return lists.get(form.one("back"), f"/cases/{case_id}")


def _filter_in(form: Form) -> str:
    """The part of the desk that was shown."""
    at = form.one("at")
    return f"{at}&" if _FILTER.fullmatch(at) else ""


def _shown(form: Form) -> DeskFilter:
    """The same part, to be shown again."""
    kept = dict(parse_qsl(_filter_in(form)))
    return filter_of(kept.get("tab", ""), kept.get("lamp", ""), kept.get("whose", ""))


def refused_elsewhere(request: Req, case_id: UUID, form: Form, no: Refusal) -> Response[str] | None:
    """The list again, telling why; None where the move was made on the case's own page."""
    deps: Deps = request.app.state.deps
    place = form.one("back")
    if place not in ("desk", "pool"):
        return None
    with deps.work(request.user) as work:
        said = Words(locale(request), work.now)
        faults, general = faults_of(no, said, ("to_site", "reason", "words"))
        if place == "desk":
            return desk_page(request, work, _shown(form), status_of(no), told=general or faults[0][1])
        failed = Failed(case_id=case_id, form=form, faults=faults, general=general)
        return pool_page(request, work, status=status_of(no), failed=failed)
