"""The description of the API (OpenAPI 3.1): exact, so that programs can be made from it and tested against it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
from litestar import Litestar, Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.serialization import encode_json
from litestar.typing import FieldDefinition

from services.gateway.entry.problem import Problem
from shared.domain.access import actions
from shared.kernel.file_kinds import MEDIA_TYPES
from shared.kernel.free_text import WORDS

Document = dict[str, Any]


class ExactJson(JsonRenderPlugin):
    """Serves the description as it is, without any page that would load scripts from elsewhere."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: Document) -> bytes:
        return encode_json(document(request.app))


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
    "schema": {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'},
}


_BINARY = {"type": "string", "format": "binary"}
_FORM_WITH_FILES = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "items": _BINARY, "minItems": 1},
                    "words": {"type": "string", "maxLength": WORDS},
                    "internal": {"type": "string", "enum": ["true", "false"]},
                },
            }
        }
    },
}
"""A form that brings files: read as it comes, so that the framework knows nothing of its parts."""

_OPEN = ("/api/catalogue/items", "/api/catalogue/items/{code}")
_METHODS = ("get", "post", "delete")
_ON_SEVERAL = ("/api/reassign", "/api/roster/hand-on")
"""Acts on many cases at once: each under the caller's one key, none at a version of the whole."""
_AGAIN_IS_NEW = ("/unmask", "/counter-rating")
"""Asked again, these look again or make a new link: nothing of the case moves."""
_MAY_BRING_A_KEY = (
    "/api/policies/{kind}/publish",
    "/api/policies/{kind}/rollback",
    "/api/calendar",
    "/api/notices/{purpose}/switch",
)
"""Acts that a version keeps from being done twice; with a key, who asks again is told the same."""


def document(app: Litestar) -> Document:
    """The description of an app's API: the framework's, with the shapes as our decoder reads and writes them.

    The framework knows neither closed objects nor what tuples hold, nor the headers that acts take.
    """
    found: Document = deepcopy(app.openapi_schema.to_schema())
    found["components"]["schemas"] = _shapes(app)
    found["paths"] = {path: item for path, item in found["paths"].items() if path.startswith("/api/")}
    for path, item in found["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                _finish(path, method, operation)
    return found


def _shapes(app: Litestar) -> Document:
    _, components = msgspec.json.schema_components(list(_structs(app)), ref_template="#/components/schemas/{name}")
    return components


def _structs(app: Litestar) -> set[type[msgspec.Struct]]:
    """Every record that goes in or out."""
    found: set[type[msgspec.Struct]] = {Problem}
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if route.path_format.startswith("/api/"):
                found.update(_records(handler.parsed_data_field), _records(handler.parsed_return_field))
    return found


def _records(field: FieldDefinition | None) -> Iterator[type[msgspec.Struct]]:
    for one in (field, *(field.inner_types or ())) if field else ():
        if isinstance(one.annotation, type) and issubclass(one.annotation, msgspec.Struct):
            yield one.annotation


def _finish(path: str, method: str, operation: Document) -> None:
    parameters = operation.setdefault("parameters", [])
    on_one = path.startswith("/api/cases") and not path.endswith(_AGAIN_IS_NEW)
    if method == "post" and (on_one or path in _ON_SEVERAL):
        parameters.append(_KEY)
        if "{case_id}" in path:
            parameters.append(_VERSION)
    if method == "post" and path in _MAY_BRING_A_KEY:
        parameters.append(_KEY | {"required": False})
    if path.endswith("/thread/files"):
        operation["requestBody"] = _FORM_WITH_FILES
    if path.startswith("/api/attachments/"):
        operation["responses"]["200"]["content"] = {kind: {"schema": _BINARY} for kind in MEDIA_TYPES.values()}
    nobody = path in _OPEN or (path == "/api/session" and method == "post")
    operation["security"] = [] if nobody else [{"key": []}, {"session": []}]
