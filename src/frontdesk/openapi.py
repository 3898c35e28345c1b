"""The API description (OpenAPI 3.1), made from the notes on the handlers and their wire models."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from frontdesk import __version__
from frontdesk.channels.operation import JSON, Operation
from frontdesk.channels.problems import ProblemDocument

SCHEMAS = "#/components/schemas/{model}"
SECURITY = {
    "staff": {"type": "http", "scheme": "bearer", "description": "The staff token."},
    "chat": {"type": "http", "scheme": "bearer", "description": "The chat token, where a business asks for one."},
}

Json = dict[str, Any]
Described = tuple[str, str, Operation]
"""HTTP method, path with its `{parts}`, and what the handler says about itself."""


def describe_api(operations: Iterable[Described], public_url: str) -> Json:
    """The whole document; every model becomes a component, in the form it has on the wire."""
    listed = sorted(operations, key=lambda described: (described[1], described[0]))
    references, definitions = models_json_schema(sorted(_models(listed), key=str), ref_template=SCHEMAS)
    paths: Json = {}
    for method, path, operation in listed:
        paths.setdefault(path, {})[method.lower()] = _describe(method, path, operation, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Frontdesk",
            "version": __version__,
            "summary": "Answers a business's phone and chat, and books appointments.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {}), "securitySchemes": SECURITY},
    }


Models = Mapping[tuple[Any, JsonSchemaMode], Json]


def _models(operations: Iterable[Described]) -> set[tuple[type[BaseModel], JsonSchemaMode]]:
    found: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ProblemDocument, "serialization")}
    for _, _, operation in operations:
        if operation.body is not None:
            found.add((operation.body, "validation"))
        if operation.returns is not None:
            found.add((operation.returns, "serialization"))
    return found


def _describe(method: str, path: str, operation: Operation, models: Models) -> Json:
    described: Json = {
        "summary": operation.summary,
        "operationId": _operation_id(method, path),
        "tags": [operation.tag],
        "responses": {str(operation.status): _answer(operation, models)},
    }
    if operation.description:
        described["description"] = operation.description
    if parameters := [*_path_parameters(path), *_query_parameters(operation)]:
        described["parameters"] = parameters
    if operation.body is not None:
        content = {operation.body_type: {"schema": models[operation.body, "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.token is not None:
        open_too: list[Json] = [{}] if operation.token == "chat" else []
        described["security"] = [{operation.token: []}, *open_too]
    problem = {"application/problem+json": {"schema": models[ProblemDocument, "serialization"]}}
    for status, why in operation.problems.items():
        described["responses"][str(status)] = {"description": why, "content": problem}
    return described


def _answer(operation: Operation, models: Models) -> Json:
    if operation.status == 204:
        return {"description": "Done"}
    schema: Json = {"type": "string"} if operation.content_type != JSON else {"type": "object"}
    if operation.returns is not None:
        schema = models[operation.returns, "serialization"]
        schema = {"type": "array", "items": schema} if operation.returns_list else schema
    return {"description": operation.summary, "content": {operation.content_type: {"schema": schema}}}


def _path_parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(mode="validation")
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": described}
        for name, described in schema["properties"].items()
    ]


def _operation_id(method: str, path: str) -> str:
    return "_".join([method.lower(), *re.findall(r"\w+", path)])
