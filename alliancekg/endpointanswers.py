"""What an endpoint has answered: a result that is whole and well-formed, or why there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as px

from alliancekg.addresses import LOGIN
from alliancekg.canonicalterms import canonical
from alliancekg.endpointhttp import Reply
from alliancekg.errors import EngineError
from alliancekg.results import TRIPLE, Result

if TYPE_CHECKING:
    from alliancekg.results import Term

_JSON: Final = ("application/sparql-results+json", "application/json")
_TURTLE: Final = (
    "text/turtle",
    "application/turtle",
    "application/x-turtle",
    "application/n-triples",
)
_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_DEEPEST: Final = 50  # of triples in triples
_QUOTED: Final = 10_000  # `<<` in a graph: from 100,000 nested ones the parser dies
_EXCERPT: Final = 200
LEAST_CAP: Final = 100
_END: Final = 100
_READ: Final = 20_000  # of a reply, to show some of it
_STATUS: Final = {
    400: "the endpoint refused the query as wrong",
    403: "access is forbidden; expected a login that may read. Fix: ask who runs it",
    404: "there is nothing at this address; expected a SPARQL endpoint. Fix: correct the address",
    405: "the address takes no POST; expected a SPARQL endpoint. Fix: correct the address",
    406: "the endpoint has no answer in the format of SPARQL results",
    408: "the endpoint gave up, for the query took it too long. Fix: ask for less",
    413: "the query is too long for the endpoint. Fix: ask for less at once",
    414: "the query is too long for the endpoint. Fix: ask for less at once",
    429: "the endpoint is busy, also when asked again. Fix: ask again later",
    503: "the endpoint is busy, also when asked again. Fix: ask again later",
    504: "the endpoint gave up, for the query took it too long. Fix: ask for less",
}


def refuse_status(reply: Reply, name: str, *, has_login: bool) -> None:
    """Raise EngineError unless the status says that there is an answer."""
    status = reply.status
    if status == HTTPStatus.OK:
        return
    if status == HTTPStatus.UNAUTHORIZED:
        wanted = reply.hide(reply.headers.get("WWW-Authenticate", "")).partition(" ")[0]
        if has_login and wanted.lower() not in ("basic", "bearer", ""):
            told = (
                f"the endpoint wants a login by {_visible(wanted)}; expected Basic or a token."
                " Fix: let it take one of these, or ask where no login is needed"
            )
        elif has_login:
            told = (
                "the login is not accepted. Fix: correct ALLIANCEKG_USER and _PASSWORD, or _TOKEN"
            )
        else:
            told = f"a login is needed. Fix: {LOGIN}"
        raise EngineError(f"{name}: {told}")
    known = _STATUS.get(status)
    if known is None:
        kind = "failed" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "gave no answer"
        known = f"the endpoint {kind}"
    problem, mark, fix = known.partition(". Fix: ")
    excerpt = _excerpt(reply)
    said = f": it says '{excerpt}'" if excerpt else ""
    raise EngineError(f"{name}: {problem} (status {status}){said}{mark}{fix}")


def read(reply: Reply, kind: str, variables: tuple[str, ...], most: int) -> Result:
    """Return the answer to a query of this form, whose columns are these.

    Raises ValueError for a reply that is no such answer, or not the whole of it, and says why.
    """
    _refuse_partial(reply)
    if kind in ("SELECT", "ASK"):
        _refuse_type(reply, _JSON, "SPARQL results as JSON")
        whole = _parsed(reply)
        return _truth(whole) if kind == "ASK" else _table(whole, variables, most, reply.hide)
    _refuse_type(reply, _TURTLE, "a graph in Turtle")
    return _graph(reply, kind, most)


def _refuse_partial(reply: Reply) -> None:
    state = reply.headers.get("X-SQL-State")  # Virtuoso, when its own time limit cut the answer
    if state:
        said = reply.hide(reply.headers.get("X-SQL-Message", "") or state)
        raise ValueError(f"the endpoint says that the answer is not whole ({_visible(said)})")


def _refuse_type(reply: Reply, expected: tuple[str, ...], noun: str) -> None:
    given = reply.media_type
    if reply.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise ValueError("the answer is packed, which was not asked for")
    if given in expected:
        charset = reply.headers.get_content_charset("utf-8")
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise ValueError(f"the answer is in {_visible(reply.hide(charset))}; expected UTF-8")
        return
    if given in ("text/html", "application/xhtml+xml"):
        raise ValueError(
            f"a web page came back; expected {noun}. Fix: write the address of the endpoint itself,"
            f" not of a page about it (the page says '{_excerpt(reply)}')"
        )
    shown = _visible(reply.hide(given)) or "of no type"
    raise ValueError(f"the answer is {shown}; expected {noun} (it says '{_excerpt(reply)}')")


def _parsed(reply: Reply) -> Any:
    try:
        return json.loads(reply.body.decode("utf-8"), object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("the answer is nested too deep") from None
    except UnicodeDecodeError:
        raise ValueError("the answer is not UTF-8, or was cut") from None
    except ValueError as error:
        at = getattr(error, "pos", None)
        where = f" after {at} of {len(reply.body)} bytes" if at is not None else ""
        raise ValueError(
            f"the answer is broken JSON{where}: it was cut, or the endpoint failed while it"
            f" answered (it ends '{_end(reply)}')"
        ) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _truth(whole: Any) -> Result:
    if not isinstance(whole, dict) or not isinstance(whole.get("boolean"), bool):
        raise ValueError("the answer to ASK has no truth value")
    return Result("ASK", ("answer",), ((px.Literal(whole["boolean"]),),))


def _table(whole: Any, variables: tuple[str, ...], most: int, hide: Callable[[str], str]) -> Result:
    try:
        names, found = whole["head"]["vars"], whole["results"]["bindings"]
    except (TypeError, KeyError):
        raise ValueError("the answer has no columns or no rows") from None
    if not isinstance(names, list) or not isinstance(found, list):
        raise ValueError("the answer has no columns or no rows")
    if sorted(map(str, names)) != sorted(variables):
        raise ValueError(
            f"the answer has the columns {_visible(hide(', '.join(map(str, names)))) or 'none'};"
            " expected"
            f" {', '.join(variables) or 'none'}"
        )
    if len(found) > most:
        raise ValueError(f"the answer has over {most} rows. Fix: add a LIMIT")
    return Result("SELECT", variables, canonical(_rows(found, variables, hide)))


def _rows(
    found: list[Any], variables: tuple[str, ...], hide: Callable[[str], str]
) -> Iterator[tuple[Term | None, ...]]:
    blanks: dict[str, px.BlankNode] = {}
    known = set(variables)
    for number, row in enumerate(found, 1):
        if not isinstance(row, dict) or not row.keys() <= known:
            raise ValueError(f"row {number} of the answer is no row of its columns")
        try:
            yield tuple(
                _term(row[name], blanks, 0) if row.get(name) is not None else None
                for name in variables
            )
        except (ValueError, KeyError, TypeError) as error:
            said = _visible(hide(str(error)))
            raise ValueError(f"row {number} of the answer has a bad term ({said})") from None


def _term(said: Any, blanks: dict[str, px.BlankNode], depth: int) -> Term:
    kind, value = said["type"], said["value"]
    if kind == "triple" and isinstance(value, dict):
        if depth >= _DEEPEST:
            raise ValueError("triples are nested too deep")
        parts = (_term(value[part], blanks, depth + 1) for part in TRIPLE)
        return px.Triple(*parts)  # type: ignore[arg-type]
    if not isinstance(value, str):
        raise ValueError("a value is no text")
    if kind == "uri":
        return px.NamedNode(value)
    if kind == "bnode":  # some labels of engines are none of RDF's
        return blanks.setdefault(value, px.BlankNode(f"b{len(blanks)}"))
    if kind not in ("literal", "typed-literal"):
        raise ValueError(f"no kind of term '{kind}'")
    language, datatype = said.get("xml:lang"), said.get("datatype")
    if language:
        if datatype not in (None, _LANG_STRING):
            raise ValueError("a literal has a language and a datatype")
        return px.Literal(value, language=language)
    return px.Literal(value, datatype=px.NamedNode(datatype) if datatype else None)


def _graph(reply: Reply, kind: str, most: int) -> Result:
    if not reply.is_framed:
        raise ValueError("the endpoint does not say how long the graph is, so it may be cut")
    if reply.body.count(b"<<") > _QUOTED:
        raise ValueError("the graph has too many triples in triples")
    try:
        quads = px.parse(reply.body, format=px.RdfFormat.TURTLE)
        triples = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    except (SyntaxError, ValueError, MemoryError) as error:
        said = _visible(reply.hide(str(error)))
        raise ValueError(
            f"the graph is broken Turtle ({said}): it was cut, or the endpoint"
            f" failed while it answered (it ends '{_end(reply)}')"
        ) from None
    if len(triples) > most:
        raise ValueError(f"the answer has over {most} rows. Fix: add a LIMIT")
    rows = canonical(sorted(triples, key=lambda row: [*map(str, row)]))
    return Result(kind, TRIPLE, tuple(sorted(set(rows), key=lambda row: [*map(str, row)])))


def is_suspect(result: Result, reply: Reply) -> bool:
    """Tell whether an answer has so many rows that they may be a part that the endpoint gives.

    Caps are round numbers, or powers of two and the number before one. Virtuoso names its own.
    """
    count = len(result.rows)
    named = reply.headers.get("X-SPARQL-MaxRows", "")
    if named.isdecimal() and count >= int(named) > 0:
        return True
    if result.form != "SELECT":
        return count > 0 and count % 1000 == 0
    is_power = count & (count - 1) == 0 or count & (count + 1) == 0
    return count >= LEAST_CAP and (count % LEAST_CAP == 0 or is_power)


def _end(reply: Reply) -> str:
    """Return the last characters of a reply."""
    return _visible(reply.hide(reply.body[-_READ:].decode("utf-8", "replace"))[-_END:])


def _excerpt(reply: Reply) -> str:
    """Return the first words of a reply, tags of HTML left out."""
    text = reply.hide(reply.body[: 2 * _READ].decode("utf-8", "replace"))[:_READ]
    if "<" in text:
        text = re.sub(
            r"<(script|style)\b[^>]{0,500}>.*?</\1>|<[^>]{0,2000}>", " ", text, flags=re.S | re.I
        )
    return _visible(reply.hide(text))


def _visible(text: str) -> str:
    """Return a text of the endpoint's as one short line, its control characters visible."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line[: _EXCERPT + 1])
    return shown if len(line) <= _EXCERPT else shown[:_EXCERPT] + "…"
