"""The moves of a case page that several sites make together: 协办, 商定停表, 外部单位."""

from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form
from services.gateway.entry.pages.move_calls import Call, asks
from services.gateway.entry.pages.move_shapes import Field, Move, reason, words
from services.gateway.usecases import agree_on_pause
from services.gateway.usecases import file_external as externals
from services.gateway.usecases.answer_cohandler import answer_cohandler
from services.gateway.usecases.ask_cohandler import ask_cohandler
from services.gateway.usecases.ask_cohandlers import ask_cohandlers
from services.gateway.usecases.dispute_cohandler import dispute_cohandler
from services.gateway.usecases.release_cohandler import release_cohandler
from services.gateway.usecases.settle_cohandler import settle_cohandler
from services.gateway.usecases.sign_cohandler import sign_cohandler
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.joint import FILING_OUTCOMES, Opinion
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem


def _of_part(usecase: object) -> Call:
    def call(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
        which = _id_in(form, "cohandler_id", "cohandler.unknown")
        return usecase(deps, actor, case_id, which, form.one("words"), version=version, idem=idem)  # type: ignore[operator]

    return call


def _ask(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    """One site or several. An empty limit is the locality's; what is no number is out of range."""
    typed = form.one("days").strip()
    days = int(typed) if typed.isdecimal() and len(typed) < 4 else 0 if not typed else -1
    sites = form.all("to_site")
    if len(sites) > 1:
        return ask_cohandlers(deps, actor, case_id, sites, form.one("words"), days, version=version, idem=idem)
    to = form.one("to_site")
    return ask_cohandler(deps, actor, case_id, to, form.one("words"), days, version=version, idem=idem)


def _file(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    on, papers = _date_in(form, "filed_on"), _papers_in(form)
    what = (form.one("body_site"), form.one("reference"), form.one("words"), on, papers)
    return externals.file_external(deps, actor, case_id, *what, version=version, idem=idem)


def _reply(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    on, papers = _date_in(form, "replied_on"), _papers_in(form)
    what = (_id_in(form, "filing_id", "external.over"), form.one("outcome"), form.one("words"), on, papers)
    return externals.record_reply(deps, actor, case_id, *what, version=version, idem=idem)


def _id_in(form: Form, name: str, code: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise invalid(code, {name: code}) from None


def _date_in(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(form.one(name))
    except ValueError:
        raise invalid("pages.date", {name: "pages.date"}) from None


def _papers_in(form: Form) -> tuple[str, ...]:
    """One name a line."""
    return tuple(line.strip() for line in form.one("papers").replace("、", "\n").splitlines() if line.strip())


_PART = Field(name="cohandler_id", label="cohandler", kind="part")
_PAPERS = Field(name="papers", label="filing_papers", required=False, hint="optional")

JOINT: tuple[Move, ...] = (
    Move(
        slug="ask-cohandler",
        kind=c.AskCoHandler.kind,
        icon="people",
        key="H",
        fields=(
            Field(name="to_site", label="cohandler_site", kind="joiner"),
            Field(name="days", label="days", required=False, hint="optional"),
            words("seen_by_other", label="question"),
        ),
        undone="cohandler_asked",
        call=_ask,
    ),
    Move(slug="sign-cohandler", kind=c.SignCoHandler.kind, icon="check", call=asks(sign_cohandler)),
    Move(
        slug="answer-cohandler",
        kind=c.AnswerCoHandler.kind,
        icon="check",
        fields=(
            reason(tuple(Opinion), "opinion"),
            Field(name="evidence", label="evidence", required=False, hint="optional"),
            words("seen_by_other"),
        ),
        undone="cohandler_answered",
        call=asks(answer_cohandler, "opinion", "words", "evidence"),
    ),
    Move(
        slug="release-cohandler",
        kind=c.ReleaseCoHandler.kind,
        icon="people",
        fields=(_PART, words("seen_by_other")),
        undone="cohandler_released",
        call=_of_part(release_cohandler),
    ),
    Move(
        slug="settle-cohandler",
        kind=c.SettleCoHandler.kind,
        icon="check",
        fields=(_PART, words("seen_by_other", label="settlement")),
        call=_of_part(settle_cohandler),
    ),
    Move(
        slug="dispute-cohandler",
        kind=c.DisputeCoHandler.kind,
        icon="people",
        fields=(_PART, words("seen_by_other")),
        call=_of_part(dispute_cohandler),
    ),
    Move(
        slug="propose-pause",
        kind=c.ProposePause.kind,
        icon="pause",
        fields=(words("seen_by_other", side="left"),),
        call=asks(agree_on_pause.propose_pause, "words"),
    ),
    Move(
        slug="accept-pause",
        kind=c.AcceptPause.kind,
        icon="check",
        call=asks(agree_on_pause.accept_pause),
    ),
    Move(
        slug="decline-pause",
        kind=c.DeclinePause.kind,
        icon="back",
        fields=(words("seen_by_other", side="left"),),
        call=asks(agree_on_pause.decline_pause, "words"),
    ),
    Move(
        slug="withdraw-pause",
        kind=c.WithdrawPause.kind,
        icon="back",
        fields=(words("seen_by_other", required=False, side="left"),),
        call=asks(agree_on_pause.withdraw_pause, "words"),
    ),
    Move(
        slug="file-external",
        kind=c.FileExternal.kind,
        icon="send",
        fields=(
            Field(name="body_site", label="body_site", kind="body"),
            Field(name="reference", label="reference"),
            Field(name="filed_on", label="filed_on", kind="date"),
            _PAPERS,
            words("kept_forever"),
        ),
        call=_file,
    ),
    Move(
        slug="record-reply",
        kind=c.RecordReply.kind,
        icon="paper",
        fields=(
            Field(name="filing_id", label="filing", kind="filing"),
            reason(FILING_OUTCOMES, "outcome"),
            Field(name="replied_on", label="replied_on", kind="date"),
            _PAPERS,
            words("kept_forever"),
        ),
        call=_reply,
    ),
)
