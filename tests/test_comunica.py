"""Comunica, a query engine of JavaScript, asks the running server; answers are the engine's own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from servers import Served, alliancekg_server

from alliancekg import queries
from alliancekg.embedded import Embedded
from alliancekg.namespaces import AK
from alliancekg.store import Store
from alliancekg.workspace import Workspace

FOLDER = Path(__file__).parent / "comunica"
HEADLINE = "events-after-withdrawal-announcements"
LABELS = f"SELECT ?event ?label {{ ?event a <{AK}Event> ; rdfs:label ?label }} ORDER BY STR(?event)"
LABELS = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n{LABELS}"
ID = "https://w3id.org/alliancekg/id/"
SHELF = f"""\
@prefix shelf: <urn:shelf:> .
<{ID}event/nixon-doctrine> shelf:box 4 .
<{ID}event/cfc-establishment> shelf:box 7 .
<{ID}event/no-such-event> shelf:box 9 .
"""
"""What somebody may keep beside the graph: in which box the papers on an event lie."""

Ask = Callable[..., list[Any]]
Term = px.NamedNode | px.Literal | None


@pytest.fixture(scope="module")
def served(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with alliancekg_server(built.path, tmp_path_factory.mktemp("comunica") / "log") as found:
        yield found


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


@pytest.fixture(scope="module")
def ask(served: Served) -> Ask:
    """Return a function that lets Comunica ask the server some questions, in one process."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        pytest.skip("needs Comunica: npm ci --ignore-scripts --prefix tests/comunica")

    def ask(kind: str, *texts: str, **more: str) -> list[Any]:
        endpoint = f"{served.address}/sparql"
        asked = [{"kind": kind, "text": text, "endpoint": endpoint, **more} for text in texts]
        run = subprocess.run(
            [node, str(FOLDER / "ask.mjs")],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        found: list[Any] = json.loads(run.stdout)
        return found

    return ask


def rows(graph: px.Store, text: str) -> list[list[str | None]]:
    """Return the answer of the engine in this process, its variables first."""
    found = graph.query(text)
    assert isinstance(found, px.QuerySolutions)
    names: list[str | None] = [variable.value for variable in found.variables]
    return [names, *([None if term is None else str(term) for term in row] for row in found)]


def test_rows_are_those_of_the_engine_in_their_order(ask: Ask, graph: px.Store, root: Path) -> None:
    folder = Workspace.find(root).queries
    engine = Embedded(graph)
    names = (HEADLINE, "numbers", "who-disputes-whom")
    texts = [queries.bound(queries.get(folder, name), engine) for name in names]
    found = ask("SELECT", *texts)
    for text, answer in zip(texts, found, strict=True):
        expected = rows(graph, text)
        assert len(expected) > 5
        assert answer == expected


def test_parts_of_an_answer_make_the_whole(ask: Ask, graph: px.Store) -> None:
    expected = rows(graph, LABELS)
    size = 50
    texts = [f"{LABELS} LIMIT {size} OFFSET {at}" for at in range(0, len(expected) + size, size)]
    found = ask("SELECT", *texts)
    assert [answer[0] for answer in found] == [expected[0]] * len(texts)
    assert [row for answer in found for row in answer[1:]] == expected[1:]
    assert [len(answer) - 1 for answer in found[:2]] == [size, size]
    assert found[-1][1:] == []


def test_yes_and_no_are_told_apart(ask: Ask) -> None:
    texts = [f"ASK {{ ?s a <{AK}{name}> }}" for name in ("Treaty", "NoSuchClass")]
    assert ask("ASK", *texts) == [True, False]


def test_a_graph_is_that_of_the_engine(ask: Ask, graph: px.Store) -> None:
    node = f"<{ID}event/nixon-doctrine>"
    text = f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}"
    found = graph.query(text)
    assert isinstance(found, px.QueryTriples)
    expected = sorted([str(t.subject), str(t.predicate), str(t.object)] for t in found)
    assert len(expected) > 5
    assert [sorted(answer) for answer in ask("CONSTRUCT", text)] == [expected]


def test_a_file_of_ones_own_is_joined_with_the_server(
    ask: Ask, graph: px.Store, tmp_path: Path
) -> None:
    shelf = tmp_path / "shelf.ttl"
    shelf.write_text(SHELF, encoding="utf-8")
    text = f"""\
PREFIX ak: <{AK}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?event ?label ?date ?box {{
  ?event <urn:shelf:box> ?box ; rdfs:label ?label ; ak:dating/ak:edtf ?date .
}} ORDER BY ?box ?date"""
    both = px.Store()
    both.extend(graph.quads_for_pattern(None, None, None, px.DefaultGraph()))
    both.load(SHELF, px.RdfFormat.TURTLE)
    expected = rows(both, text)
    assert {row[0] for row in expected[1:]} == {
        *(f"<{ID}event/{name}>" for name in ("nixon-doctrine", "cfc-establishment"))
    }
    assert ask("SELECT", text, data=str(shelf)) == [expected]
    assert ask("SELECT", text) == [expected[:1]]  # the server alone has no such boxes
