"""The API's description, made from the operations themselves and from the types they read and answer."""

import re
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


class Download(Struct, frozen=True):
    """A file that whoever leads a session can fetch; `media`: what it may be, by the last part of the path."""

    path: str
    summary: str
    media: tuple[str, ...]


def openapi(
    operations: Sequence[Operation], problem: type[Struct], downloads: Sequence[Download] = ()
) -> dict[str, Any]:
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
    for download in downloads:
        paths[download.path] = {"get": _fetched(download, problem)}
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
    if named := _parameters(operation.path):
        described["parameters"] = named
    if operation.key:
        described["security"] = [{"key": []}]
    return described


def _fetched(download: Download, problem: type[Struct]) -> dict[str, Any]:
    file = {"type": "string", "format": "binary"}
    return {
        "summary": download.summary,
        "parameters": _parameters(download.path),
        "responses": {
            "200": {
                "description": "The file",
                "content": {media: {"schema": file} for media in download.media},
            },
            "4XX": _content(problem, "Refused, and why"),
        },
        "security": [{"key": []}],
    }


def _parameters(path: str) -> list[dict[str, Any]]:
    """What stands in braces in a path."""
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _content(kind: type[Struct], description: str | None) -> dict[str, Any]:
    content = {"content": {JSON: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}}
    return content if description is None else {"description": description, **content}
