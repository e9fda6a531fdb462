"""Time-ordered ids (UUIDv7), made here and nowhere else."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: sorts by creation to the millisecond, so that indexes stay compact."""
    millis = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (millis & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | noise & ((1 << 62) - 1)
    return UUID(int=value)
