"""What a load is asked and what it answers, as parts of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from alliancekg import loadreports
from alliancekg.findings import Finding, Place

_TEXT: Final[dict[str, Any]] = {"type": ["string", "null"]}
_NUMBER: Final[dict[str, Any]] = {"type": ["integer", "null"]}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_TEXTS: Final[dict[str, Any]] = {"type": "array", "items": {"type": "string"}}
_FINDINGS: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"$ref": "#/components/schemas/Finding"},
}


def _record(properties: Mapping[str, Any], told: str = "") -> dict[str, Any]:
    found = {"type": "object", "required": list(properties), "properties": dict(properties)}
    return {"description": told, **found} if told else found


def _list(properties: Mapping[str, Any], told: str = "") -> dict[str, Any]:
    found = {"type": "array", "items": _record(properties)}
    return {"description": told, **found} if told else found


_REASONS: Final = _list({"count": _COUNT, "first": _FINDINGS})
_CHANGED: Final = _record({"count": _COUNT, "first": _TEXTS})
_NUMBERS: Final = ("line", "row")
_FINDING: Final = _record(
    {
        name: _NUMBER if name in _NUMBERS else _TEXT
        for name in loadreports.finding_facts(Finding(Place(""), "", "", "", "", ""))
    },
    "text is the line of the command line",
)
_REPORT: Final = _record(
    {
        "outcome": {
            "enum": [
                loadreports.PLANNED,
                loadreports.PUBLISHED,
                loadreports.UNCHANGED,
                loadreports.REFUSED,
            ]
        },
        "loader": {"type": "string"},
        "source": _TEXT,
        "files": _list({"name": {"type": "string"}, "kind": {"type": "string"}}),
        "generation": {**_NUMBER, "description": "that was published"},
        "statements": _NUMBER,
        "rows": {
            "anyOf": [
                _record({"read": _COUNT, "taken": _COUNT, "refused": _COUNT}),
                {"type": "null"},
            ]
        },
        "refused": {**_REASONS, "description": "why rows were refused, the first of each reason"},
        "flagged": {**_REASONS, "description": "what was found of rows that were taken"},
        "refusedRows": _list(
            {
                name: _NUMBER if name in _NUMBERS else _TEXT
                for name in ("file", "line", "row", "field", "value", "problem", "expected", "fix")
            },
            f"the first {loadreports.MOST} of all rows that were refused",
        ),
        "records": {
            "anyOf": [
                _record({"added": _CHANGED, "changed": _CHANGED, "removed": _CHANGED}),
                {"type": "null"},
            ]
        },
        "answers": _list(
            {
                "query": {"type": "string"},
                "before": _COUNT,
                "after": _COUNT,
                "added": _COUNT,
                "removed": _COUNT,
            },
            "of a plan: the saved queries whose answers would change, by rows",
        ),
        "notCompared": _TEXTS,
        "counts": _record({"violation": _COUNT, "warning": _COUNT, "info": _COUNT}),
        "findings": _FINDINGS,
        "omitted": {**_COUNT, "description": "how many findings are only counted"},
    }
)
_WRONG: Final = {
    "400": "the request is wrong, or a file cannot be read",
    "401": "the token is missing or wrong",
    "403": "a page of another site asked",
    "404": "there is no such loader",
    "406": "there is no such format",
    "408": "the body did not come in time",
    "409": "another process writes to the store, or the graph must be built anew",
    "413": "the files are too large",
    "415": "a body that is compressed, or of several parts that are no form",
    "421": "the server is not called by that name",
    "429": "another load is going on",
    "503": "the load took too much, or the store cannot be written now",
}
_FLAG: Final[dict[str, Any]] = {"type": "boolean", "default": False}
_OPTIONS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "publish": (_FLAG, "publish; else it is only planned, and nothing is changed"),
    "source": ({"type": "string", "minLength": 1}, "what to call the source"),
    "strict": (_FLAG, "publish nothing if a row is refused"),
    "encoding": ({"type": "string", "minLength": 1}, "of the files, as cp949"),
}


def add(document: dict[str, Any], loaders: Sequence[str]) -> None:
    """Add the operation to a document, with what it refers to."""
    components = document["components"]
    components["schemas"] |= {"Finding": _FINDING, "LoadReport": _REPORT}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["paths"]["/api/load/{loader}"] = {"post": _operation(loaders)}
    document["info"]["summary"] = "A knowledge graph of alliance politics, and a way to load data."


def _operation(loaders: Sequence[str]) -> dict[str, Any]:
    path = {
        "name": "loader",
        "in": "path",
        "required": True,
        "description": "of a data set; or tables, or one of them, for files laid out as seeds",
        "schema": {"enum": list(loaders)},
    }
    name = {
        "name": "name",
        "in": "query",
        "description": "of the file, if the body is one file as it is",
        "schema": {"type": "string", "minLength": 1},
    }
    options = [
        {"name": option, "in": "query", "description": told, "schema": schema}
        for option, (schema, told) in _OPTIONS.items()
    ]
    return {
        "operationId": "load",
        "summary": "Plan or publish a load, with the findings of alliancekg load",
        "security": [{"token": []}],
        "parameters": [path, *options, name],
        "requestBody": {"required": True, "content": _bodies()},
        "responses": _responses(),
    }


def _bodies() -> dict[str, Any]:
    files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    properties = {"file": files, **{name: schema for name, (schema, _) in _OPTIONS.items()}}
    form = {
        "type": "object",
        "required": ["file"],
        "properties": properties,
        "additionalProperties": False,
    }
    whole = {"schema": {"type": "string", "format": "binary"}}
    return {
        "multipart/form-data": {"schema": form},
        "application/octet-stream": whole,
        "text/csv": whole,
    }


def _responses() -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    problem = {"$ref": "#/components/schemas/Problem"}
    report = {"$ref": "#/components/schemas/LoadReport"}
    found: dict[str, Any] = {
        "200": {
            "description": "planned or published, or unchanged since it is loaded already",
            "content": {"application/json": {"schema": report}, **text},
        },
        "422": {
            "description": "refused for what was found; nothing is changed",
            "content": {
                "application/problem+json": {"schema": {"allOf": [problem, report]}},
                **text,
            },
        },
    }
    for status, told in _WRONG.items():
        content = {"application/problem+json": {"schema": problem}}
        found[status] = {"description": told, "content": content}
    found["401"]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return found
