"""The simulated suppliers put together: `build` makes the app, `serve` runs it in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar
from litestar.di import Provide

from deploy.seeding import bundle, stand_ins
from deploy.simulator.aliyun_voice import NAME as VOICE
from deploy.simulator.cloud_door import CloudDoor
from deploy.simulator.exchange import Exchange
from deploy.simulator.gateway_door import GatewayDoor, provide_raw
from deploy.simulator.page import Page
from deploy.simulator.postman import SIGNING
from deploy.simulator.receivers import ReceiverDoor, Receivers
from deploy.simulator.region import Region, RegionDoor
from deploy.simulator.story_door import StoryDoor
from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of

LARGEST_BODY = 64 * 1024
FILE = "simulator.jsonl"


class Root(Page, CloudDoor):
    """/, where pages are read and clouds are called."""


def build(settings: Settings, exchange: Exchange) -> Litestar:
    """The app over one exchange, with a region that takes ratings beside it."""
    receivers = Receivers()
    region = Region(settings.exchange_secret or settings.sms_secret)
    return Litestar(
        route_handlers=[GatewayDoor, StoryDoor, RegionDoor, ReceiverDoor, Root],
        dependencies={
            "exchange": Provide(lambda: exchange, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "raw": Provide(provide_raw),
            "receivers": Provide(lambda: receivers, sync_to_thread=False),
            "region": Provide(lambda: region, sync_to_thread=False),
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
    exchange = Exchange(
        hooks_of(settings),
        settings.sms_secret,
        settings.home / FILE,
        keys=keys_of(settings),
        hooks_of=lambda supplier: hooks_of(settings, supplier),
        texts=stand_ins.bodies(bundle.read()),
    )
    exchange.start()
    try:
        yield exchange
    finally:
        exchange.stop()


def hooks_of(settings: Settings, supplier: str = SIGNING) -> str:
    """Where the platform takes a supplier's callbacks; one that listens everywhere is reached on this machine."""
    base = settings.base_url.replace("//0.0.0.0:", "//127.0.0.1:")
    if supplier == SIGNING:
        return f"{base}/hooks/sms/{settings.hook_secret}"
    kind = "voice" if supplier == VOICE else "sms"
    return f"{base}/hooks/{kind}/{hook_secret_of(settings.hook_secret, supplier)}/{supplier}"


def keys_of(settings: Settings) -> dict[str, str]:
    """The clouds' keys as the platform has them, by the names of its settings: ..._KEY with its ..._SECRET."""
    given = settings.suppliers
    names = [name.removesuffix("_KEY") for name in given if name.endswith("_KEY")]
    return {given[f"{name}_KEY"]: given[f"{name}_SECRET"] for name in names if f"{name}_SECRET" in given}
