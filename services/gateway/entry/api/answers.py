"""The answers a route may give besides success, as the interface description says them."""

from collections.abc import Mapping

from litestar.openapi.datastructures import ResponseSpec

from services.gateway.entry.problem import MEDIA_TYPE, Problem

_WORDS: Mapping[int, str] = {
    400: "Malformed: a header, a parameter or the body is not of the documented shape.",
    401: "Nobody is logged in, the session is over, or the key opens nothing.",
    403: "Not allowed: the role, the part in this case, or a forged request.",
    404: "There is no such thing, or the caller may not know of it.",
    409: "Somebody else was first (`changes` says what happened), or the life cycle does not allow it from here.",
    413: "The body is too large.",
    415: "Only application/json is taken.",
    422: "Well formed, and wrong: `fields` names every faulty field.",
    429: "Too much or too often; Retry-After says when to come back.",
    500: "A fault of ours; `request_id` finds it in the log.",
    503: "Not now; Retry-After says when to come back.",
}


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=_WORDS[status], media_type=MEDIA_TYPE)
        for status in statuses
    }


OPEN_READ = _problems(400, 401, 404, 500, 503)
READ = _problems(400, 401, 403, 404, 500, 503)
QUERY = _problems(400, 401, 403, 404, 422, 500, 503)
MOVE = _problems(400, 401, 403, 404, 409, 413, 415, 422, 500, 503)
TAKE_IN = _problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
ACT = _problems(400, 401, 403, 404, 413, 415, 422, 500, 503)
LOG_IN = _problems(400, 401, 403, 413, 415, 429, 500, 503)
