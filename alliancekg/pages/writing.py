"""A folder of pages that open from disk, without a server: questions, answers, records, terms.

    index.html questions.html records.html terms.html    where to begin
    question/ answer/ cite/                               its page, its answer, its sources
    record/ records/ term/ list/                          nodes, lists of them, terms, values
    static/                                               the style

The same graph and questions give the same bytes. The folder appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import folders, queries, results, spreadsheets
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError
from alliancekg.facts import Facts
from alliancekg.namespaces import ID
from alliancekg.pages import (
    behindpages,
    entitypages,
    filed,
    homepage,
    labelindex,
    listpages,
    questionpages,
    termpages,
)
from alliancekg.pages.filed import Filed
from alliancekg.pages.frame import EDITOR, STATIC
from alliancekg.pages.labelindex import Index
from alliancekg.pages.site import Site
from alliancekg.workspace import Workspace

ROWS: Final = 1000
"""How many rows of an answer a page of the folder shows; the files of the answer hold all."""

_KEPT: Final = 2000  # pages for which what has been asked is kept

Progress = Callable[[str], None]


def write(folder: Path, workspace: Workspace, engine: Engine, progress: Progress) -> int:
    """Write the pages into a folder that is empty or does not exist, and return how many files.

    Raises UsageError for another folder or a bad question, EngineError if the engine fails, the
    graph has too many names, or the disk refuses.
    """
    folders.refuse(folder)
    saved = queries.find(workspace.queries)
    index = labelindex.index(engine)
    if index is None:
        raise EngineError(
            "the graph has too many names for a folder of pages; expected a smaller one."
            " Fix: leave out loaded sources, or use a server"
        )
    nodes = _nodes(engine, index)
    kinds = {kind for entry in index.entries for kind in entry.kinds}
    links = Filed(nodes, kinds, set(saved))
    site = Site(saved, engine, links)
    count = 0
    with folders.appearing(folder) as part:
        for path, text in _files(site, links, index, sorted(nodes), progress):
            file = part / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
            count += 1
    return count


def _nodes(engine: Engine, index: Index) -> set[str]:
    """Return the nodes that get a page: those of the index, and the passages of documents."""
    text = "SELECT DISTINCT ?s { ?s a ?c }"
    found = {entry.iri for entry in index.entries}
    for (node,) in engine.ask(text, "SELECT", Limits()).rows:
        if isinstance(node, px.NamedNode) and node.value.startswith(f"{ID}passage/"):
            found.add(node.value.partition("#")[0])
    return found


def _files(
    site: Site, links: Filed, index: Index, nodes: list[str], progress: Progress
) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file."""
    for file in sorted(STATIC.iterdir()):
        if file.name == EDITOR:  # of a page that a folder does not have
            continue
        yield f"static/{file.name}", file.read_text(encoding="utf-8")
    links.here = "index.html"
    yield links.here, homepage.home(site)
    links.here = "questions.html"
    yield links.here, questionpages.questions(site)
    progress(f"{len(site.saved)} questions")
    for name in site.saved:
        yield from _question(site, links, name)
    links.here = "records.html"
    kinds = [kind for kind in site.held.kinds if links.search(kind=kind.key)]
    yield links.here, listpages.lists(site, kinds)
    links.here = "terms.html"
    yield links.here, termpages.terms(site)
    for kind in kinds:
        chosen = [entry for entry in index.entries if kind.key in entry.kinds]
        yield from listpages.parts(site, links, kind, chosen)
    progress(f"{len(nodes)} records, terms and passages")
    for at, iri in enumerate(nodes):
        if at % _KEPT == 0:  # what is known of nodes would else grow with the graph
            facts = Facts(site.engine)
        links.here = filed.node_file(iri)
        yield links.here, entitypages.entity(site, iri, facts)


def _question(site: Site, links: Filed, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a question: its page, its sources, its answer in each format."""
    links.here = filed.question_file(name)
    page = questionpages.question(site, name, most=ROWS)
    yield links.here, page
    if page.status != 200:  # which the page tells
        return
    links.here = filed.cite_file(name)
    yield links.here, behindpages.cite(site, name)
    answer = queries.run(site.saved[name], site.engine)
    yield filed.answer_file(name, "csv"), spreadsheets.write(answer)
    yield filed.answer_file(name, "json"), results.write(answer, "json")
