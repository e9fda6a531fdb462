"""Passwords by argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2:
    """The Passwords seam. A demonstration, whose password everybody knows, hashes cheaply as its seed does."""

    def __init__(self, demo: bool) -> None:
        self._hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1) if demo else PasswordHasher()
        # What an unknown account is compared with, so that it takes as long as a known one.
        self._nobody = self._hasher.hash("nobody")

    def fits(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
