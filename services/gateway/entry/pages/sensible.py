"""Which moves a case page leaves out though the table allows them, because they would fail at once."""

from collections.abc import Mapping

from services.gateway.queries.case_file import CaseFile
from shared.domain.cases.joint import CoHandlerState
from shared.domain.cases.model import CaseState, HandoverKind
from shared.domain.catalogue.model import Help, ItemKind


def sensible(file: CaseFile, slug: str) -> bool:
    """Whether the move would not fail at once, as the case stands; a move nothing is said of would not."""
    answers = {**_handling(file), **_handing(file), **_together(file), **_deciding(file)}
    return answers.get(slug, True)


def _handling(file: CaseFile) -> Mapping[str, bool]:
    case, item = file.case, file.item
    return {
        "complete": case.state is not CaseState.ACCEPTED or item.kind is ItemKind.IMMEDIATE,
        "mandate": item.help is Help.ON_BEHALF,
        "revoke-mandate": case.mandate is not None,
        "claim": case.agent is None,
        "undo": False,  # the page offers it by itself, with the time that is left
    }


def _handing(file: CaseFile) -> Mapping[str, bool]:
    """What a decision in a dispute placed is not sent back, nor taken back by the holder, who did not send it.

    Before it is decided nobody but who decides moves it.
    """
    case = file.case
    kind = case.offered.kind if case.offered else None
    return {
        "return": bool(case.signed_for) and not case.bound and not case.arbiter,
        "refuse": kind is not HandoverKind.SETTLE,
        "withdraw-offer": kind not in (HandoverKind.REASSIGN, HandoverKind.SETTLE),
        "reassign": not case.arbiter and kind is not HandoverKind.SETTLE,
        "pool": not case.pool_site,
    }


def _together(file: CaseFile) -> Mapping[str, bool]:
    case, proposal = file.case, file.case.pause_proposal
    here = [one.part.state for one in file.cohandlers if one.site.here and one.part.is_open]
    asked_here = proposal is not None and _is_here(file, proposal.to_site)
    return {
        "sign-cohandler": here == [CoHandlerState.ASKED],
        "answer-cohandler": here == [CoHandlerState.SIGNED],
        "release-cohandler": bool(case.open_cohandlers),
        "settle-cohandler": any(part.unsettled for part in case.cohandlers),
        "dispute-cohandler": any(part.unsettled and not part.disputed_at for part in case.cohandlers),
        "propose-pause": case.origin_site != case.holder_site and proposal is None,
        "accept-pause": asked_here,
        "decline-pause": asked_here,
        "withdraw-pause": proposal is not None and _is_here(file, proposal.by_site),
        "file-external": file.supervises,
        "record-reply": bool(case.open_filings),
    }


def _deciding(file: CaseFile) -> Mapping[str, bool]:
    case = file.case
    asked = case.extension is not None and case.extension.open
    return {
        "ask-extension": not asked,
        "grant-extension": asked,
        "refuse-extension": asked,
        "answer-supervision": bool(file.owing),
    }


def _is_here(file: CaseFile, site: str) -> bool:
    return any(view.here and view.id == site for view in (file.origin, file.holder))
