"""Lines for `curl` that do as an operation of an OpenAPI document tells, with its examples."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

Node = Mapping[str, Any]

_FORM: Final = "application/x-www-form-urlencoded"
_PARTS: Final = "multipart/form-data"
_TOKEN: Final = "$TOKEN"
_ABSENT: Final = object()


def filled(path: str, parameters: Sequence[Node]) -> str:
    """Return an address with the values of its parameters: examples, or defaults that are some.

    >>> days = {"name": "days", "in": "query", "schema": {"type": "integer", "default": 365}}
    >>> kind = {"name": "kind", "in": "path", "required": True, "example": "a b"}
    >>> filled("/of/{kind}", [kind, days, {"name": "to", "in": "query", "schema": {}}])
    '/of/a%20b?days=365'
    """
    pairs: list[tuple[str, str]] = []
    for one in parameters:
        values = list(_values(one))
        if one.get("in") == "path":
            path = path.replace(f"{{{one['name']}}}", quote(values[0], safe="/"))
        elif one.get("in") == "query":
            pairs += ((one["name"], value) for value in values)
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def lines(
    method: str,
    address: str,
    parameters: Sequence[Node],
    contents: Mapping[str, Node],
    headers: Sequence[str],
) -> list[str]:
    """Return a line for each type of the body, or one line for a request without.

    The headers are those of `login`.
    """
    secrets = [f'-H "{header}"' for header in headers]  # the shell fills in the variable
    more: list[str] = []
    for one in parameters:
        if one.get("in") == "header":
            more += [word for v in _values(one) for word in ("-H", f"{one['name']}: {v}")]
    bodies = [list(_body(media, part)) for media, part in contents.items()] or [[]]
    is_usual = method == ("post" if contents else "get")
    how = [] if is_usual else ["-I"] if method == "head" else ["-X", method.upper()]
    return [
        " ".join([*_quoted("curl", "-s", *how, address), *secrets, *_quoted(*more, *body)])
        for body in bodies
    ]


def login(scheme: Node) -> list[str]:
    """Return the headers that log in as a security scheme wants it, a variable for the secret.

    >>> login({"type": "http", "scheme": "bearer"})
    ['Authorization: Bearer $TOKEN']
    """
    name = str(scheme.get("name", ""))
    if scheme.get("type") == "apiKey":
        is_plain = scheme.get("in") == "header" and name.replace("-", "").isalnum()
        return [f"{name}: {_TOKEN}"] if is_plain and name.isascii() else []
    if str(scheme.get("scheme", "")).lower() == "basic":
        return [f"Authorization: Basic {_TOKEN}"]
    return [f"Authorization: Bearer {_TOKEN}"]


def _values(one: Node) -> Iterator[str]:
    """Yield the values that the example of a parameter has; of an optional one perhaps none."""
    found = _example(one)
    schema = one.get("schema", {})
    if found is _ABSENT and schema.get("default"):
        found = schema["default"]
    if found is _ABSENT and one.get("required"):
        found = _likely(schema, str(one["name"]).upper())
    if found is not _ABSENT:
        yield from map(text, found if isinstance(found, list) else [found])


def _example(one: Node) -> Any:
    if "example" in one:
        return one["example"]
    named = one.get("examples")
    if isinstance(named, Mapping) and named:
        return next(iter(named.values())).get("value", "")
    return _ABSENT


def _likely(schema: Node, name: str) -> Any:
    """Return a value that a schema allows, or else a name in its place."""
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    return schema.get("default", schema.get("const", name))


def _body(media: str, part: Node) -> Iterator[str]:
    """Yield the words of curl that send a body of that type."""
    schema = part.get("schema", {})
    given = _example(part)
    if media in (_FORM, _PARTS):
        option = "-F" if media == _PARTS else "--data-urlencode"
        values = given if isinstance(given, Mapping) else {}
        for name, one in schema.get("properties", {}).items():
            if name in values:
                yield from (option, f"{name}={text(values[name])}")
            elif name in schema.get("required", ()):
                inner = one.get("items", {}) if one.get("type") == "array" else one
                is_file = media == _PARTS and (
                    inner.get("format") == "binary" or "contentMediaType" in inner
                )
                value = "@FILE" if is_file else text(_likely(one, name.upper()))
                yield from (option, f"{name}={value}")
        return
    yield from ("-H", f"Content-Type: {media}")
    yield from ("--data-binary", "@FILE" if given is _ABSENT else text(given))


def text(value: object) -> str:
    """Return a value as it stands in an address or in a form."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(*words: str) -> list[str]:
    return list(map(shlex.quote, words))
