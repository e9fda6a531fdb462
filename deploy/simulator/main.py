"""The simulated suppliers put together: `build` makes the app, `serve` runs it in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar
from litestar.di import Provide

from deploy.simulator.cloud_door import CloudDoor
from deploy.simulator.exchange import Exchange
from deploy.simulator.gateway_door import GatewayDoor, provide_raw
from deploy.simulator.page import Page
from deploy.simulator.story_door import StoryDoor
from shared.kernel.settings import Settings

LARGEST_BODY = 64 * 1024
FILE = "simulator.jsonl"


class Root(Page, CloudDoor):
    """/, where pages are read and clouds are called."""


def build(settings: Settings, exchange: Exchange) -> Litestar:
    """The app over one exchange."""
    return Litestar(
        route_handlers=[GatewayDoor, StoryDoor, Root],
        dependencies={
            "exchange": Provide(lambda: exchange, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "raw": Provide(provide_raw),
        },
        openapi_config=None,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        debug=False,
    )


def serve(settings: Settings) -> None:
    """Serves until a stop signal. Messages survive a restart, in the home's simulator.jsonl."""
    address = f"http://127.0.0.1:{settings.simulator_port}"
    print(f"bangban: STAND-IN: this SMS gateway is simulated, no phone rings but those on {address}", flush=True)
    with exchanging(settings) as exchange:
        app = build(settings, exchange)
        uvicorn.run(app, host="127.0.0.1", port=settings.simulator_port, log_config=None, access_log=False)


@contextmanager
def exchanging(settings: Settings) -> Iterator[Exchange]:
    """The exchange at work, with its file in the home."""
    exchange = Exchange(hooks_of(settings), settings.sms_secret, settings.home / FILE)
    exchange.start()
    try:
        yield exchange
    finally:
        exchange.stop()


def hooks_of(settings: Settings) -> str:
    """Where the platform takes callbacks; a platform that listens everywhere is reached on this machine."""
    base = settings.base_url.replace("//0.0.0.0:", "//127.0.0.1:")
    return f"{base}/hooks/sms/{settings.hook_secret}"
