"""The phones as people see them, in a row: messages and a field to answer, calls to pick up. Plain forms, no script."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.params import Body, PathParameter, QueryParameter
from litestar.response import Redirect

import services.gateway
from deploy.simulator.exchange import Exchange
from deploy.simulator.lines import Call, End
from deploy.simulator.phones import Message
from shared.domain.deadlines.calendar import SHANGHAI
from shared.kernel.i18n import text
from shared.kernel.settings import Settings

HERE = Path(__file__).parent
STYLES = {
    "app.css": Path(services.gateway.__file__).parent / "entry/pages/static/app.css",
    "simulator.css": HERE / "static/simulator.css",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One phone on the page."""

    phone: str
    messages: list[Message]
    calls: list[Call]

    @property
    def newest(self) -> str:
        """When it last rang, for a message or a call."""
        return max(one.at for one in self.talk)

    @property
    def talk(self) -> list[Message | Call]:
        """All that came, the newest first."""
        both: list[Message | Call] = [*self.messages, *self.calls]
        return sorted(both, key=lambda one: one.at)[::-1]

    @property
    def ringing(self) -> Call | None:
        """The call that nobody has answered yet."""
        return next((call for call in reversed(self.calls) if call.end is None), None)

    @property
    def numbers(self) -> list[str]:
        """The endings of the numbers that messages came from, the last one first: a reply goes to one of them."""
        return list(dict.fromkeys(message.extend for message in reversed(self.messages)))


class Pressed(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a call that rings: a key, or an end."""

    call_id: str
    phone: str
    key: Annotated[str, msgspec.Meta(max_length=1)] = ""
    end: End | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The form below a message."""

    phone: str
    extend: str
    content: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Page(Controller):
    """/"""

    @get("/", media_type=MediaType.HTML, sync_to_thread=True)
    def phones(
        self,
        exchange: NamedDependency[Exchange],
        settings: NamedDependency[Settings],
        phone: Annotated[str, QueryParameter()] = "",
    ) -> Response[str]:
        """All phones, the one that rang last first; or one."""
        html = (
            environment()
            .get_template("phones.html")
            .render(
                t=lambda key, **params: text(key, settings.locale, **params),
                clock=clock,
                locale=settings.locale,
                phones=by_phone(exchange.phones.of(phone), exchange.lines.of(phone)),
                platform=settings.base_url,
                chosen=phone,
            )
        )
        return Response(html, media_type=MediaType.HTML, headers=HEADERS)

    @post("/reply", sync_to_thread=True)
    def reply(
        self,
        request: Request[Any, Any, Any],
        exchange: NamedDependency[Exchange],
        data: Annotated[Reply, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Redirect:
        """Somebody answers, and sees the phone again. Raises 403 for a form on somebody else's page."""
        must_be_ours(request)
        if data.content.strip():
            exchange.reply(data.phone, data.extend, data.content)
        return Redirect(f"/#p{quote(data.phone)}", status_code=303)

    @post("/press", sync_to_thread=True)
    def press(
        self,
        request: Request[Any, Any, Any],
        exchange: NamedDependency[Exchange],
        data: Annotated[Pressed, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Redirect:
        """Somebody presses a key or hangs up; after a key that was offered the voice says good-bye. Raises 403."""
        must_be_ours(request)
        if data.key and exchange.lines.press(data.call_id, data.key):
            exchange.lines.finish(data.call_id, "heard")
        if data.end is not None:
            exchange.lines.finish(data.call_id, data.end)
        return Redirect(f"/#p{quote(data.phone)}", status_code=303)

    @get("/style/{name:str}", sync_to_thread=True)
    def style(self, name: Annotated[str, PathParameter()]) -> Response[bytes]:
        """The platform's own style, and what phones need beside it."""
        file = STYLES.get(name)
        found = file.read_bytes() if file is not None and file.exists() else b""
        return Response(found, media_type="text/css; charset=utf-8", status_code=200 if found else 404)


def clock(at: str) -> str:
    """The time of day where the phones are."""
    return f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%H:%M}"


def must_be_ours(request: Request[Any, Any, Any]) -> None:
    """Raises 403 for a form on somebody else's page."""
    origin = request.headers.get("origin", "")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") or (
        origin and urlsplit(origin).netloc != request.headers.get("host")
    ):
        raise PermissionDeniedException("this form is not ours")


def by_phone(messages: list[Message], calls: list[Call]) -> list[Shown]:
    """Each phone with its messages and calls, oldest first."""
    phones = [*(message.phone for message in messages), *(call.phone for call in calls)]
    shown = {phone: Shown(phone=phone, messages=[], calls=[]) for phone in phones}
    for message in messages:
        shown[message.phone].messages.append(message)
    for call in calls:
        shown[call.phone].calls.append(call)
    return sorted(shown.values(), key=lambda one: one.newest, reverse=True)


@cache
def environment() -> Environment:
    """The templates; what people wrote is escaped."""
    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
