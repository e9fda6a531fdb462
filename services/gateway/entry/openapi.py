"""The description of the API (OpenAPI 3.1): exact, so that programs can be made from it and tested against it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from litestar import Litestar, Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.serialization import encode_json

from shared.domain.access import actions

Document = dict[str, Any]


class ExactJson(JsonRenderPlugin):
    """Serves the description as it is, without any page that would load scripts from elsewhere."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: Document) -> bytes:
        return encode_json(exact(openapi_schema))


CONFIG = OpenAPIConfig(
    title="Bangban",
    version="1",
    description="Cases, hand-overs and desks of 帮您办, for parks and integrations.",
    use_handler_docstrings=True,
    render_plugins=(ExactJson(),),
    openapi_router=Router(
        path="/schema", route_handlers=[], include_in_schema=False, opt={"access": actions.SCHEMA_READ}
    ),
    components=Components(
        security_schemes={
            "key": SecurityScheme(type="http", scheme="bearer", description="An API key."),
            "session": SecurityScheme(
                type="apiKey", name="bangban-session", security_scheme_in="cookie", description="A person's session."
            ),
        }
    ),
)

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A name of the caller's for this one act: sent again, it gives the first answer again.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]*$"},
}
_VERSION = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the version decided on; if the case moved on since, the answer is 409 with `changes`.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


_OPEN = ("/api/catalogue/items", "/api/catalogue/items/{code}")
_METHODS = ("get", "post", "delete")


def document(app: Litestar) -> Document:
    """The description of an app's API."""
    return exact(app.openapi_schema.to_schema())


def exact(described: Document) -> Document:
    """The framework's description with what it leaves out: closed inputs, headers of acts, who may come."""
    found = deepcopy(described)
    schemas = found["components"]["schemas"]
    for path, item in found["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                _finish(path, method, operation)
                _close(operation.get("requestBody", {}), schemas)
    return found


def _finish(path: str, method: str, operation: Document) -> None:
    parameters = operation.setdefault("parameters", [])
    if method == "post" and path.startswith("/api/cases") and not path.endswith("/unmask"):
        parameters.append(_KEY)
        if "{case_id}" in path:
            parameters.append(_VERSION)
    nobody = path in _OPEN or (path == "/api/session" and method == "post")
    operation["security"] = [] if nobody else [{"key": []}, {"session": []}]


def _close(part: Any, schemas: Document) -> None:
    """Every object of an input is closed: an unknown field is refused."""
    for name in _references(part):
        schema = schemas[name]
        if "additionalProperties" not in schema and schema.get("type") == "object":
            schema["additionalProperties"] = False
            _close(schema, schemas)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
