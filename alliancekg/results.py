"""The answer to a query, and the formats it is written in."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alliancekg import tables
from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import short

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple

FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "markdown", "turtle", "ntriples")
TRIPLE: Final = ("subject", "predicate", "object")
_XML_FORBIDS: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Result:
    """Variables and rows; None is an unbound variable.

    ASK has the one variable `answer`. CONSTRUCT and DESCRIBE have `subject`, `predicate` and
    `object`, each triple once, sorted.
    """

    form: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @property
    def answer(self) -> bool:
        """The answer to ASK; for other forms whether there is a row."""
        if self.form == "ASK":
            return plain(self.rows[0][0]) == "true"
        return bool(self.rows)


def plain(term: Term | None) -> str:
    """Return a term as SPARQL's CSV writes it: an IRI or a literal's text, nothing else.

    >>> import pyoxigraph as px
    >>> plain(px.Literal("Guam", language="en")), plain(px.BlankNode("b")), plain(None)
    ('Guam', '_:b', '')
    """
    import pyoxigraph as px

    if term is None:
        return ""
    return term.value if isinstance(term, px.NamedNode | px.Literal) else str(term)


def cells(result: Result) -> list[list[str]]:
    """Return the rows as plain texts, as `csv` writes them."""
    return [[plain(term) for term in row] for row in result.rows]


def write(
    result: Result,
    form: str,
    labels: Mapping[str, str] | None = None,
    screen: tables.Screen | None = None,
) -> str:
    """Return the result in one of FORMATS, with its last line end.

    `labels` (of `labelling`) stand in place of IRIs in `table` and `markdown`. `screen` is the
    terminal the text goes to, or None: only for one is a table laid out for a width, coloured and
    wrapped. What goes to a terminal in any format has its control characters made visible.
    Raises UsageError for a format that cannot carry the result.
    """
    if form in ("table", "markdown"):
        shown = [[shown_term(term, labels or {}) for term in row] for row in result.rows]
        if form == "markdown":
            return tables.markdown(result.variables, shown)
        return tables.table(result.variables, shown, screen)
    writers: dict[str, Callable[[Result], str]] = {
        "csv": _csv,
        "tsv": _tsv,
        "json": _json,
        "xml": _xml,
        "turtle": _turtle,
        "ntriples": _ntriples,
    }
    if form not in writers:
        raise UsageError(f"no format '{form}'; there are: {', '.join(FORMATS)}")
    text = writers[form](result)
    return tables.visible(text, keep="\t\r\n") if screen else text


def shown_term(term: Term | None, labels: Mapping[str, str]) -> str:
    """Return a term for people: the label or else the short form of an IRI, a literal's text."""
    import pyoxigraph as px

    if isinstance(term, px.NamedNode):
        return labels.get(term.value) or short(term.value)
    return plain(term)


def _csv(result: Result) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows(cells(result))
    return out.getvalue()


def _tsv(result: Result) -> str:
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join("" if t is None else str(t) for t in row) for row in result.rows]
    return "\n".join([*lines, ""])


def _json(result: Result) -> str:
    return json.dumps(_json_whole(result), ensure_ascii=False, indent=1) + "\n"


def compact_json(result: Result) -> str:
    """Return the result as SPARQL JSON without line breaks, which is written five times faster."""
    return json.dumps(_json_whole(result), ensure_ascii=False, separators=(",", ":")) + "\n"


def _json_whole(result: Result) -> dict[str, object]:
    if result.form == "ASK":
        return {"head": {}, "boolean": result.answer}
    bound = [
        {
            name: _json_term(term)
            for name, term in zip(result.variables, row, strict=True)
            if term is not None
        }
        for row in result.rows
    ]
    return {"head": {"vars": list(result.variables)}, "results": {"bindings": bound}}


def _json_term(term: Term) -> dict[str, str]:
    import pyoxigraph as px

    if isinstance(term, px.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, px.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, px.Literal):
        raise UsageError(f"'{term}' is a triple, which results of SPARQL 1.1 cannot hold")
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != PREFIXES["xsd"] + "string":
        found["datatype"] = term.datatype.value
    return found


def _xml(result: Result) -> str:
    names = "".join(f'<variable name="{name}"/>' for name in result.variables)
    body = [f"  <boolean>{'true' if result.answer else 'false'}</boolean>"]
    if result.form != "ASK":
        rows = [_xml_row(result.variables, row) for row in result.rows]
        body = ["  <results>", *rows, "  </results>"]
    head = "  <head/>" if result.form == "ASK" else f"  <head>{names}</head>"
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
            *(head, *body, "</sparql>", ""),
        ]
    )
    wrong = _XML_FORBIDS.search(text)
    if wrong:
        raise UsageError(f"XML cannot carry the character U+{ord(wrong[0]):04X}. Fix: ask for json")
    return text


def _xml_row(variables: Sequence[str], row: Sequence[Term | None]) -> str:
    parts = []
    for name, term in zip(variables, row, strict=True):
        if term is None:
            continue
        found = _json_term(term)
        kind, value = found.pop("type"), _xml_text(found.pop("value"))
        more = "".join(f' {key}="{_xml_text(text)}"' for key, text in found.items())
        parts.append(f'<binding name="{name}"><{kind}{more}>{value}</{kind}></binding>')
    return f"    <result>{''.join(parts)}</result>"


def _xml_text(text: str) -> str:
    return html.escape(text).replace("\r", "&#13;")


def _triples(result: Result) -> list[Triple]:
    import pyoxigraph as px

    if result.form not in ("CONSTRUCT", "DESCRIBE"):
        raise UsageError(
            f"{result.form} gives no graph; turtle and ntriples are for CONSTRUCT and DESCRIBE."
            " Fix: ask for json, xml, tsv or csv"
        )
    return [px.Triple(*row) for row in result.rows]  # type: ignore[arg-type]


def _turtle(result: Result) -> str:
    import pyoxigraph as px

    from alliancekg import turtle

    triples = _triples(result)
    if any(isinstance(term, px.BlankNode) for row in result.rows for term in row):
        data = px.serialize(triples, format=px.RdfFormat.TURTLE, prefixes=PREFIXES)
        return (data or b"").decode()
    return "".join(turtle.write_turtle(triples, PREFIXES))


def _ntriples(result: Result) -> str:
    return "".join(f"{triple} .\n" for triple in _triples(result))
