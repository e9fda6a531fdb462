"""A worker: the threads of this process that hear messages."""

import threading

from dramatiq import Broker, Worker

PREFETCH = 2  # messages taken per queue ahead of the work: few, so that many workers share fairly
GRACE = 20.0  # seconds for what is being worked on; the process has 30
IDLE = 500  # milliseconds after which an idle thread looks whether it should stop


def run(broker: Broker, queues: set[str], stop: threading.Event, threads: int = PREFETCH) -> None:
    """Works until stopped; then finishes what it holds. What it could not finish is delivered to another worker."""
    broker.emit_after("process_boot")
    worker = Worker(broker, queues=queues, worker_timeout=IDLE, worker_threads=threads)
    worker.queue_prefetch = PREFETCH
    worker.start()
    try:
        stop.wait()
    finally:
        worker.stop(timeout=int(GRACE * 1000))
        broker.close()
