"""What programs send: bodies with their limits, turned into what the use cases take."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta
from msgspec.structs import asdict

from services.gateway.entry.api.types import Code, Files, Input, Line, Papers, Region, SiteId, Words
from services.gateway.usecases.new_case import Applicant, NewCase, NewMandate
from shared.kernel.money import LARGEST

Name = Annotated[str, Meta(max_length=100)]
Number = Annotated[str, Meta(max_length=40)]
Exclusion = Literal[
    "", "hearing", "tender", "auction", "inspection", "test", "quarantine", "appraisal", "expert_review"
]
Amount = Annotated[int, Meta(ge=0, le=LARGEST)] | None


class ApplicantInput(Input, frozen=True, kw_only=True):
    """The applicant. `identity`: an identity number, of an enterprise its unified social credit code."""

    kind: Literal["person", "enterprise"]
    name: Name
    phone: Number
    identity: Number = ""
    contact: Name = ""


class MandateInput(Input, frozen=True, kw_only=True):
    """A signed 授权委托书; dates are inclusive."""

    valid_from: date
    valid_to: date
    scope: Line
    paper: Line

    def new_mandate(self) -> NewMandate:
        """As the use cases take it."""
        return NewMandate(valid_from=self.valid_from, valid_to=self.valid_to, scope=self.scope, paper=self.paper)


class Regions(Input, frozen=True, kw_only=True):
    """Where the applicant and the matter are at home (属地), by division code, as far as told."""

    household: Region = ""
    residence: Region = ""
    registered_seat: Region = ""
    project_site: Region = ""

    def told(self) -> dict[str, str]:
        """Those that were told."""
        return {name: code for name, code in asdict(self).items() if code}


_UNTOLD = Regions()


class NewCaseInput(Input, frozen=True, kw_only=True):
    """A case to open. `competence_region`: the division code of the area it belongs to, where that is elsewhere.

    `regions`: division codes by kind of place (household, residence, registered_seat, project_site). `amount`: fen.
    """

    item_code: Code
    applicant: ApplicantInput
    competence_region: Region = ""
    channel: Literal["1", "2", "3", "4", "5", "6", "7", "8"] = "1"
    words: Words = ""
    regions: Regions = _UNTOLD
    amount: Amount = None

    def new_case(self) -> NewCase:
        """As the use cases take it."""
        who = self.applicant
        return NewCase(
            item_code=self.item_code,
            applicant=Applicant(
                kind=who.kind, name=who.name, phone=who.phone, identity=who.identity, contact=who.contact
            ),
            competence_region=self.competence_region,
            channel=self.channel,
            words=self.words,
            regions=self.regions.told(),
            amount=self.amount,
        )


class RegisterInput(NewCaseInput, frozen=True, kw_only=True):
    """A case to register: with the papers handed in, those that may follow, and a mandate if there is one."""

    papers: Papers = ()
    deferred: Papers = ()
    mandate: MandateInput | None = None


class AcceptInput(Input, frozen=True, kw_only=True):
    """The names of the papers handed in, and of those that may follow (容缺)."""

    papers: Papers = ()
    deferred: Papers = ()


class DeclineInput(Input, frozen=True, kw_only=True):
    """不予受理: on which basis, with which paper, and where to go instead."""

    legal_basis: Line
    paper: Line
    where_to_go: Words


class Remark(Input, frozen=True, kw_only=True):
    """Words, if there are any."""

    words: Words = ""


class NeedsWords(Input, frozen=True, kw_only=True):
    """Words that must be there."""

    words: Words


class SupervisionAnswer(NeedsWords, frozen=True, kw_only=True):
    """The answer; `site` owes it where somebody else answers in its place."""

    site: SiteId = ""


class Target(Input, frozen=True, kw_only=True):
    """A site, and words to it."""

    to_site: SiteId
    words: Words = ""


class Placement(Input, frozen=True, kw_only=True):
    """A site, and the coordinator's reason: its code and words."""

    to_site: SiteId
    reason: Line
    words: Words


class Decision(Input, frozen=True, kw_only=True):
    """裁定: which site handles it, and why."""

    to_site: SiteId
    words: Words


class PickInput(Input, frozen=True, kw_only=True):
    """A case, at the version that was looked at; 0: whatever it is now."""

    case_id: UUID
    version: Annotated[float, Meta(ge=0, le=999_999_999, multiple_of=1)] = 0


class SeveralInput(Input, frozen=True, kw_only=True):
    """Several cases for one site, with the coordinator's reason."""

    cases: Annotated[tuple[PickInput, ...], Meta(min_length=1, max_length=50)]
    to_site: SiteId
    reason: Line
    words: Words


class RefuseInput(Input, frozen=True, kw_only=True):
    """拒收: a reason's code, words, and what proves it: in words, or files of the conversation."""

    reason: Line
    words: Words
    evidence: Line = ""
    attachments: Files = ()


class ReturnInput(Input, frozen=True, kw_only=True):
    """退回: a reason's code, words, and what proves it: in words, or files of the conversation."""

    reason: Line
    words: Words
    evidence: Line = ""
    attachments: Files = ()


class AgentInput(Input, frozen=True, kw_only=True):
    """A member of staff of the site that holds the case."""

    staff_id: UUID


class PauseInput(Input, frozen=True, kw_only=True):
    """停表: one of the three causes that stop a clock; a statutory one with its kind and its written notice.

    `evidence`: the number of the notice. `expected_days`: working days.
    """

    cause: Literal["correction", "agreed", "statutory"]
    words: Words
    exclusion: Exclusion = ""
    evidence: Line = ""
    notice_day: date | None = None
    expected_days: Annotated[int, Meta(ge=0, le=1000)] = 0


class CompleteInput(Input, frozen=True, kw_only=True):
    """办结: the result."""

    result: Words
    words: Words = ""


class TerminateInput(Input, frozen=True, kw_only=True):
    """终止: on one of the enumerated grounds, with the number of the 终止单."""

    reason: Literal["WITHDRAW", "NOT_QUALIFIED", "FRAUD", "NO_COOP", "EXPIRED"]
    words: Words
    paper: Line


class OrderInput(Input, frozen=True, kw_only=True):
    """Which order about a bad rating; it may be left out where only one of the case is open."""

    order: UUID | None = None


class RectificationInput(OrderInput, frozen=True, kw_only=True):
    """差评整改: what was found, and what was done."""

    finding: Literal["fixed", "explained"]
    words: Words
    evidence: Words = ""
    attachments: tuple[UUID, ...] = ()


class ComplexityInput(OrderInput, frozen=True, kw_only=True):
    """整改难易, and why."""

    complexity: Literal["simple", "complex"]
    words: Words


class DoubtInput(OrderInput, frozen=True, kw_only=True):
    """What was found against a bad rating, and how one knows."""

    finding: Literal["untrue", "malicious"]
    words: Words


class VerdictInput(OrderInput, frozen=True, kw_only=True):
    """Whether a bad rating is left out of the figures or kept and mended, and why."""

    verdict: Literal["exclude", "keep"]
    words: Words


class AppealInput(OrderInput, frozen=True, kw_only=True):
    """Why the site does not accept the review."""

    words: Words


class Reason(Input, frozen=True, kw_only=True):
    """Why somebody wants to see a person in clear."""

    reason: Line
