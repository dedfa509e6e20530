"""Trusty IRIs: the code in a nanopublication's IRI is a digest of its statements.

Source: T. Kuhn and M. Dumontier, Trusty URIs (ESWC 2014), module RA, <https://trustyuri.net/>. Of
other modules (FA, RB) nothing is told.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, Quad

_CODE: Final = re.compile(r"RA[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


def code_of(iri: str) -> str:
    """Return the code of module RA in an IRI; empty if there is none.

    >>> code_of("http://purl.org/np/RA1sViVmXf-W2aZW4Qk74KTaiD9gpLBPe2LhMsinHKKz8#assertion")
    'RA1sViVmXf-W2aZW4Qk74KTaiD9gpLBPe2LhMsinHKKz8'
    """
    found = _CODE.search(iri)
    return found[0] if found else ""


def digest(quads: Iterable[Quad], code: str) -> str:
    """Return the code that some statements have; a blank stands in for the code in their IRIs.

    Statements without a code in their IRIs (it is empty then) have one, too.
    """
    lines = sorted({_lines(quad, code) for quad in quads}, key=_order)
    text = "".join(f"{graph}\n{subject}\n{predicate}\n{_shown(*value)}\n"
                   for graph, subject, predicate, value in lines)  # fmt: skip
    hashed = hashlib.sha256(text.encode()).digest()
    return "RA" + base64.urlsafe_b64encode(hashed).decode().rstrip("=")


_Value = tuple[str, str, str]  # an IRI, or a text with its language or datatype
_Lines = tuple[str, str, str, _Value]


def _lines(quad: Quad, code: str) -> _Lines:
    def plain(node: object) -> str:
        text = str(getattr(node, "value", ""))
        return text.replace(code, " ") if code else text

    value = quad.object
    written = ("", plain(value), "")
    if isinstance(value, Literal):
        tag, kind = ("@", value.language) if value.language else ("^", value.datatype.value)
        written = (tag, value.value, kind.lower() if tag == "@" else kind)
    return plain(quad.graph_name), plain(quad.subject), plain(quad.predicate), written


def _order(lines: _Lines) -> tuple[bytes, ...]:
    """Return what statements are sorted by: units of UTF-16, as Java compares them; IRIs first."""
    graph, subject, predicate, (tag, value, kind) = lines
    # A literal with a language stands before those with a datatype.
    texts = (graph, subject, predicate, "1" if tag else "0", value, tag.replace("@", " "), kind)
    return tuple(text.encode("utf-16-be") for text in texts)


def _shown(tag: str, value: str, kind: str) -> str:
    if not tag:
        return value
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{tag}{kind} {escaped}"
