"""The graph in each format is read by other libraries, without a warning, as it was."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as px
import pytest
import rdflib
from pyld import jsonld
from rdfformats import ENGINE, RDFLIB

from alliancekg.export import FORMATS, QUAD_FORMATS, export_to, write
from alliancekg.pipeline import build
from alliancekg.quadsources import named
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

XSD = "http://www.w3.org/2001/XMLSchema#"
A, P, G = (px.NamedNode(f"https://example.org/{name}") for name in ("a", "p", "g"))


def typed(value: str, kind: str) -> px.Literal:
    return px.Literal(value, datatype=px.NamedNode(XSD + kind))


# Spellings that libraries like to change: a store may, a file must not.
SPELLINGS = [
    *(typed(value, "integer") for value in ("007", "-0", "+5", "1" * 40)),
    *(typed(value, "decimal") for value in ("1.50", ".5", "0001.0")),
    *(typed(value, "double") for value in ("1e400", "INF", "NaN", "1.0E0")),
    *(typed(value, "boolean") for value in ("1", "true")),
    *(typed(value, "date") for value in ("2001-01-01+05:00", "-0044-03-15", "12345-01-01")),
    *(typed(value, "gYear") for value in ("-0001", "0000", "1969")),
    typed("2001-01-01T24:00:00Z", "dateTime"),
    *(px.Literal(text, language=tag) for text, tag in (("동맹", "ko"), ("a", "en-gb"), ("", "en"))),
    px.Literal("\u202emarks\u202c \u200f"),
    px.Literal("<b>&amp; ]]> \" '"),
    px.Literal("a\tb\nc\rd"),
    px.Literal(""),
]


def text(quads: Iterable[px.Quad], form: str) -> bytes:
    out = io.BytesIO()
    write(quads, form, out, flatten=True)
    return out.getvalue()


def seen(quads: Iterable[px.Quad], form: str) -> set[px.Quad]:
    """Return what a format can hold of quads."""
    if form in QUAD_FORMATS:
        return set(quads)
    return {px.Quad(q.subject, q.predicate, q.object) for q in quads}


@pytest.mark.parametrize("form", FORMATS)
def test_no_spelling_of_a_literal_is_changed(form: str) -> None:
    quads = [px.Quad(A, P, literal, G) for literal in SPELLINGS]
    assert set(px.parse(text(quads, form), ENGINE[form])) == seen(quads, form)


def of_rdflib(content: bytes, form: str) -> set[px.Quad]:
    """Return what rdflib reads, its habit of rewriting values turned off."""
    normalizes, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        if form in QUAD_FORMATS:
            data = rdflib.Dataset()
            data.parse(data=content, format=RDFLIB[form])
            found = [
                f"GRAPH <{g}> {{ {s.n3()} {p.n3()} {o.n3()} . }}\n" for s, p, o, g in data.quads()
            ]
        else:
            graph = rdflib.Graph().parse(data=content, format=RDFLIB[form])
            found = [f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph]
    finally:
        rdflib.NORMALIZE_LITERALS = normalizes
    return set(px.parse("".join(found), px.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> list[px.Quad]:
    """Return the quads of a small workspace, which rdflib and PyLD read in reasonable time."""
    from conftest import copied

    workspace = Workspace.find(copied(tmp_path_factory.mktemp("some") / "small"))
    store = Store(tmp_path_factory.mktemp("store") / "store")
    build(workspace, store, TABLES, lambda _: None)
    return list(named(store.current().open()))


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_the_graph_as_it_was(form: str, some: list[px.Quad]) -> None:
    assert of_rdflib(text(some, form), form) == seen(some, form)


def test_pyld_reads_the_graph_as_it_was(some: list[px.Quad]) -> None:
    # PyLD spells doubles anew, as JSON-LD's own algorithm does with numbers of JSON.
    kept = [literal for literal in SPELLINGS if literal.datatype.value != XSD + "double"]
    quads = [*some, *(px.Quad(A, P, literal, G) for literal in kept)]
    document = json.loads(text(quads, "jsonld"))

    def none_is_fetched(url: str, options: object) -> object:
        raise AssertionError(f"{url} was asked for, {options}")

    lines = jsonld.to_rdf(
        document, {"format": "application/n-quads", "documentLoader": none_is_fetched}
    )
    assert set(px.parse(lines, px.RdfFormat.N_QUADS)) == set(quads)


def test_pyld_compacts_it_with_the_same_names(some: list[px.Quad]) -> None:
    document = json.loads(text(some, "jsonld"))
    again = jsonld.compact(jsonld.expand(document), document["@context"])
    graph = next(node for node in again["@graph"] if node["@id"].endswith("/record"))
    ours = next(node for node in document["@graph"] if node["@id"].endswith("/record"))
    assert {n["@id"] for n in graph["@graph"]} == {n["@id"] for n in ours["@graph"]}
    keys = {key for node in ours["@graph"] for key in node}
    assert {key for node in graph["@graph"] for key in node} == keys
    assert "dating" in {key.rpartition(":")[2] for key in keys}


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_graph_is_read_as_it_was(form: str, built: Store, tmp_path: Path) -> None:
    quads = list(named(built.current().open()))
    file = tmp_path / "graph"
    export_to(file, quads, form, flatten=True)
    assert set(px.parse(file.read_bytes(), ENGINE[form])) == seen(quads, form)


@pytest.mark.parametrize(("form", "name"), [("turtle", "turtle"), ("rdfxml", "rdfxml")])
def test_raptor_reads_the_whole_graph_without_a_warning(
    form: str, name: str, built: Store, tmp_path: Path
) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("needs Raptor: apt-get install raptor2-utils")
    quads = list(named(built.current().open()))
    file = tmp_path / "graph"
    export_to(file, quads, form, flatten=True)
    command = [rapper, "-q", "-i", name, "-o", "ntriples", str(file)]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert set(px.parse(done.stdout, px.RdfFormat.N_TRIPLES)) == seen(quads, form)
