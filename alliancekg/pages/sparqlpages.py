"""The page that takes any SPARQL query: its form, its answer, and its faults at their line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from alliancekg import emptiness, queries, queryfiles
from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.pages import linkedcells, pictures
from alliancekg.pages.dated import Answer
from alliancekg.pages.frame import GRAPH_FORMS, Page, has_scripts, render, shown
from alliancekg.pages.questionpages import MOST, Row, Table
from alliancekg.pages.site import Site

_TABLE_FORMS: Final = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_LONGEST: Final = 64 * 1024  # characters of a query, as the guard has it
EXAMPLE: Final = """\
PREFIX ak: <{ak}>
PREFIX rdfs: <{rdfs}>

SELECT ?event ?dated
WHERE {{
  ?node a ak:Event ;
    rdfs:label ?event ;
    ak:time/ak:edtf ?dated .
}}
ORDER BY ?dated ?event
LIMIT 20
""".format(**PREFIXES)


def sparql(site: Site, text: str | None = None) -> Page:
    """Return the page with a query and its answer; without a text with an example, not asked.

    What is wrong with the query is said at its line, with the status 400; an engine that fails
    gives 503.
    """
    if text is None:
        return _page(site, EXAMPLE, Table((), (), 0))
    try:
        answer = queries.run_text(text, site.engine, site.limits)
    except UsageError as error:
        place = queryfiles.placed(error)
        return _page(site, text, Table((), (), 0), problem=str(error), place=place, status=400)
    except EngineError as error:
        return _page(site, text, Table((), (), 0), problem=str(error), status=503)
    chosen = answer.rows[:MOST]
    cells = linkedcells.rows(answer, chosen, site.engine, site.links, text)
    notice = "1 row" if len(answer.rows) == 1 else f"{len(answer.rows):,} rows"
    if len(chosen) < len(answer.rows):
        notice += f", of which the first {len(chosen)} are shown"
    if not answer.rows:
        notice = emptiness.why(site.engine, text)
    rows = [Row(number, row, "") for number, row in enumerate(cells, 1)]
    table = Table(answer.variables, rows, len(answer.rows), notice)
    drawn = pictures.of(site, Answer(answer.variables, chosen, cells))
    forms = _TABLE_FORMS if answer.form in ("SELECT", "ASK") else GRAPH_FORMS
    return _page(site, text, table, drawn=drawn, is_asked=True, forms=forms)


def _words(site: Site) -> str:
    """Return what the editor offers; nothing where there is none, or where the engine fails."""
    try:
        return site.words if has_scripts() else ""
    except EngineError:
        return ""


def _page(
    site: Site,
    text: str,
    table: Table,
    *,
    problem: str = "",
    place: tuple[int, int, str] = (0, 0, ""),
    status: int = 200,
    drawn: list[pictures.Picture] | None = None,
    is_asked: bool = False,
    forms: Sequence[tuple[str, str]] = (),
) -> Page:
    hrefs = ((form, site.links.answer(text, suffix)) for form, suffix in forms)
    downloads = [(form, href) for form, href in hrefs if href]
    text = text[:_LONGEST]
    line, column, said = place
    around = range(max(line - 3, 1), line + 3) if line else range(0)
    lines = text.splitlines()
    return render(
        "sparql.html",
        status,
        site=site,
        text=text,
        table=table,
        problem=problem,
        words=_words(site),
        line=line,
        column=column,
        said="\n".join(map(shown, (said or problem).splitlines())),
        lines=[(n, lines[n - 1], n == line) for n in around if n <= len(lines)],
        drawn=drawn or [],
        is_asked=is_asked,
        downloads=downloads,
        prefixes=[p for p in PREFIXES.items() if p[0] in ("ak", "rdfs", "skos", "dcterms", "rdf")],
    )
