"""The API's description, made from the operations themselves and from the types they read and answer."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request

JSON = "application/json"


class Operation(Struct, frozen=True):
    """One thing a program may ask. `key`: it needs the organiser's key as a bearer token."""

    method: str
    path: str
    summary: str
    act: Callable[[Request], Awaitable[Any]]
    reads: type[Struct] | None
    answers: type[Struct]
    key: bool = False


def openapi(operations: Sequence[Operation], problem: type[Struct]) -> dict[str, Any]:
    """OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): its schemas are JSON Schema 2020-12, as msgspec writes."""
    types = {
        kind for operation in operations for kind in (operation.reads, operation.answers, problem) if kind
    }
    _, components = msgspec.json.schema_components(
        sorted(types, key=lambda kind: kind.__name__), ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, problem)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rådslag", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation, problem: type[Struct]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "responses": {
            "2XX": _content(operation.answers, "Done"),
            "4XX": _content(problem, "Refused, and why"),
        },
    }
    if operation.reads is not None:
        described["requestBody"] = {"required": True, **_content(operation.reads, None)}
    if "{code}" in operation.path:
        code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
        described["parameters"] = [code]
    if operation.key:
        described["security"] = [{"key": []}]
    return described


def _content(kind: type[Struct], description: str | None) -> dict[str, Any]:
    content = {"content": {JSON: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}}
    return content if description is None else {"description": description, **content}
