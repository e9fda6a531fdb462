"""What every process of the platform imports, so that the one they are forked from has it."""

import shared.queue.relay
import shared.queue.tick
import shared.queue.worker
import shared.store.migrate  # noqa: F401
