"""The graph in each format is read by other libraries, without a warning, as it was."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph as px
import pytest
import rdflib
from pyld import jsonld
from rdfformats import ENGINE, RDFLIB, SUFFIX
from servers import PASSWORD, USER, virtuoso_server

from alliancekg.errors import UsageError
from alliancekg.export import FORMATS, QUAD_FORMATS, export_to, write
from alliancekg.namespaces import PREFIXES
from alliancekg.quadsources import named
from alliancekg.rdfreading import read
from alliancekg.store import Store

A, P, G = (px.NamedNode(f"https://example.org/{name}") for name in ("a", "p", "g"))


def typed(value: str, kind: str) -> px.Literal:
    return px.Literal(value, datatype=px.NamedNode(PREFIXES["xsd"] + kind))


# Spellings that libraries like to change: a store may, a file must not.
SPELLINGS = [
    *(typed(value, "integer") for value in ("007", "-0", "+5", "1" * 40, str(2**63 - 1), "x")),
    *(typed(value, "decimal") for value in ("1.50", ".5", "0001.0", "1.", "0." + "3" * 40)),
    *(typed(value, "double") for value in ("1e400", "INF", "-INF", "NaN", "1.0E0", "1")),
    *(typed(value, "boolean") for value in ("1", "0", "true", "TRUE")),
    *(typed(value, "date") for value in ("2001-01-01+05:00", "2001-01-01Z", "-0044-03-15")),
    *(typed(value, "date") for value in ("12345-01-01", "2001-02-30", "")),
    *(typed(value, "gYear") for value in ("-0001", "0000", "1969")),
    *(typed(value, "dateTime") for value in ("2001-01-01T24:00:00Z", "2001-01-01T00:00:00.500")),
    typed("24:00:00", "time"),
    *(typed(value, "duration") for value in ("P1Y", "PT0S")),
    *(typed(value, kind) for value, kind in (("1", "int"), ("1.5", "float"), ("a b", "anyURI"))),
    px.Literal("<b>é</b>", datatype=px.NamedNode(PREFIXES["rdf"] + "XMLLiteral")),
    px.Literal('{"a": 1.0}', datatype=px.NamedNode(PREFIXES["rdf"] + "JSON")),
    px.Literal("v", datatype=px.NamedNode("https://example.org/type")),
    *(px.Literal(text, language=tag) for text, tag in (("동맹", "ko"), ("a", "en-gb"), ("", "en"))),
    *(px.Literal(text, language=tag) for text, tag in (("聯盟", "zh-hant"), ("a\nb", "fr-ca"))),
    *(px.Literal(text) for text in ("", " ", "\n", "\r\n", "\t", "007", "true", "😀 𐍈 e\u0301")),
    px.Literal("\u202emarks\u202c \u200f"),
    px.Literal("\x7f\x85\u2028\ufeff\ufffd"),
    px.Literal("<b>&amp; ]]> \" ' \"\"\" '''"),
    px.Literal("back\\slash \\n \\u0041 \\"),
    px.Literal("a\tb\nc\rd"),
    px.Literal("long " * 40_000),
]
CONTROLS = px.Literal("\x01\x08\x0b\x0c\x1f")  # which XML 1.0 cannot hold


def of_spellings(form: str) -> list[px.Quad]:
    literals = SPELLINGS if form == "rdfxml" else [*SPELLINGS, CONTROLS]
    return [
        px.Quad(px.NamedNode(f"https://example.org/{number}"), P, literal, G)
        for number, literal in enumerate(literals)
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


class Sum(NamedTuple):
    """How many statements there are, and the SHA-256 of their canonical form.

    Where no node is blank, the canonical form of RDFC-1.0 is the sorted lines of N-Quads.
    """

    statements: int
    digest: str

    @classmethod
    def of(cls, quads: Iterable[px.Quad]) -> Sum:
        lines = set((px.serialize(quads, format=px.RdfFormat.N_QUADS) or b"").split(b"\n")) - {b""}
        return cls(len(lines), hashlib.sha256(b"\n".join(sorted(lines))).hexdigest())


@pytest.fixture(scope="module")
def whole(built: Store) -> list[px.Quad]:
    """Return all quads of the graph."""
    return list(named(built.current().open()))


@pytest.fixture(scope="module")
def files(whole: list[px.Quad], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the whole graph in each format."""
    folder = tmp_path_factory.mktemp("files")
    for form in FORMATS:
        export_to(folder / f"graph.{SUFFIX[form]}", whole, form, flatten=True)
    return {form: folder / f"graph.{SUFFIX[form]}" for form in FORMATS}


@pytest.fixture(scope="module")
def sums(whole: list[px.Quad]) -> dict[str, Sum]:
    """Return the sum of what each format can hold of the graph."""
    quads, triples = Sum.of(seen(whole, "trig")), Sum.of(seen(whole, "turtle"))
    assert quads.statements > 50_000
    return {form: quads if form in QUAD_FORMATS else triples for form in FORMATS}


@pytest.fixture(scope="module")
def some(whole: list[px.Quad]) -> list[px.Quad]:
    """Return a part that slow readers read: all predicates, data types, languages and odd texts.

    Of each graph and predicate the first statements, and of long texts each that is not plain.
    """
    found: dict[tuple[object, ...], list[px.Quad]] = {}
    for quad in sorted(whole, key=str):
        value = quad.object
        kind: tuple[object, ...] = ()
        if isinstance(value, px.Literal):
            odd = "".join(sorted(set(re.sub(r"[\w\s.,;:()–-]", "", value.value))))
            kind = (value.datatype, value.language, odd)
        found.setdefault((quad.graph_name, quad.predicate, *kind), []).append(quad)
    return [quad for quads in found.values() for quad in quads[:3]]


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_graph_is_read_as_it_was(
    form: str, files: dict[str, Path], sums: dict[str, Sum]
) -> None:
    assert Sum.of(px.parse(path=files[form], format=ENGINE[form])) == sums[form]


def test_the_sum_is_that_of_the_canonical_form(some: list[px.Quad]) -> None:
    data = px.Dataset(some)
    data.canonicalize(px.CanonicalizationAlgorithm.RDFC_1_0)
    assert Sum.of(data) == Sum.of(some)
    assert Sum.of(some[1:]) != Sum.of(some)


@pytest.mark.parametrize("form", ["turtle", "rdfxml"])
def test_raptor_reads_the_whole_graph_without_a_warning(
    form: str, files: dict[str, Path], sums: dict[str, Sum]
) -> None:
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("needs Raptor: apt-get install raptor2-utils")
    command = [rapper, "-q", "-i", form, "-o", "ntriples", str(files[form])]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert Sum.of(px.parse(done.stdout, px.RdfFormat.N_TRIPLES)) == sums[form]


def of_rdflib(content: bytes, form: str) -> set[px.Quad]:
    """Return what rdflib reads, its habit of rewriting values turned off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        data: rdflib.Graph = rdflib.Dataset() if form in QUAD_FORMATS else rdflib.Graph()
        data.parse(data=content, format=RDFLIB[form])
        if isinstance(data, rdflib.Dataset):
            return {px.Quad(*map(of_term, (s, p, o, rdflib.URIRef(str(g)))))  # type: ignore[arg-type]
                    for s, p, o, g in data.quads()}  # fmt: skip
        return {px.Quad(*map(of_term, triple)) for triple in data}  # type: ignore[arg-type]


def of_term(node: object) -> px.NamedNode | px.Literal:
    """Return a term of rdflib as one of pyoxigraph, spelt as it stands."""
    if not isinstance(node, rdflib.Literal):
        return px.NamedNode(str(node))
    if node.language:
        return px.Literal(str(node), language=node.language)
    return px.Literal(
        str(node), datatype=px.NamedNode(str(node.datatype or PREFIXES["xsd"] + "string"))
    )


# rdflib's own readers of quads use what rdflib deprecates; of what they read they say nothing.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_the_graph_as_it_was(form: str, some: list[px.Quad]) -> None:
    assert {q.predicate for q in some} > {px.NamedNode(PREFIXES["ak"] + "participant")}
    assert of_rdflib(text(some, form), form) == seen(some, form)


def fetched(url: str, options: object) -> object:
    raise AssertionError(f"{url} was asked for, {options}")


def of_pyld(content: bytes) -> set[px.Quad]:
    options = {"format": "application/n-quads", "documentLoader": fetched}
    lines = jsonld.to_rdf(json.loads(content), options)
    return set(px.parse(lines, px.RdfFormat.N_QUADS))


def test_pyld_reads_the_graph_as_it_was(some: list[px.Quad]) -> None:
    assert of_pyld(text(some, "jsonld")) == set(some)


@pytest.mark.parametrize("form", FORMATS)
def test_no_spelling_of_a_literal_is_changed(form: str) -> None:
    quads = of_spellings(form)
    assert set(px.parse(text(quads, form), ENGINE[form])) == seen(quads, form)


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_each_spelling_as_it_is_if_told_so(form: str) -> None:
    quads = of_spellings(form)
    assert of_rdflib(text(quads, form), form) == seen(quads, form)


def test_pyld_reads_each_spelling_as_it_is_but_of_doubles_and_json() -> None:
    # It spells these anew, as JSON-LD's own algorithm does with numbers and values of JSON.
    changed = {PREFIXES["xsd"] + "double", PREFIXES["rdf"] + "JSON"}
    quads = [
        q
        for q in of_spellings("jsonld")
        if isinstance(q.object, px.Literal) and q.object.datatype.value not in changed
    ]
    assert of_pyld(text(quads, "jsonld")) == set(quads)


def test_control_characters_are_refused_where_xml_cannot_hold_them() -> None:
    with pytest.raises(UsageError, match=r"has the control character U\+0001"):
        text([px.Quad(A, P, CONTROLS, G)], "rdfxml")


@pytest.mark.parametrize("form", FORMATS)
def test_we_read_what_we_write(form: str, some: list[px.Quad], tmp_path: Path) -> None:
    file = tmp_path / f"graph.{SUFFIX[form]}"
    export_to(file, some, form, flatten=True)
    document = read(file, file.name)
    assert set(document.quads) == seen(some, form)


class Virtuoso(NamedTuple):
    """A server that gives whole graphs, and the folder whose files it reads."""

    address: str
    folder: Path

    def load(self, file: Path, form: str, graph: str) -> str:
        """Have a file read into a graph, or into those that it names; return what went wrong."""
        copy = self.folder / file.name
        shutil.copy(file, copy)
        text = f"file_to_string_output('{copy}')"
        if form == "rdfxml":
            return self.done(f"DB.DBA.RDF_LOAD_RDFXML({text}, '', '{graph}');")
        flags = {"nquads": 512, "trig": 256}.get(form, 0)
        return self.done(f"DB.DBA.TTLP({text}, '', '{graph}', {flags});")

    def done(self, command: str) -> str:
        """Run a command of SQL, and return what went wrong."""
        ini = (self.folder / "virtuoso.ini").read_text("utf-8")
        found = re.search(r"ServerPort = (127\.0\.0\.1:\d+)", ini)
        assert found
        isql = [shutil.which("isql-vt") or "isql-vt", found[1], USER, PASSWORD, f"exec={command}"]
        done = subprocess.run(isql, capture_output=True, text=True, timeout=60)
        failed = re.search(r"\*\*\* Error.*", done.stdout + done.stderr)
        return failed[0] if failed else ""

    def holds(self, loaded: Iterable[px.Quad], form: str) -> Iterator[px.Quad]:
        """Return what the graphs of what was loaded hold, and forget all."""
        graphs = {q.graph_name for q in loaded} if form in QUAD_FORMATS else {G}
        for graph in sorted(graphs, key=str):
            assert isinstance(graph, px.NamedNode)
            place = self.address.removesuffix("/sparql") + "/sparql-graph-crud?graph-uri="
            request = Request(place + quote(graph.value))
            request.add_header("Accept", "application/n-triples")
            with urlopen(request, timeout=60) as reply:
                for q in px.parse(reply.read(), px.RdfFormat.TURTLE):
                    name = graph if form in QUAD_FORMATS else px.DefaultGraph()
                    yield px.Quad(q.subject, q.predicate, q.object, name)
        assert self.done("DB.DBA.RDF_GLOBAL_RESET();") == ""


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    folder = tmp_path_factory.mktemp("virtuoso")
    with virtuoso_server(folder, rows=1_000_000) as address:
        yield Virtuoso(address, folder)


# On all formats but JSON-LD; of those that differ least, the whole graph is read in one.
@pytest.mark.parametrize("form", ["turtle", "rdfxml", "nquads"])
def test_virtuoso_reads_the_whole_graph(
    form: str,
    virtuoso: Virtuoso,
    whole: list[px.Quad],
    files: dict[str, Path],
    sums: dict[str, Sum],
) -> None:
    assert virtuoso.load(files[form], form, G.value) == ""
    assert Sum.of(virtuoso.holds(whole, form)) == sums[form]


@pytest.mark.parametrize("form", ["trig", "ntriples"])
def test_virtuoso_reads_a_part_of_the_graph(
    form: str, virtuoso: Virtuoso, some: list[px.Quad], tmp_path: Path
) -> None:
    file = tmp_path / form
    export_to(file, some, form, flatten=True)
    assert virtuoso.load(file, form, G.value) == ""
    assert set(virtuoso.holds(some, form)) == seen(some, form)


# What Virtuoso 7.2.5 makes of spellings: all others come back as they were.
RESPELT = {
    "boolean": {"1": "true", "0": "false"},
    "date": {"-0044-03-15": "-044-03-15", "": "0001-01-01"},
    "decimal": {
        "1.50": "1.5",
        ".5": "0.5",
        "0001.0": "1",
        "1.": "1",
        "0." + "3" * 40: "0." + "3" * 15,
    },
    "double": {"1e400": "INF", "1.0E0": "1.0", "1": "1.0"},
    "duration": {"P1Y": "12"},
    "gYear": {"-0001": "0000"},
    "integer": {"007": "7", "-0": "0", "+5": "5", "x": "0"},
}
TO_DECIMAL = ("1" * 40, str(2**63 - 1))  # whole numbers of 64 bits and more


def test_virtuoso_respells_these_and_no_others(virtuoso: Virtuoso, tmp_path: Path) -> None:
    quads = of_spellings("ntriples")
    export_to(tmp_path / "spellings", quads, "ntriples")
    assert virtuoso.load(tmp_path / "spellings", "ntriples", G.value) == ""
    found = {q.subject: q.object for q in virtuoso.holds(quads, "ntriples")}
    changed = {q.object: found[q.subject] for q in quads if q.object != found[q.subject]}
    assert changed == {
        **{typed(a, kind): typed(b, kind) for kind in RESPELT for a, b in RESPELT[kind].items()},
        **{typed(number, "integer"): typed(number, "decimal") for number in TO_DECIMAL},
    }


def test_virtuoso_knows_no_json_ld(virtuoso: Virtuoso) -> None:
    assert "Undefined procedure" in virtuoso.done("DB.DBA.RDF_LOAD_JSON_LD('', '', '');")
