"""`bangban up`: the whole platform on this machine, from one command."""

import os
import time

from deploy import banner, homes, ports, startup, surroundings
from deploy.problems import Problem
from deploy.startup import Startup, say
from deploy.supervisor import Stopped, stoppable


def up(apart: bool, amqp: str) -> None:
    """Start everything and look after it until somebody stops it. Raises Problem where it cannot start."""
    if apart != bool(amqp):
        raise Problem("--processes and --amqp go together", "processes apart need a broker that all of them reach")
    home = homes.ready(surroundings.home())
    host, port = os.environ.get("BANGBAN_HOST", "127.0.0.1"), surroundings.port()
    held = homes.hold(home)
    ports.demand_free(host, port, "BANGBAN_PORT")
    ports.demand_free("127.0.0.1", surroundings.simulator_port(port), "BANGBAN_SIMULATOR_PORT")
    start = Startup(home, port, host, amqp)
    with held, stoppable():
        try:
            run(start, startup.APART if apart else startup.TOGETHER)
        except Stopped as why:
            say(f"stopping on {why}, which takes some seconds")
        finally:
            start.stop()
    say("stopped, the data stays")


def rabbit() -> None:
    """Run a RabbitMQ below the data folder until somebody stops it."""
    from deploy.rabbit import Rabbit

    home = homes.ready(surroundings.home())
    homes.own(home / "rabbit")
    with homes.hold(home / "rabbit"), stoppable():
        broker = Rabbit(home / "rabbit")
        try:
            broker.start()
            print(broker.url, flush=True)
            broker.wait()
            raise Problem("RabbitMQ ended by itself", f"see {broker.log}")
        except Stopped as why:
            say(f"stopping RabbitMQ on {why}")
        finally:
            broker.stop()


def run(start: Startup, names: tuple[str, ...]) -> None:
    """The steps in order, then the watch; only Stopped or a Problem ends it."""
    start.database()
    start.once("bringing tables and reference data up to date", "prepare")
    start.services(names)
    print("\n".join(banner.lines(start.env, start.url, time.monotonic() - start.began)), flush=True)
    start.supervisor.watch()
