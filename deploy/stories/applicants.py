"""Invented applicants with valid numbers."""

from typing import Any


def person(name: str, phone: str) -> dict[str, Any]:
    """Somebody from the village."""
    return {"kind": "person", "name": name, "phone": phone, "identity": ""}


def enterprise(name: str, phone: str, contact: str) -> dict[str, Any]:
    """A company with the person to call."""
    return {"kind": "enterprise", "name": name, "phone": phone, "contact": contact}
