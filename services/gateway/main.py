"""Composition root of the gateway: the only file that picks adapters; `build` makes the app, `serve` runs it."""

import contextlib
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import uvicorn
from litestar import Litestar, Request
from litestar.concurrency import set_asyncio_executor
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.gateway.adapters.drafts import DraftRows
from services.gateway.adapters.folder_files import FolderFiles
from services.gateway.adapters.guesses import GuessRows
from services.gateway.adapters.passwords import Argon2
from services.gateway.adapters.readiness import Readiness
from services.gateway.adapters.sessions import SessionRows
from services.gateway.adapters.shares import ShareRows
from services.gateway.deps import Deps
from services.gateway.entry import openapi
from services.gateway.entry.access import guard, require_listed
from services.gateway.entry.api.agreed_pauses import AgreedPausesApi
from services.gateway.entry.api.attachments import AttachmentsApi
from services.gateway.entry.api.bell import BellApi
from services.gateway.entry.api.calendar import CalendarApi
from services.gateway.entry.api.cases import CasesApi
from services.gateway.entry.api.catalogue import ItemsApi, PublicItemsApi
from services.gateway.entry.api.cohandlers import CoHandlersApi
from services.gateway.entry.api.cohandling import CoHandlingApi
from services.gateway.entry.api.desks import DesksApi
from services.gateway.entry.api.extensions import ExtensionsApi
from services.gateway.entry.api.externals import ExternalsApi
from services.gateway.entry.api.handling import HandlingApi
from services.gateway.entry.api.handovers import HandoversApi
from services.gateway.entry.api.intake import IntakeApi
from services.gateway.entry.api.lifecycle import LifecycleApi
from services.gateway.entry.api.measures import MeasuresApi
from services.gateway.entry.api.moves import provide_ask, provide_key
from services.gateway.entry.api.notices import NoticesApi
from services.gateway.entry.api.obligations import ObligationsApi
from services.gateway.entry.api.places import PlacesApi
from services.gateway.entry.api.placing import PlacingApi
from services.gateway.entry.api.policies import DecisionsApi, PoliciesApi
from services.gateway.entry.api.ratings import RatingsApi
from services.gateway.entry.api.rectifications import RectificationsApi
from services.gateway.entry.api.rosters import RostersApi
from services.gateway.entry.api.session import SessionApi
from services.gateway.entry.api.sharing import SharingApi
from services.gateway.entry.api.sms import SmsApi
from services.gateway.entry.api.thread import ThreadApi
from services.gateway.entry.api.visits import VisitsApi
from services.gateway.entry.api.webhooks import WebhooksApi
from services.gateway.entry.errors import HANDLERS
from services.gateway.entry.headers import before_send
from services.gateway.entry.health import healthz, readyz
from services.gateway.entry.hooks.sms import SmsHooks, provide_call
from services.gateway.entry.hooks.voice import VoiceHooks
from services.gateway.entry.measures import Requests
from services.gateway.entry.metrics import Known, metrics
from services.gateway.entry.pages import routes as pages
from services.gateway.entry.pages.problems import problem_page
from services.gateway.entry.requests import locale
from shared.domain.access.actor import Actor
from shared.kernel.settings import Settings
from shared.policy.loader import open_policies
from shared.store.engine import Store

Face = Literal["staff", "public", "both"]
LARGEST_BODY = 1024 * 1024  # bytes of a JSON body
THREADS = 16  # requests worked on at once; each holds at most one connection of the pool

STAFF: Sequence[ControllerRouterHandler] = (
    SessionApi,
    CasesApi,
    IntakeApi,
    AgreedPausesApi,
    CoHandlingApi,
    CoHandlersApi,
    ExternalsApi,
    HandoversApi,
    SharingApi,
    HandlingApi,
    DesksApi,
    RatingsApi,
    RectificationsApi,
    VisitsApi,
    SmsApi,
    MeasuresApi,
    ThreadApi,
    ObligationsApi,
    RostersApi,
    PlacingApi,
    AttachmentsApi,
    ItemsApi,
    PlacesApi,
    CalendarApi,
    NoticesApi,
    BellApi,
    WebhooksApi,
    PoliciesApi,
    DecisionsApi,
    ExtensionsApi,
    LifecycleApi,
    metrics,
)
PUBLIC: Sequence[ControllerRouterHandler] = (PublicItemsApi, SmsHooks, VoiceHooks)
ALWAYS: Sequence[ControllerRouterHandler] = (healthz, readyz)


def build(settings: Settings, store: Store, face: Face = "both") -> Litestar:
    """The app of a face over one store. Raises UnlistedRoute for a route that no access list knows."""
    app = shaped(face)
    app.state = state_of(settings, store)
    return app


def state_of(settings: Settings, store: Store) -> State:
    """All that an app knows beside its shape."""
    deps, requests = deps_of(settings, store), Requests()
    return State({"deps": deps, "problem_page": problem_page, "requests": requests, "known_numbers": Known()})


def shaped(face: Face) -> Litestar:
    """The routes of a face with all that is done around each, over no store yet."""
    app = Litestar(
        route_handlers=[*_handlers(face), pages.router(_pages(face))],
        guards=[guard],
        dependencies={
            "deps": Provide(_deps, sync_to_thread=False),
            "actor": Provide(_actor, sync_to_thread=False),
            "language": Provide(_language, sync_to_thread=False),
            "ask": Provide(provide_ask),
            "key": Provide(provide_key),
            "call": Provide(provide_call),
        },
        exception_handlers=HANDLERS,
        before_send=[before_send],
        openapi_config=openapi.CONFIG if face != "public" else None,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        debug=False,
    )
    require_listed(app, face)
    return app


def _handlers(face: Face) -> Sequence[ControllerRouterHandler]:
    return [*ALWAYS, *(STAFF if face != "public" else ()), *(PUBLIC if face != "staff" else ())]


def _pages(face: Face) -> tuple[HTTPRouteHandler, ...]:
    return (*pages.ALWAYS, *(pages.STAFF if face != "public" else ()), *(pages.PUBLIC if face != "staff" else ()))


def deps_of(settings: Settings, store: Store) -> Deps:
    """What the gateway touches, over one store."""
    policies = open_policies(store.engine)
    return Deps(
        settings=settings,
        work=store.work,
        may=lambda actor, action: policies.current().access.allows(actor, actor.site_id, action),
        matching=lambda facts: policies.current().routing.matching(facts),
        sessions=SessionRows(),
        guesses=GuessRows(),
        passwords=Argon2(settings.demo),
        drafts=DraftRows(),
        files=FolderFiles(settings.home / "files"),
        shares=ShareRows(store),
        readiness=Readiness(store.engine),
        outages=(OperationalError, InterfaceError, PoolTimeout),
    )


def serve(settings: Settings, store: Store, face: Face = "both") -> None:
    """Serves until a stop signal, then finishes what was begun. More workers are more processes."""
    set_asyncio_executor(ThreadPoolExecutor(THREADS, "request"))
    _Server(server_config(build(settings, store, face), settings)).run()


def server_config(app: Litestar, settings: Settings) -> uvicorn.Config:
    """How the server listens. Only trusted proxies are believed when they say whom they forward for."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        timeout_graceful_shutdown=20,
        h11_max_incomplete_event_size=64 * 1024,
    )


class _Server(uvicorn.Server):
    """Leaves the process to its caller when it stops; uvicorn's own would raise the signal once more."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {sig: signal.signal(sig, self.handle_exit) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)


def _deps(request: Request[Any, Any, Any]) -> Deps:
    found: Deps = request.app.state.deps
    return found


def _actor(request: Request[Actor, Any, Any]) -> Actor:
    return request.user


def _language(request: Request[Any, Any, Any]) -> str:
    found: Deps = request.app.state.deps
    return locale(request, found.settings.locale)
