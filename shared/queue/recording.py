"""Where the consumers' failures are kept."""

from typing import Protocol
from uuid import UUID


class Recording(Protocol):
    """Keeps failures with their messages."""

    def record(self, tenant_id: str, message_id: UUID, error: BaseException) -> None:
        """Counts one failed attempt. Never raises."""
        ...  # pragma: no cover
