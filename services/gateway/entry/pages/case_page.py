"""The page of a case, whole: header, actions, an open panel with what was typed, and what changed meanwhile."""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Response

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form, form_of, uuid_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.move_shapes import Field, Move, Texts
from services.gateway.entry.pages.moves import MOVES
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.sensible import sensible
from services.gateway.entry.pages.shell import allowed, staff_page
from services.gateway.entry.pages.words import Words
from services.gateway.queries.able_sites import Region, able_sites
from services.gateway.queries.agents import agents
from services.gateway.queries.case_file import CaseFile, case_file
from services.gateway.queries.joining import bodies, joining_sites
from services.gateway.queries.places import site_view
from services.gateway.queries.thread import thread
from services.gateway.queries.timeline import Entry
from services.gateway.usecases.ask_cohandlers import Asked
from shared.domain.access.actions import THREAD_READ
from shared.domain.cases.commands import Reassign
from shared.domain.cases.model import Case
from shared.kernel.errors import Refusal
from shared.store import attachments
from shared.store.persons import Person
from shared.store.uow import Work

_FIRST = (
    "settle",
    "sign-for",
    "sign-cohandler",
    "answer-cohandler",
    "accept-pause",
    "accept",
    "start",
    "resume",
    "complete",
)
"""Of the moves that are allowed the first of these is the one to take; the rest are plain."""


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """A move as the action bar shows it. `end` begins the grave ones, set apart at the right."""

    slug: str
    icon: str
    key: str
    direct: bool
    primary: bool
    grave: bool
    end: bool


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """The open form of one move, with what was typed and what is wrong with it.

    `partly` says that of several acts some went through, `told` why the others did not.
    """

    slug: str
    fields: tuple[Field, ...]
    grave: bool = False
    form: Form = form_of(None)
    faults: tuple[tuple[str, str], ...] = ()
    general: str = ""
    partly: str = ""
    told: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    staff: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    undo_minutes: int = 0

    @property
    def typed(self) -> dict[str, str]:
        """The text of each field."""
        return {name: self.form.one(name) for name in self.form.fields}

    def ticked(self, name: str) -> tuple[str, ...]:
        """The boxes that are ticked."""
        return self.form.all(name)

    def fault_of(self, name: str) -> str:
        """What is wrong with a field, or ''."""
        return dict(self.faults).get(name, "")


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Why an act did not go through, what happened meanwhile, and what was typed for it."""

    words: str
    changes: tuple[dict[str, Any], ...]
    typed: str


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed into the conversation, and why it was not taken."""

    form: Form = form_of(None)
    no: Refusal | None = None

    def complaint(self, t: Texts) -> str:
        """The refusal in words, or ''."""
        return t(f"refusal.{self.no.code}", **self.no.params) if self.no else ""


def panel(
    work: Work, file: CaseFile, move: Move, form: Form, no: Refusal | None = None, said: Words | None = None
) -> Panel:
    """The panel of a move, filled with what was typed; faults in words where there was a refusal."""
    kinds = {field.kind for field in move.fields}
    here = agents(work, file.case) if "staff" in kinds else ()
    faults, general = faults_of(no, said, {field.name for field in move.fields}) if no and said else ((), "")
    return Panel(
        slug=move.slug,
        fields=move.fields,
        grave=move.grave,
        form=form,
        faults=faults,
        general=general,
        regions=_regions(work, file, kinds, on_board=move.kind == Reassign.kind and bool(file.case.pool_site)),
        staff=tuple((str(one.id), f"{one.name} {one.title}".strip()) for one in here) or _which(file, move, kinds),
        files=tuple((str(one.id), one.name) for one in attachments.shared(work.conn, file.case.id))
        if "files" in kinds
        else (),
        undo_minutes=work.reference.limits(file.case.tenant_id).undo.get(move.undone, 0) // 60,
    )


def _open(
    work: Work, file: CaseFile, move: Move, form: Form, no: Refusal | None, said: Words, made: Asked | None
) -> Panel:
    opened = panel(work, file, move, form, no, said)
    if made is None:
        return opened
    tree, here = work.reference.tree, work.actor.site_id
    told = tuple(
        f"{site_view(tree, site, here).short_name if site in tree else site}：{said.refusal(no)}"
        for site, no in made.left
    )
    some = said.t("page.cohandling.some", done=len(made.done), left=len(made.left))
    return msgspec.structs.replace(opened, partly=some, told=told)


def _which(file: CaseFile, move: Move, kinds: set[str]) -> tuple[tuple[str, str], ...]:
    """Of several co-handlers, filings or supervised sites the ones that the move may mean."""
    if "owing" in kinds:
        return tuple((site.id, site.short_name) for site in file.owing) if _for_others(file) else ()
    if "filing" in kinds:
        return tuple(
            (str(one.filing.id), f"{one.body.short_name} {one.filing.reference}") for one in file.filings if one.lamp
        )
    if "part" not in kinds:
        return ()
    open_ones = move.slug == "release-cohandler"
    meant = (one for one in file.cohandlers if (one.part.is_open if open_ones else one.part.unsettled))
    return tuple((str(one.part.id), one.site.short_name) for one in meant)


def _for_others(file: CaseFile) -> bool:
    """Whether it is asked for whom a supervision is answered: who answers only for the own site is not."""
    return any(not site.here for site in file.owing)


def _regions(work: Work, file: CaseFile, kinds: set[str], on_board: bool) -> tuple[Region, ...]:
    """Where it may go; a decision in a dispute, or about what lies on a board, may also leave it where it is."""
    if "joiner" in kinds:
        return joining_sites(work, file.case)
    if "body" in kinds:
        return bodies(work)
    if "site_or_holder" in kinds:
        return able_sites(work, file.item, "", tenant=file.case.tenant_id)
    here = "" if on_board else file.case.holder_site
    return able_sites(work, file.item, here, tenant=file.case.tenant_id) if "site" in kinds else ()


def faults_of(no: Refusal, said: Words, known: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Each field's fault in words, and what concerns the form as a whole."""
    short = {field.rpartition(".")[2]: code for field, code in no.fields.items()}
    faults = tuple((f, said.t(f"refusal.{code}", **no.params)) for f, code in short.items() if f in known)
    return faults, "" if faults else said.t(f"refusal.{no.code}", **no.params)


def clash(file: CaseFile, no: Refusal, form: Form, said: Words) -> Clash:
    """What changed since the page was read, by whom."""
    since = form.version() or file.case.version
    typed = [form.one(name) for name in ("words", "result", "evidence", "legal_basis", "where_to_go")]
    return Clash(
        words=said.t(f"refusal.{no.code}", **no.params),
        changes=tuple(_change(entry, said) for entry in file.entries if entry.seq > since),
        typed="\n".join(filter(None, typed)),
    )


def _change(entry: Entry, said: Words) -> dict[str, Any]:
    platform = said.t("page.case.platform") if entry.by_role == "system" else said.t("page.conflict.somebody")
    name = f"{entry.by_name or platform} · {entry.by_site.short_name}"
    return {"by": name, "at": entry.at, "words": said.event(entry)}


def show(
    request: Req,
    work: Work,
    case: Case,
    status: int = 200,
    move: Move | None = None,
    form: Form | None = None,
    no: Refusal | None = None,
    clashing: bool = False,
    person: Person | None = None,
    talk: Talk | None = None,
    made: Asked | None = None,
) -> Response[str]:
    """The page. With a move its panel is open; with a refusal it says what is wrong, or what changed.

    `made`: what became of asking several sites, of which some were not asked.
    """
    deps: Deps = request.app.state.deps
    said = Words(locale(request), work.now)
    typed = form or form_of(None)
    file = case_file(work, case, uuid_in(typed.one("order")))
    may = allowed(deps, request.user)
    open_one = move if move and not move.direct and (move.slug == "person" or offers(file, move, may)) else None
    context = {
        "file": file,
        "actions": buttons(file, may),
        "panel": _open(work, file, open_one, typed, None if clashing else no, said, made) if open_one else None,
        "conflict": clash(file, no, typed, said) if clashing and no else None,
        "person": person,
        "thread": thread(work, case) if THREAD_READ in may else None,
        "talk": talk or Talk(),
    }
    return staff_page(request, work, "case.html", "case", status, **context)


def offers(file: CaseFile, move: Move, may: frozenset[str]) -> bool:
    """Whether the page offers the move: the table and the permissions allow it, and it would not fail at once."""
    return move.kind in file.allowed and move.kind in may and sensible(file, move.slug)


def buttons(file: CaseFile, may: frozenset[str]) -> tuple[Button, ...]:
    """The action bar: the move to take first, then the plain ones, the grave ones at the end."""
    offered = [move for move in MOVES if offers(file, move, may)]
    first = next((slug for slug in _FIRST if slug in {move.slug for move in offered}), "")
    grave = next((move.slug for move in offered if move.grave), "")
    return tuple(
        Button(
            slug=move.slug,
            icon=move.icon,
            key=move.key,
            direct=move.direct,
            primary=move.slug == first,
            grave=move.grave,
            end=move.slug == grave,
        )
        for move in sorted(offered, key=lambda move: move.slug != first)
    )
