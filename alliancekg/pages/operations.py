"""The operations of an OpenAPI 3.1 document, as a page tells of them; whatever the document has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from alliancekg.pages import curllines

Node = Mapping[str, Any]
"""A part of the document."""

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DEEPEST: Final = 8  # references that lead to references, schemas within schemas


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a property of a body; `place` is where it stands: query, path, header."""

    name: str
    place: str
    type: str
    default: str
    allowed: str
    is_required: bool
    told: str


@dataclass(frozen=True, slots=True)
class Body:
    """A type in which the body of a request may come, with its fields if it has such."""

    media: str
    type: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Reply:
    """A status; `shared` names what the document tells once for many operations, if it does."""

    status: str
    told: str
    media: Sequence[str]
    shared: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address by a method. `login` has the alternatives; "" is none."""

    key: str
    method: str
    path: str
    summary: str
    paragraphs: Sequence[str]
    tags: Sequence[str]
    fields: Sequence[Field]
    bodies: Sequence[Body]
    body_told: str
    login: Sequence[str]
    replies: Sequence[Reply]
    examples: Sequence[str]
    address: str  # with the values of the example

    @property
    def formats(self) -> list[str]:
        """The media types of an answer that is no fault."""
        found = (media for r in self.replies if r.status.startswith("2") for media in r.media)
        return list(dict.fromkeys(found))


def operations(document: Node, base: str) -> Iterator[Operation]:
    """Yield the operations in the order of the document; `base` is the address of the server."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield _operation(document, path, method, item, base)


def _operation(document: Node, path: str, method: str, item: Node, base: str) -> Operation:
    one = item[method]
    parameters = [resolved(document, p) for p in (*item.get("parameters", ()),
                                                  *one.get("parameters", ()))]  # fmt: skip
    body = resolved(document, one.get("requestBody", {}))
    contents = body.get("content", {})
    login = list(_login(document, one))
    address = base.rstrip("/") + curllines.filled(path, parameters)
    return Operation(
        key=str(one.get("operationId") or f"{method}-{path.strip('/').replace('/', '-')}"),
        method=method.upper(),
        path=path,
        summary=str(one.get("summary", "")),
        paragraphs=paragraphs(str(one.get("description", ""))),
        tags=[str(tag) for tag in one.get("tags", ())],
        fields=[
            _field(document, p["name"], p.get("in", ""), p.get("schema", {}), p) for p in parameters
        ],
        bodies=[_body(document, media, part) for media, part in contents.items()],
        body_told=str(body.get("description", "")),
        login=[told for told, _ in login],
        replies=[
            _reply(document, str(status), reply) for status, reply in one["responses"].items()
        ],
        examples=curllines.lines(
            method,
            address,
            parameters,
            {
                media: {**part, "schema": resolved(document, part.get("schema", {}))}
                for media, part in contents.items()
            },
            next((headers for _, headers in login), ()),
        ),
        address=address,
    )


def resolved(document: Node, part: Node) -> Node:
    """Return a part, or what it refers to within the document."""
    for _ in range(_DEEPEST):
        target = part.get("$ref")
        if not isinstance(target, str) or not target.startswith("#/"):
            break
        found: Any = document
        for step in target[2:].split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each as one line."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _login(document: Node, one: Node) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each way to log in, in words, with the headers of a request that does."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    for choice in one.get("security", document.get("security", ())):
        words, headers = [], []
        for name in choice:
            scheme = resolved(document, schemes.get(name, {}))
            kind = " ".join(str(scheme[k]) for k in ("type", "scheme") if k in scheme) or name
            told = str(scheme.get("description", ""))
            words.append(f"{kind}{f': {told}' if told else ''}")
            headers += curllines.login(scheme)
        yield " and ".join(words), headers


def _field(document: Node, name: str, place: str, schema: Node, told: Node) -> Field:
    schema = resolved(document, schema)
    inner = resolved(document, schema.get("items", {})) if schema.get("type") == "array" else schema
    default = schema.get("default", "")
    return Field(
        name=name,
        place=place,
        type=_type(document, schema),
        default=", ".join(
            curllines.text(v) for v in (default if isinstance(default, list) else [default])
        ),
        allowed=_allowed(inner),
        is_required=bool(told.get("required", False)),
        told=str(told.get("description", "") or schema.get("description", "")),
    )


def _type(document: Node, schema: Node, depth: int = 0) -> str:
    """Return the type of a schema in words."""
    schema = resolved(document, schema)
    if depth > _DEEPEST:
        return "…"
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return " or ".join(_type(document, one, depth + 1) for one in schema[key])
    kind = schema.get("type", "anything")
    name = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if name == "array":
        return f"{_type(document, schema.get('items', {}), depth + 1)}, may be repeated"
    form = schema.get("format") or schema.get("contentMediaType")
    return f"{name} ({form})" if form else name


def _allowed(schema: Node) -> str:
    """Return which values a schema allows, or what they look like; "" where it says nothing."""
    if "const" in schema:
        return curllines.text(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(map(curllines.text, schema["enum"]))
    low, high = schema.get("minimum"), schema.get("maximum")
    said = []
    if low is not None and high is not None:
        said.append(f"{low:,} to {high:,}")
    elif low is not None or high is not None:
        said.append(f"{low:,} or more" if high is None else f"at most {high:,}")
    if schema.get("pattern"):
        said.append(f"as {schema['pattern']}")
    if schema.get("examples"):
        said.append("such as " + ", ".join(map(curllines.text, schema["examples"])))
    return "; ".join(said)


def _body(document: Node, media: str, part: Node) -> Body:
    schema = resolved(document, part.get("schema", {}))
    required = schema.get("required", ())
    fields = [
        _field(document, name, "body", one, {"required": name in required})
        for name, one in schema.get("properties", {}).items()
    ]
    return Body(media, _type(document, schema), fields)


def _reply(document: Node, status: str, reply: Node) -> Reply:
    shared = str(reply.get("$ref", "")).rpartition("/")[2]
    found = resolved(document, reply)
    return Reply(status, str(found.get("description", "")), list(found.get("content", {})), shared)
