"""What can be asked here, as an OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import alliancekg
from alliancekg.namespaces import AK
from alliancekg.parameters import Parameter
from alliancekg.queries import SavedQuery
from alliancekg.serving import loadopenapi
from alliancekg.serving.negotiating import GRAPHS, TABLES, Media

_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong, and what is expected"},
    },
}
_TERM: Final = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": {"type": "string"},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
    "additionalProperties": False,
}
_RESULTS: Final = {
    "description": "SPARQL 1.1 Query Results JSON Format",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {
            "type": "object",
            "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
        },
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": {"$ref": "#/components/schemas/Term"},
                    },
                }
            },
        },
    },
}
_WRONG: Final = {
    "400": "the request, or a value in it, is wrong",
    "404": "there is no such thing",
    "406": "there is no such format",
    "413": "the request or the answer is too large",
    "421": "the server is not called by that name",
    "429": "too many questions are waiting",
    "503": "the question took too much, or the graph cannot be read now",
}
_RARE: Final = {
    "403": "an update, or a page of another site",
    "408": "the body did not come in time",
    "415": "a body of another type, encoding or compression",
}
_HEADERS: Final[dict[str, Any]] = {
    "ETag": {"schema": {"type": "string", "pattern": '^W/"[0-9a-f]{32}"$'}},
    "Cache-Control": {"required": True, "schema": {"enum": ["no-cache", "no-store"]}},
}
_PAGING: Final[dict[str, Any]] = {
    "X-Total-Count": {
        "description": "how many rows the whole answer has",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "Link": {"description": "the next and the previous part", "schema": {"type": "string"}},
}
_NAMES: Final[dict[str, dict[str, Any]]] = {
    "integer": {"type": "integer"},
    "date": {"type": "string", "examples": ["1977", "1977-03-09", "1976/1978"]},
}


def document(saved: Iterable[SavedQuery], rows: int, loaders: Sequence[str] = ()) -> dict[str, Any]:
    """Return the document for these queries; an answer has at most so many rows.

    `loaders` are the names by which loads are taken, if they are.
    """
    paths = {
        "/sparql": _endpoint(),
        "/graphs": _graphs(),
        "/id/{path}": _record(),
        "/api/queries": _list(),
    }
    paths |= {f"/api/queries/{query.name}": _query(query, rows) for query in saved}
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "alliancekg",
            "version": alliancekg.__version__,
            "summary": "A knowledge graph of alliance politics.",
            "license": {"name": "Apache-2.0 AND CC-BY-4.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, "Results": _RESULTS, "Term": _TERM},
            "responses": {
                f"Wrong{status}": _wrong(told) for status, told in {**_WRONG, **_RARE}.items()
            },
        },
    }
    if loaders:
        loadopenapi.add(found, loaders)
    return found


def _query(saved: SavedQuery, rows: int) -> dict[str, Any]:
    header = saved.header
    told = [header.question, header.description.strip(), header.reading.strip()]
    limit = {"type": "integer", "minimum": 1, "maximum": rows}
    offset = {"type": "integer", "minimum": 0, "maximum": rows, "default": 0}
    responses = _responses(GRAPHS if saved.form == "CONSTRUCT" else TABLES)
    responses["200"]["headers"] = _HEADERS | _PAGING
    parameters = [_parameter(parameter) for parameter in saved.parameters]
    parameters += [
        _in_query("limit", limit, "how many rows are given; default: all"),
        _in_query("offset", offset, "how many rows are left out before them"),
    ]
    return {
        "get": {
            "operationId": saved.name,
            "summary": header.summary,
            "description": "\n\n".join(filter(None, told)),
            "tags": list(header.tags),
            "parameters": parameters,
            "responses": responses,
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_NAMES.get(parameter.type, {"type": "string", "minLength": 1}))
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    default = list(parameter.default)
    values = [int(v) for v in default] if parameter.type == "integer" else default
    if parameter.is_repeatable:
        schema = {"type": "array", "items": schema, "minItems": 1}
        schema |= {"default": values} if values else {}
    elif values:
        schema["default"] = values[0]
    kind = f"({parameter.type})"
    is_required = parameter.is_required and not default
    return _in_query(parameter.name, schema, f"{parameter.doc} {kind}".strip(), is_required)


def _in_query(
    name: str, schema: dict[str, Any], told: str, required: bool = False
) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": required, "description": told, "schema": schema,
    }  # fmt: skip


def _responses(offers: Iterable[Media], *more: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media in offers:
        is_rows = media.format == "json"
        schema = {"$ref": "#/components/schemas/Results"} if is_rows else {}
        content.setdefault(media.type, {"schema": schema})
    found: dict[str, Any] = {
        "200": {"description": "the whole answer", "headers": _HEADERS, "content": content},
        "304": {"description": "the client has it (If-None-Match)"},
    }
    for status in (*_WRONG, *more):
        found[status] = {"$ref": f"#/components/responses/Wrong{status}"}
    return found


def _wrong(told: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": told, "content": {"application/problem+json": {"schema": schema}}}


_ASK: Final = f"ASK {{ ?claim a <{AK}Claim> }}"  # in examples


def _endpoint() -> dict[str, Any]:
    graph = {"type": "array", "items": {"type": "string", "format": "uri"}}
    parameters = [
        _in_query("query", {"type": "string"}, "SPARQL 1.1; without it the service is described")
        | {"example": _ASK},
        _in_query("default-graph-uri", graph, "a graph to be merged to the default graph"),
        _in_query("named-graph-uri", graph, "a graph that GRAPH can name"),
    ]
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": {"type": "string", "examples": [_ASK]}},
    }
    offers = _merged(TABLES, GRAPHS)
    return {
        "get": {
            "operationId": "sparql",
            "summary": "Answer a query by the SPARQL 1.1 Protocol",
            "parameters": parameters,
            "responses": _responses(offers, "403"),
        },
        "post": {
            "operationId": "sparql-post",
            "summary": "Answer a query by the SPARQL 1.1 Protocol",
            "parameters": parameters[1:],
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {"schema": form},
                    "application/sparql-query": {"schema": {"type": "string"}, "example": _ASK},
                },
            },
            "responses": _responses(offers, "403", "408", "415"),
        },
    }


def _merged(*offers: Iterable[Media]) -> list[Media]:
    """Return the offers of several kinds; a type that two have says nothing of its content."""
    found: dict[str, Media] = {}
    for media in (one for some in offers for one in some):
        is_shared = media.type in found
        found[media.type] = Media(media.type, "any") if is_shared else media
    return list(found.values())


def _graphs() -> dict[str, Any]:
    iri = {"type": "string", "format": "uri"}
    return {
        "get": {
            "operationId": "graph",
            "summary": "Give a graph by the Graph Store Protocol: one of the two parameters",
            "parameters": [
                _in_query("graph", iri, "the IRI of a named graph"),
                {
                    **_in_query("default", {"type": "string"}, "the merged graph"),
                    "allowEmptyValue": True,
                    "example": "",
                },
            ],
            "responses": _responses(GRAPHS),
        }
    }


def _record() -> dict[str, Any]:
    path = {
        "name": "path",
        "in": "path",
        "required": True,
        "description": "KIND/KEY, such as event/nixon-doctrine",
        "example": "event/nixon-doctrine",
        "schema": {"type": "string"},
    }
    return {
        "get": {
            "operationId": "record",
            "summary": "Give what is said of a record",
            "parameters": [path],
            "responses": _responses(GRAPHS),
        }
    }


def _list() -> dict[str, Any]:
    listed = {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "items": {"type": "object"}}},
    }
    content = {"application/json": {"schema": listed}}
    return {
        "get": {
            "operationId": "queries",
            "summary": "List the saved queries, with questions and parameters",
            "responses": {"200": {"description": "all of them", "content": content}},
        }
    }
