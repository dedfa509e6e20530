"""The pages on what is behind an answer or a node: what made a row, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as px

from alliancekg import bibliography, citing, labelling
from alliancekg.citing import Work
from alliancekg.errors import EngineError, UsageError
from alliancekg.facts import Term
from alliancekg.namespaces import GRAPH, ID
from alliancekg.pages import forms, linkedcells
from alliancekg.pages.frame import Page, is_web, render, shown
from alliancekg.pages.linkedcells import Cell, node_cell
from alliancekg.pages.questionpages import asked, find
from alliancekg.pages.site import Site
from alliancekg.queries import SavedQuery
from alliancekg.results import Result, shown_term
from alliancekg.rowexplaining import explain_row


def explain(
    site: Site, name: str, row: int, values: Mapping[str, Sequence[str]] | None = None
) -> Page:
    """Return the page on what made a row (from 1) of the answer to a question.

    What is wrong with the values or the number is said on the page, with the status 400; an engine
    that fails gives 503. Raises UsageError if there is no such question.
    """
    saved, given = find(site, name), forms.given(values)
    head = {
        "site": site,
        "asked": asked(saved, given),
        "row": row,
        "back": site.links.question(name, given),
    }
    try:
        found = explain_row(site.engine, saved, row, given, site.limits)
    except (UsageError, EngineError) as error:
        status = 400 if isinstance(error, UsageError) else 503
        return render("explain.html", status, problem=str(error), **head)
    made = found.grounds
    triples = [term for triple, _ in made.statements for term in triple]
    nodes = [*triples, *made.claims, *made.passages, *made.rows]
    labels = labelling.labels_of([*nodes, *made.sources], site.engine)

    def cells(terms: Iterable[Term | None]) -> list[Cell]:
        return [_cell(term, labels, site) for term in terms]

    return render(
        "explain.html",
        problem="",
        values=_row(site, saved, found.values),
        statements=[(cells(triple), _graphs(site, by)) for triple, by in made.statements],
        groups=[
            (title, cells(sorted(terms, key=str)))
            for title, terms in (
                ("Claims", made.claims),
                ("Passages", made.passages),
                ("Rows of tables", made.rows),
                ("Sources", made.sources),
            )
            if terms
        ],
        notes={
            title: lines
            for title, lines in found.sections.items()
            if title.startswith(("Computed", "Conditions", "What this covers"))
        },
        **head,
    )


def _cell(term: Term | None, labels: Mapping[str, str], site: Site) -> Cell:
    if isinstance(term, px.NamedNode):
        return node_cell(term.value, labels, site.links)
    language = (term.language or "") if isinstance(term, px.Literal) else ""
    return Cell(shown(shown_term(term, labels)), language=language)


def _row(
    site: Site, saved: SavedQuery, values: Mapping[str, Term | None]
) -> list[tuple[str, Cell]]:
    """Return the values of a row as the page of the answer has them, by column."""
    answer = Result(saved.form, tuple(values), (tuple(values.values()),))
    (cells,) = linkedcells.rows(answer, answer.rows, site.engine, site.links, saved.text)
    return [(name, cell) for name, cell in zip(values, cells, strict=True) if cell.text]


def _graphs(site: Site, names: Iterable[str]) -> list[Cell]:
    keys = (name.removeprefix(GRAPH) for name in names)
    return [Cell(key, site.links.entity(f"{ID}source/{key}")) for key in keys]


def cite(site: Site, name: str, values: Mapping[str, Sequence[str]] | None = None) -> Page:
    """Return the bibliography of the answer to a question; faults are told as by `explain`."""
    saved, given = find(site, name), forms.given(values)
    head = {"site": site, "title": asked(saved, given), "back": site.links.question(name, given)}
    try:
        works = citing.cite_query(site.engine, saved, given, site.limits)
    except (UsageError, EngineError) as error:
        status = 400 if isinstance(error, UsageError) else 503
        return render("cite.html", status, problem=str(error), works=[], formats=[], **head)
    return _bibliography(site, works, head)


def cite_entity(site: Site, iri: str) -> Page:
    """Return the bibliography of all that is said of a node; the status is 404 for no node."""
    head = {"site": site, "title": shown(iri, 200), "back": site.links.entity(iri)}
    try:
        labels = labelling.labels_of([px.NamedNode(iri)], site.engine)
        works = citing.cite_node(site.engine, iri)
    except (UsageError, ValueError) as error:
        return render("cite.html", 404, problem=str(error), works=[], formats=[], **head)
    except EngineError as error:
        return render("cite.html", 503, problem=str(error), works=[], formats=[], **head)
    return _bibliography(site, works, head | {"title": shown(labels.get(iri, iri), 300)})


def _bibliography(site: Site, works: Sequence[Work], head: Mapping[str, object]) -> Page:
    listed = [
        {
            "text": bibliography.write([work], "text").strip(),
            "href": site.links.entity(f"{ID}source/{work.key}"),
            "url": work.url if is_web(work.url) else "",
        }
        for work in works
    ]
    forms = (("BibTeX", "bibtex"), ("CSL-JSON", "csl"))
    formats = [(title, bibliography.write(works, form)) for title, form in forms] if works else []
    return render("cite.html", problem="", works=listed, formats=formats, **head)
