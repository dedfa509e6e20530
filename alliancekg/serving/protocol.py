"""SPARQL 1.1 Protocol: what a request asks, or why it is none (https://www.w3.org/TR/sparql11-protocol/).

Only queries; all that would write is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as px

from alliancekg.guard import BYTES
from alliancekg.serving.problems import Refused

BODY: Final = 4 * BYTES
"""The most bytes of a request's body: in a form each byte of the query may take three."""

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_WRITING: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_FIELDS: Final = 300
_GRAPHS: Final = 100
_READ_ONLY: Final = "updates are refused: this server only reads"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the dataset that the request gives in place of the query's own, or None."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


def asked(
    method: str, query_string: bytes, headers: Mapping[str, str], body: bytes
) -> Asked | None:
    """Return what a request by GET, HEAD or POST asks; None for a GET that asks nothing.

    Raises Refused: 400 for what is malformed or given twice, 403 for an update, 413 for what is too
    long, 415 for a body of another type, encoding or compression.
    """
    fields = pairs(query_string)
    direct = None
    if method == "POST":
        kind = _kind(headers)
        if kind == FORM:
            fields += pairs(body)
        else:
            direct = _text(body)
    _refuse_writing(fields)
    texts = [value for name, value in fields if name == "query"] + [direct] * (direct is not None)
    if len(texts) > 1:
        raise Refused(HTTPStatus.BAD_REQUEST, "there are several queries; expected one")
    if not texts:
        if method != "POST" and not fields:
            return None
        raise Refused(HTTPStatus.BAD_REQUEST, "the parameter query is missing")
    text = texts[0] or ""
    if len(text.encode()) > BYTES:
        detail = f"the query has over {BYTES} bytes"
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    default, named = (_graphs(fields, name) for name in ("default-graph-uri", "named-graph-uri"))
    if default is not None or named is not None:
        return Asked(text, default or (), named or ())
    return Asked(text)


def pairs(text: bytes) -> list[tuple[str, str]]:
    """Return the parameters of a query string or of a form, in order.

    Raises Refused for what is not percent-encoded UTF-8, and for too many.
    """
    try:
        written = text.decode("ascii")
        if re.search(r"%(?![0-9A-Fa-f]{2})", written):
            raise ValueError
        return parse_qsl(written, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError:
        detail = f"the parameters are not percent-encoded UTF-8, or are more than {_FIELDS}"
        raise Refused(HTTPStatus.BAD_REQUEST, detail) from None


def _kind(headers: Mapping[str, str]) -> str:
    """Return FORM or QUERY: the type of a body that can be read."""
    media, _, more = headers.get("content-type", "").partition(";")
    kind = media.strip().lower()
    if kind == UPDATE:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _READ_ONLY)
    if kind not in (FORM, QUERY):
        detail = f"the body is '{kind[:80]}'; expected {QUERY} or {FORM}"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    charset = re.search(r"charset\s*=\s*\"?([\w.:-]+)", more, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not UTF-8, as it must be")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        detail = "the body is compressed; expected it as it is"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    return kind


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST, "the query is not UTF-8") from None


def _refuse_writing(fields: list[tuple[str, str]]) -> None:
    if any(name in _WRITING for name, _ in fields):
        raise Refused(HTTPStatus.FORBIDDEN, _READ_ONLY)


def _graphs(fields: list[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    """Return the IRIs that a parameter gives, each once, or None if it is not given."""
    found = tuple(dict.fromkeys(value for field, value in fields if field == name))
    if len(found) > _GRAPHS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is given over {_GRAPHS} times")
    for iri in found:
        refuse_no_iri(iri, name)
    return found or None


def refuse_no_iri(iri: str, name: str) -> None:
    """Raise Refused for the value of a parameter that is no absolute IRI."""
    try:
        px.NamedNode(iri)
    except ValueError:
        detail = f"{name}: '{iri[:200]}' is no absolute IRI"
        raise Refused(HTTPStatus.BAD_REQUEST, detail) from None
