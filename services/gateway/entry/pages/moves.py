"""The moves a case page offers, in the order of the buttons: what each asks for and which use case it calls."""

from services.gateway.entry.pages.joint_moves import JOINT
from services.gateway.entry.pages.move_calls import (
    about_order,
    accept,
    ask_more_time,
    asks,
    forward,
    on_evidence,
    put_agent,
    put_mandate,
    reassign,
    settle,
    stop_the_clock,
)
from services.gateway.entry.pages.move_shapes import ORDER, reason, words
from services.gateway.entry.pages.move_shapes import Field as Field
from services.gateway.entry.pages.move_shapes import Move as Move
from services.gateway.entry.pages.rating_moves import ABOUT_RATINGS
from services.gateway.usecases.answer_supervision import answer_supervision
from services.gateway.usecases.claim_case import claim_case
from services.gateway.usecases.close_rectification import close_rectification
from services.gateway.usecases.complete_case import complete_case
from services.gateway.usecases.contact_applicant import contact_applicant
from services.gateway.usecases.decide_extension import grant_extension, refuse_extension
from services.gateway.usecases.decline_case import decline_case
from services.gateway.usecases.pool_case import pool_case
from services.gateway.usecases.refuse_case import refuse_case
from services.gateway.usecases.resume_case import resume_case
from services.gateway.usecases.return_case import return_case
from services.gateway.usecases.revoke_mandate import revoke_mandate
from services.gateway.usecases.sign_for import sign_for
from services.gateway.usecases.start_case import start_case
from services.gateway.usecases.submit_case import submit_case
from services.gateway.usecases.terminate_case import terminate_case
from services.gateway.usecases.undo import undo
from services.gateway.usecases.urge_case import urge_case
from services.gateway.usecases.withdraw_case import withdraw_case
from services.gateway.usecases.withdraw_offer import withdraw_offer
from shared.domain.access.actions import RECTIFICATION_CLOSE, RECTIFICATION_CONTACT
from shared.domain.cases import commands as c
from shared.domain.cases.rules.ending import TERMINATION_REASONS
from shared.domain.cases.rules.exclusions import EXCLUSIONS
from shared.domain.cases.rules.handling import PAUSE_CAUSES
from shared.domain.cases.rules.handover import HANDOVER_REASONS, REASSIGN_REASONS
from shared.domain.feedback.rectification import Finding

_EVIDENCE = (
    Field(name="evidence", label="evidence", required=False, hint="optional"),
    Field(name="attachments", label="attachments", kind="files", required=False),
)
_TO = Field(name="to_site", label="to_site", kind="site")
_MANDATE = (
    Field(name="valid_from", label="valid_from", kind="date"),
    Field(name="valid_to", label="valid_to", kind="date"),
    Field(name="scope", label="scope", side="right"),
    Field(name="paper", label="mandate_paper", side="right"),
)


MOVES: tuple[Move, ...] = (
    Move(slug="sign-for", kind=c.SignFor.kind, icon="check", key="S", call=asks(sign_for)),
    Move(slug="submit", kind=c.Submit.kind, icon="send", call=asks(submit_case)),
    Move(
        slug="accept",
        kind=c.Accept.kind,
        icon="check",
        key="A",
        fields=(Field(name="papers", label="paper", kind="papers"),),
        call=accept,
    ),
    Move(slug="start", kind=c.Start.kind, icon="flag", key="B", call=asks(start_case)),
    Move(
        slug="resume",
        kind=c.Resume.kind,
        icon="clock",
        fields=(words(required=False),),
        call=asks(resume_case, "words"),
    ),
    Move(
        slug="complete",
        kind=c.Complete.kind,
        icon="check",
        key="E",
        fields=(Field(name="result", label="result"), words(required=False)),
        undone="completed",
        call=asks(complete_case, "result", "words"),
    ),
    Move(
        slug="forward",
        kind=c.Offer.kind,
        icon="fwd",
        key="T",
        fields=(_TO, words("seen_by_other", required=False)),
        undone="handover_offered",
        call=forward,
    ),
    Move(
        slug="refuse",
        kind=c.Refuse.kind,
        icon="back",
        key="R",
        fields=(
            reason(HANDOVER_REASONS),
            *_EVIDENCE,
            words("seen_by_other"),
        ),
        call=on_evidence(refuse_case),
    ),
    Move(
        slug="return",
        kind=c.Return.kind,
        icon="back",
        key="R",
        fields=(reason(HANDOVER_REASONS), *_EVIDENCE, words("seen_by_other")),
        undone="handover_returned",
        call=on_evidence(return_case),
    ),
    Move(
        slug="settle",
        kind=c.Settle.kind,
        icon="flag",
        key="G",
        fields=(Field(name="to_site", label="to_site", kind="site_or_holder"), words("seen_by_other")),
        undone="handover_offered",
        call=settle,
    ),
    Move(
        slug="reassign",
        kind=c.Reassign.kind,
        icon="board",
        key="G",
        fields=(_TO, reason(REASSIGN_REASONS), words("seen_by_other")),
        undone="handover_offered",
        call=reassign,
    ),
    Move(slug="claim", kind=c.Claim.kind, icon="people", key="L", call=asks(claim_case)),
    Move(
        slug="name-agent",
        kind=c.NameAgent.kind,
        icon="people",
        fields=(Field(name="staff_id", label="staff", kind="staff"),),
        call=put_agent,
    ),
    Move(
        slug="pause",
        kind=c.Pause.kind,
        icon="pause",
        fields=(
            reason(PAUSE_CAUSES, "cause"),
            words(),
            Field(name="exclusion", label="exclusion", kind="chips", codes=EXCLUSIONS, required=False),
            Field(name="evidence", label="notice", required=False, side="right", hint="only_statutory"),
            Field(name="notice_day", label="notice_day", kind="date", required=False, side="right"),
            Field(name="expected_days", label="expected_days", kind="number", required=False, side="right"),
        ),
        undone="paused",
        call=stop_the_clock,
    ),
    *JOINT,
    Move(
        slug="ask-extension",
        kind=c.AskExtension.kind,
        icon="clock",
        key="Y",
        fields=(Field(name="days", label="extension_days", kind="number"), words()),
        call=ask_more_time,
    ),
    Move(
        slug="grant-extension",
        kind=c.GrantExtension.kind,
        icon="check",
        fields=(words(required=False),),
        call=asks(grant_extension, "words"),
    ),
    Move(
        slug="refuse-extension",
        kind=c.RefuseExtension.kind,
        icon="back",
        fields=(words(),),
        call=asks(refuse_extension, "words"),
    ),
    Move(slug="mandate", kind=c.RecordMandate.kind, icon="paper", fields=_MANDATE, call=put_mandate),
    Move(
        slug="withdraw-offer",
        kind=c.WithdrawOffer.kind,
        icon="back",
        fields=(words("seen_by_other", required=False),),
        call=asks(withdraw_offer, "words"),
    ),
    Move(
        slug="pool",
        kind=c.Pool.kind,
        icon="people",
        fields=(words("seen_by_other", required=False),),
        call=asks(pool_case, "words"),
    ),
    Move(
        slug="revoke-mandate",
        kind=c.RevokeMandate.kind,
        icon="paper",
        grave=True,
        fields=(words(),),
        call=asks(revoke_mandate, "words"),
    ),
    Move(
        slug="decline",
        kind=c.Decline.kind,
        icon="flag",
        grave=True,
        fields=(
            Field(name="legal_basis", label="legal_basis", hint="basis"),
            Field(name="paper", label="paper"),
            Field(name="where_to_go", label="where_to_go", kind="area", side="right", hint="applicant_reads"),
        ),
        call=asks(decline_case, "legal_basis", "paper", "where_to_go"),
    ),
    Move(
        slug="withdraw",
        kind=c.Withdraw.kind,
        icon="flag",
        grave=True,
        fields=(words(required=False),),
        call=asks(withdraw_case, "words"),
    ),
    Move(
        slug="terminate",
        kind=c.Terminate.kind,
        icon="flag",
        grave=True,
        fields=(reason(TERMINATION_REASONS), Field(name="paper", label="paper"), words()),
        undone="terminated",
        call=asks(terminate_case, "reason", "words", "paper"),
    ),
    Move(
        slug="answer-supervision",
        kind=c.AnswerSupervision.kind,
        icon="send",
        fields=(Field(name="site", label="supervised_site", kind="owing", required=False), words()),
        call=asks(answer_supervision, "words", "site"),
    ),
    Move(
        slug="urge",
        kind=c.Urge.kind,
        icon="clock",
        fields=(words("seen_by_other", required=False),),
        call=asks(urge_case, "words"),
    ),
    Move(
        slug="contact",
        kind=RECTIFICATION_CONTACT,
        icon="phone",
        fields=(ORDER,),
        call=about_order(contact_applicant),
    ),
    Move(
        slug="rectified",
        kind=RECTIFICATION_CLOSE,
        icon="check",
        fields=(
            ORDER,
            reason(tuple(one for one in Finding if not one.excludes), "finding"),
            Field(name="evidence", label="shown_by", kind="area", required=False, hint="if_fixed"),
            words(),
        ),
        call=about_order(close_rectification, "finding", "words", "evidence"),
    ),
    *ABOUT_RATINGS,
    Move(slug="undo", kind=c.Undo.kind, icon="back", call=asks(undo)),
)
