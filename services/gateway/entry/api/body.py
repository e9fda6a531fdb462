"""JSON bodies, read strictly: no guessing of types, no unknown fields, and every fault told with its place."""

import re
from collections.abc import Generator
from typing import Any, ClassVar

import msgspec
from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO, DTOConfig
from litestar.dto._backend import DTOBackend
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from shared.kernel.errors import Refusal, invalid

_AT = re.compile(r" - at `\$\.?(.*)`$")
_NAMED = re.compile(r"(unknown|required) field `([^`]*)`")


class StrictJson(AbstractDTO[msgspec.Struct]):
    """Decodes a body straight into the struct a handler names; the framework would take "5" for 5."""

    config = DTOConfig()
    model_type = msgspec.Struct
    _shapes: ClassVar[dict[str, Any]] = {}

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: type[DTOBackend] | None = None
    ) -> None:
        cls._shapes[handler_id] = field_definition.annotation

    def decode_bytes(self, value: bytes) -> Any:
        connection = self.asgi_connection
        kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise invalid("input.media_type")
        try:
            return _read(value, self._shapes[connection.route_handler.handler_id])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise fault_of(error) from None

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(field_definition.annotation))

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        return False  # answers are written by the framework

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False


def _read(body: bytes, shape: Any) -> Any:
    """The body in that shape. JSON has one kind of number: a whole one written as 5.0 is 5."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        if "got `float`" not in str(error):
            raise
        return msgspec.convert(_whole(msgspec.json.decode(body)), shape)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {key: _whole(one) for key, one in value.items()} if isinstance(value, dict) else value


def fault_of(error: Exception) -> Refusal:
    """What is wrong with the body, without a word of what was in it."""
    if not isinstance(error, msgspec.ValidationError):
        return invalid("input.malformed")
    words = str(error)
    at = _AT.search(words)
    place = at.group(1) if at else ""
    if named := _NAMED.search(words):
        place = f"{place}.{named.group(2)}".lstrip(".")
        return invalid("input.shape", {place: "input.unknown" if named.group(1) == "unknown" else "input.missing"})
    fault = "input.type" if ", got `" in words else "input.value"
    return invalid("input.shape", {place: fault})
