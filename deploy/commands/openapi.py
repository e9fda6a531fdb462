"""`bangban openapi`: the description of the JSON API, without a database or any setting."""

import json

from services.gateway.entry.openapi import document
from services.gateway.main import shaped


def show() -> None:
    """Print it as JSON (OpenAPI 3.1)."""
    print(json.dumps(document(shaped("both")), ensure_ascii=False, indent=2))
