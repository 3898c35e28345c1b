"""The API description (OpenAPI 3.1), made from the notes on the handlers and their wire models."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from frontdesk import __version__
from frontdesk.channels.headers import IF_NONE_MATCH, RETRY_AFTER
from frontdesk.channels.operation import JSON, Header, Operation
from frontdesk.channels.problems import ProblemDocument

SCHEMAS = "#/components/schemas/{model}"
SECURITY = {
    "staff": {"type": "http", "scheme": "bearer", "description": "The staff token."},
    "chat": {"type": "http", "scheme": "bearer", "description": "The chat token, where a business asks for one."},
}

RETRIED = (429, 503)
"""Statuses that say when to try again."""

Json = dict[str, Any]
Described = tuple[str, str, Operation]
"""HTTP method, path with its `{parts}`, and what the handler says about itself."""


def describe_api(operations: Iterable[Described], public_url: str) -> Json:
    """The whole document; every model becomes a component, in the form it has on the wire."""
    listed = sorted(operations, key=lambda described: (described[1], described[0]))
    references, definitions = models_json_schema(sorted(_models(listed), key=str), ref_template=SCHEMAS)
    schemas = definitions.get("$defs", {})
    models: dict[Any, Json] = dict(references)
    models.update({query: _take(schemas, references[query]) for query in _queries(listed)})
    paths: Json = {}
    for method, path, operation in listed:
        paths.setdefault(path, {})[method.lower()] = _describe(method, path, operation, models)
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
        "components": {"schemas": schemas, "securitySchemes": SECURITY},
    }


Key = tuple[type[BaseModel], JsonSchemaMode]
Models = Mapping[Any, Json]
"""What stands for a model: a reference to its component; for the model of a query, its schema."""


def _queries(operations: Iterable[Described]) -> set[Key]:
    return {(operation.query, "validation") for _, _, operation in operations if operation.query is not None}


def _take(schemas: Json, reference: Json) -> Json:
    """A query is no component: its properties become parameters."""
    taken: Json = schemas.pop(reference["$ref"].rpartition("/")[2])
    return taken


def _models(operations: Sequence[Described]) -> set[Key]:
    found: set[Key] = {(ProblemDocument, "serialization"), *_queries(operations)}
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
    if parameters := [*_path_parameters(path), *_query_parameters(operation, models), *_header_parameters(operation)]:
        described["parameters"] = parameters
    if operation.body is not None:
        content = {operation.body_type: {"schema": models[operation.body, "validation"]}}
        described["requestBody"] = {"required": not operation.body_optional, "content": content}
    if operation.token is not None:
        open_too: list[Json] = [{}] if operation.token == "chat" else []
        described["security"] = [{operation.token: []}, *open_too]
    problem = {"application/problem+json": {"schema": models[ProblemDocument, "serialization"]}}
    for status, why in sorted(operation.problems.items()):
        described["responses"][str(status)] = {"description": why, "content": problem}
        if status in RETRIED:
            described["responses"][str(status)]["headers"] = _headers((RETRY_AFTER,))
    if IF_NONE_MATCH in operation.headers:
        described["responses"]["304"] = {"description": "It is still as it was"}
    return described


def _answer(operation: Operation, models: Models) -> Json:
    if operation.status == 204:
        return {"description": "Done"}
    headers = {"headers": _headers(operation.answer_headers)} if operation.answer_headers else {}
    schema: Json = {"type": "string"} if operation.content_type != JSON else {"type": "object"}
    if operation.returns is not None:
        schema = models[operation.returns, "serialization"]
        schema = {"type": "array", "items": schema} if operation.returns_list else schema
    return {"description": operation.summary, "content": {operation.content_type: {"schema": schema}}} | headers


def _headers(headers: Iterable[Header]) -> Json:
    return {header.name: {"description": header.about, "schema": {"type": "string"}} for header in headers}


def _path_parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(operation: Operation, models: Models) -> list[Json]:
    if operation.query is None:
        return []
    schema = models[operation.query, "validation"]
    required = set(schema.get("required", ()))
    parameters = []
    for name, described in schema["properties"].items():
        about = {"description": described["description"]} if "description" in described else {}
        plain = {key: value for key, value in described.items() if key not in ("title", "description")}
        parameters.append(
            {"name": name, "in": "query", "required": name in required} | about | _listed(_without_null(plain))
        )
    return parameters


def _listed(schema: Json) -> Json:
    """Several values of one parameter stand with commas between."""
    return {"schema": schema} | ({"style": "form", "explode": False} if schema.get("type") == "array" else {})


def _without_null(schema: Json) -> Json:
    """A parameter is there or left out: there is no way to write null in a query."""
    others = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {key: value for key, value in schema.items() if key not in ("anyOf", "default") or others == []}
    if len(others) == 1:
        return {**kept, **others[0]}
    return {**kept, "anyOf": others} if others else kept


def _header_parameters(operation: Operation) -> list[Json]:
    return [
        {
            "name": header.name,
            "in": "header",
            "required": False,
            "description": header.about,
            "schema": {"type": "string"} | ({"pattern": header.pattern} if header.pattern else {}),
        }
        for header in operation.headers
    ]


def _operation_id(method: str, path: str) -> str:
    return "_".join([method.lower(), *re.findall(r"\w+", path)])
