"""Blank nodes by RDFC-1.0, as the W3C tests it, and an end where there is none by itself."""

from __future__ import annotations

import csv
import io
import json
import random
import time
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg.blanklabels import has_blank, labelled
from alliancekg.canonicalising import canonical
from alliancekg.errors import EngineError
from alliancekg.export import write

CLIQUE = 10


def node(name: str) -> px.NamedNode:
    return px.NamedNode(f"https://example.org/{name}")


def nquads(quads: Iterable[px.Quad]) -> bytes:
    out = io.BytesIO()
    write(quads, "nquads", out, has_labels=True)
    return out.getvalue()


def clique(size: int) -> list[px.Quad]:
    nodes = [px.BlankNode() for _ in range(size)]
    return [px.Quad(a, node("p"), b) for a in nodes for b in nodes if a != b]


def renamed(quads: Iterable[px.Quad], names: dict[str, str]) -> list[px.Quad]:
    def of(term: object) -> object:
        return px.BlankNode(names[term.value]) if isinstance(term, px.BlankNode) else term

    return [
        px.Quad(of(q.subject), q.predicate, of(q.object), of(q.graph_name))  # type: ignore[arg-type]
        for q in quads
    ]


@pytest.mark.shared
def test_the_w3c_suite_of_rdfc_gives_the_expected_lines_and_labels(shared: Path) -> None:
    folder = shared / "w3c" / "rdfc10"
    passed = {"lines": 0, "labels": 0}
    for row in csv.DictReader((folder / "manifest.csv").read_text("utf-8").splitlines()):
        stem = folder / "rdfc10" / row["test"]
        if row["rdfc10"] != "TRUE":
            continue
        kind = "RDFC_1_0_SHA_384" if row["hashAlgorithm"] == "SHA384" else "RDFC_1_0"
        given = list(px.parse(path=f"{stem}-in.nq", format=px.RdfFormat.N_QUADS))
        found = nquads(canonical(given, getattr(px.CanonicalizationAlgorithm, kind)))
        assert found == Path(f"{stem}-rdfc10.nq").read_bytes(), row["test"]
        passed["lines"] += 1
        if row["rdfc10map"] == "TRUE":
            names = json.loads(Path(f"{stem}-rdfc10map.json").read_text("utf-8"))
            # The parser may have given labels of its own: read those of the file as IRIs.
            assert nquads(renamed(given, names)) == found, row["test"]
            passed["labels"] += 1
    assert passed == {"lines": 64, "labels": 21}


@pytest.mark.shared
def test_the_clique_of_the_w3c_suite_ends_by_the_time_limit(shared: Path) -> None:
    path = shared / "w3c" / "rdfc10" / "rdfc10" / "test074-in.nq"
    given = list(px.parse(path=path, format=px.RdfFormat.N_QUADS))
    start = time.monotonic()
    with pytest.raises(EngineError) as ended:
        list(labelled(given, 0.5))
    assert time.monotonic() - start < 10
    assert str(ended.value) == (
        f"the blank nodes of {len(given)} statements were not told apart within 0.5 s;"
        " expected canonical labels (RDFC-1.0). Fix: give nodes that are alike IRIs, or allow"
        " longer with --time-limit"
    )


def test_a_clique_that_needs_no_file_ends_by_the_time_limit() -> None:
    with pytest.raises(EngineError, match=r"of 90 statements were not told apart within 0\.5 s"):
        list(labelled(clique(CLIQUE), 0.5))


def test_labels_depend_neither_on_names_nor_on_order() -> None:
    def said(names: list[str], seed: int) -> list[px.Quad]:
        a, b, c = map(px.BlankNode, names)
        quads = [
            px.Quad(node("s"), node("p"), a),
            px.Quad(a, node("q"), b, node("g")),
            px.Quad(b, node("q"), c, node("g")),
            px.Quad(c, node("is"), px.Literal("007", datatype=node("kind")), b),
            px.Quad(node("s"), node("p"), node("o")),
        ]
        random.Random(seed).shuffle(quads)
        return quads

    one = nquads(labelled(said(["x", "y", "z"], 1)))
    other = nquads(labelled(said(["c14n2", "c14n0", "c14n1"], 2)))
    assert one == other
    assert one.count(b"_:c14n") == 7
    assert b'"007"^^' in one


def test_what_has_no_blank_nodes_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliancekg.blanklabels.sys.executable", "/nowhere/python")
    quads = [px.Quad(node("s"), node("p"), node("o"), node("g"))]
    assert list(labelled(quads)) == quads


def test_a_process_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliancekg.blanklabels._CHILD", "alliancekg.nosuch")
    with pytest.raises(EngineError) as failed:
        list(labelled([px.Quad(px.BlankNode("x"), node("p"), node("o"))]))
    said = str(failed.value)
    assert said.startswith("the blank nodes of 1 statements were not told apart: ")
    assert "No module named alliancekg.nosuch; expected canonical labels" in said


@pytest.mark.parametrize("place", ["subject", "object", "graph"])
def test_a_blank_node_is_seen_in_each_place(place: str) -> None:
    blank = px.BlankNode("x")
    quad = px.Quad(
        blank if place == "subject" else node("s"),
        node("p"),
        blank if place == "object" else node("o"),
        blank if place == "graph" else node("g"),
    )
    assert has_blank(quad)
    assert not has_blank(px.Quad(node("s"), node("p"), node("o"), node("g")))
