"""The description of the graph: counts as in the data, terms as the sources have them."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import engine_kinds
import pyoxigraph as px
import pytest

from alliancekg import (
    catalogs,
    describearguments,
    describing,
    dumpfiles,
    export,
    loadertexts,
    partitions,
)
from alliancekg.catalogs import About
from alliancekg.cli import main
from alliancekg.descriptions import PREFIXES, VOID, WHOLE, Description, part_of
from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.indexing import Index
from alliancekg.namespaces import AK, BASE, FILE, GRAPH, ID, graph_iri, record_iri
from alliancekg.store import Store
from loaders import DATA

ROOT = Path(__file__).parent.parent
SHAPES = ROOT / "shapes" / "description" / "graph.ttl"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
TYPE = px.NamedNode(PREFIXES["rdf"] + "type")


def term(name: str) -> px.NamedNode:
    prefix, _, local = name.partition(":")
    return px.NamedNode(PREFIXES[prefix] + local)


class Read:
    """A description, asked by node and prefixed name."""

    def __init__(self, quads: Iterable[px.Quad]) -> None:
        self.quads = list(quads)
        self.index = Index(self.quads)

    def values(self, node: str, name: str) -> list[str]:
        values = self.index.objects(px.NamedNode(node), term(name))
        return sorted(value.value for value in values if not isinstance(value, px.Triple))

    def value(self, node: str, name: str) -> str:
        (value,) = self.values(node, name)
        return value

    def typed(self, node: str, name: str) -> list[str]:
        return sorted(map(str, self.index.objects(px.NamedNode(node), term(name))))

    def number(self, node: str, name: str) -> int:
        return int(self.value(node, name))

    def of_kind(self, name: str) -> list[str]:
        nodes = self.index.subjects(TYPE, term(name))
        return sorted(node.value for node in nodes if isinstance(node, px.NamedNode))


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


@pytest.fixture(scope="module")
def read(graph: px.Store) -> Read:
    return Read(describing.describe(Embedded(graph)))


def recount(triples: Iterable[px.Triple]) -> dict[str, object]:
    """Count triples one by one, with nothing but Python."""
    subjects: set[object] = set()
    objects: set[object] = set()
    ours: set[object] = set()
    classes: dict[str, set[object]] = defaultdict(set)
    properties: dict[str, list[px.Triple]] = defaultdict(list)
    number = 0
    for triple in triples:
        number += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        properties[triple.predicate.value].append(triple)
        if isinstance(triple.subject, px.NamedNode) and triple.subject.value.startswith(BASE):
            ours.add(triple.subject)
        if triple.predicate == TYPE and isinstance(triple.object, px.NamedNode):
            classes[triple.object.value].add(triple.subject)
    return {
        "totals": (number, len(subjects), len(objects)),
        "entities": len(ours),
        "classes": {class_: len(members) for class_, members in classes.items()},
        "properties": {
            name: (len(some), len({t.subject for t in some}), len({t.object for t in some}))
            for name, some in properties.items()
        },
    }


def told(read: Read, node: str) -> dict[str, object]:
    """Return the counts that a description states of a data set."""
    counts = ("void:triples", "void:distinctSubjects", "void:distinctObjects")

    def totals(part: str) -> tuple[int, ...]:
        return tuple(read.number(part, name) for name in counts)

    classes = {
        read.value(part, "void:class"): read.number(part, "void:entities")
        for part in read.values(node, "void:classPartition")
    }
    properties = {
        read.value(part, "void:property"): totals(part)
        for part in read.values(node, "void:propertyPartition")
    }
    assert read.number(node, "void:classes") == len(classes)
    assert read.number(node, "void:properties") == len(properties)
    return {
        "totals": totals(node),
        "entities": read.number(node, "void:entities"),
        "classes": classes,
        "properties": properties,
    }


def test_counts_and_partitions_of_each_graph_are_exact(read: Read, graph: px.Store) -> None:
    graphs = [name for name in graph.named_graphs() if isinstance(name, px.NamedNode)]
    assert len(graphs) > 8
    for name in graphs:
        triples = (quad.triple for quad in graph.quads_for_pattern(None, None, None, name))
        assert told(read, name.value) == recount(triples)


def test_the_whole_counts_each_triple_once_however_many_sources_state_it(
    read: Read, graph: px.Store
) -> None:
    merged = {q.triple for q in graph if not isinstance(q.graph_name, px.DefaultGraph)}
    assert told(read, WHOLE) == recount(merged)


def test_a_triple_of_two_sources_counts_once() -> None:
    a, p = px.NamedNode(ID + "event/a"), px.NamedNode(AK + "time")
    store = px.Store()
    for name in (None, "one", "two"):
        where = px.NamedNode(GRAPH + name) if name else px.DefaultGraph()
        store.add(px.Quad(a, p, a, where))
    counts = partitions.counts(Embedded(store))
    assert [counts[key].totals.triples for key in ("", GRAPH + "one", GRAPH + "two")] == [1, 1, 1]


def test_what_is_a_part_of_the_whole_is_in_the_catalogue(read: Read, graph: px.Store) -> None:
    graphs = sorted(n.value for n in graph.named_graphs() if isinstance(n, px.NamedNode))
    assert read.values(VOID + "#catalog", "dcat:dataset") == sorted([*graphs, WHOLE])
    links = read.of_kind("void:Linkset")
    assert read.values(WHOLE, "void:subset") == sorted([*graphs, *links])


def test_vocabularies_and_examples_are_of_the_data(read: Read, graph: px.Store) -> None:
    vocabularies = read.values(graph_iri("states"), "void:vocabulary")
    assert PREFIXES["sem"] in vocabularies
    assert PREFIXES["oa"] not in vocabularies
    assert PREFIXES["oa"] in read.values(WHOLE, "void:vocabulary")
    parts = {part for node in read.of_kind("dcat:Dataset")
             for part in read.values(node, "void:classPartition")}  # fmt: skip
    for part in sorted(parts):
        for example in read.values(part, "void:exampleResource"):
            class_ = px.NamedNode(read.value(part, "void:class"))
            assert px.Quad(px.NamedNode(example), TYPE, class_) in graph
            assert "#" not in example
    assert read.value(graph_iri("states"), "void:exampleResource") == ID + "actor/abkhazia"
    assert read.value(graph_iri("states"), "void:uriSpace") == ID
    assert read.value(graph_iri("ontology"), "void:uriSpace") == BASE


def test_sets_of_links_are_counted_from_the_links(read: Read, graph: px.Store) -> None:
    wikidata = list(graph.quads_for_pattern(None, term("ak:wikidata"), None, px.DefaultGraph()))
    node = f"{VOID}#links/all/wikidata/ak:wikidata"
    assert read.number(node, "void:triples") == len(wikidata) > 200
    assert read.value(node, "void:objectsTarget") == f"{VOID}#wikidata"
    assert read.value(f"{VOID}#wikidata", "void:uriSpace") == "http://www.wikidata.org/entity/"
    assert read.value(node, "void:subjectsTarget") == WHOLE
    others = [name for name in read.of_kind("void:Linkset") if name != node]
    where = px.NamedNode(graph_iri("links"))
    matches = [term(f"skos:{n}Match") for n in ("broad", "close", "exact", "narrow", "related")]
    stated = [q for m in matches for q in graph.quads_for_pattern(None, m, None, where)]
    assert sum(read.number(name, "void:triples") for name in others) == len(stated) > 0
    for name in others:
        assert read.value(name, "void:subjectsTarget").startswith(GRAPH)
        assert read.value(name, "void:objectsTarget").startswith(GRAPH)


def test_what_curators_code_of_a_document_is_theirs_and_the_document_is_not(read: Read) -> None:
    node = graph_iri("hwang-2006")
    assert read.value(node, "dcterms:license") == CC_BY
    assert read.value(read.value(node, "dcterms:rights"), "rdfs:label").startswith(
        "The statements are the curators' own words. The document itself is not part of them"
    )
    (agent,) = read.values(node, "dcterms:creator")
    assert read.value(agent, "foaf:name") == "alliancekg contributors"
    assert read.values(node, "dcterms:publisher") == []
    assert read.value(node, "dcterms:source") == record_iri("source", "hwang-2006")
    assert read.value(node, "dcterms:bibliographicCitation").startswith("Hwang, Balbina Y.")
    assert record_iri("actor", "rok") in read.values(node, "dcterms:subject")
    assert f"{BASE}scheme/measure#troop-strength" in read.values(node, "dcat:theme")


def source(key: str, *said: tuple[str, px.NamedNode | px.Literal]) -> px.Store:
    """Return a graph of one source that was loaded."""
    store, node = px.Store(), px.NamedNode(record_iri("source", key))
    row = px.NamedNode(f"{FILE}{key}/list.csv#row=1")
    stated: tuple[tuple[str, px.NamedNode | px.Literal], ...] = (
        ("rdf:type", px.NamedNode(AK + "Dataset")),
        ("dcterms:title", px.Literal("List of wars", language="en")),
        ("dcterms:creator", px.Literal("Ann Bo")),
        ("dcterms:creator", px.Literal("Ann/Bo")),
        ("dcterms:publisher", px.Literal("A press")),
        ("ak:evidence", row),
        *said,
    )
    coverage, span = (px.NamedNode(f"{node.value}#{part}") for part in ("coverage", "time"))
    triples = [
        *(px.Triple(node, term(predicate), value) for predicate, value in stated),
        px.Triple(node, term("ak:coverage"), coverage),
        px.Triple(coverage, term("ak:time"), span),
        px.Triple(span, term("ak:edtf"), px.Literal("1894/..")),
    ]
    for where in (px.NamedNode(graph_iri(key)), px.DefaultGraph()):
        store.extend(px.Quad(t.subject, t.predicate, t.object, where) for t in triples)
    return store


def test_a_loaded_source_keeps_its_own_makers_and_terms() -> None:
    licence = ("dcterms:license", px.NamedNode("https://licences.test/a"))
    page = ("rdfs:seeAlso", px.NamedNode("https://wars.test/"))
    engine = Embedded(source("wars", licence, page))
    read = Read(
        describing.describe(engine, terms={"wars": "To be cited; not to be sold."}.__getitem__)
    )
    node = graph_iri("wars")
    agents = read.values(node, "dcterms:creator")
    assert [read.value(agent, "foaf:name") for agent in agents] == ["Ann Bo", "Ann/Bo"]
    assert read.value(read.value(node, "dcterms:publisher"), "foaf:name") == "A press"
    assert read.value(node, "dcterms:license") == "https://licences.test/a"
    rights = read.value(read.value(node, "dcterms:rights"), "rdfs:label")
    assert rights == "To be cited; not to be sold."
    assert read.value(node, "rdfs:seeAlso") == "https://wars.test/"
    assert read.value(WHOLE, "dcterms:license") == "https://licences.test/a"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ucdp-19", "CC BY 4.0; asks to be cited"),
        ("frus1969-76v19p1", "public domain, as a work of the United States government"),
        ("ucdp-190", ""),
        ("my-own", ""),
    ],
)
def test_what_makers_allow_is_told_by_the_key_of_a_source_volumes_too(key: str, said: str) -> None:
    assert loadertexts.terms(DATA.values(), key) == said


def test_graphs_of_others_are_not_described() -> None:
    store = source("wars")
    store.add(px.Quad(TYPE, TYPE, TYPE, px.NamedNode("http://server.test/system")))
    read = Read(describing.describe(Embedded(store)))
    assert read.values(WHOLE, "dcterms:hasPart") == [graph_iri("wars")]


def test_a_source_without_a_licence_is_not_given_one() -> None:
    read = Read(describing.describe(Embedded(source("wars"))))
    node = graph_iri("wars")
    assert read.values(node, "dcterms:license") == []
    assert "names no licence" in read.value(read.value(node, "dcterms:rights"), "rdfs:label")
    assert read.values(WHOLE, "dcterms:license") == []
    assert "of their own" in read.value(read.value(WHOLE, "dcterms:rights"), "rdfs:label")


YEAR, MONTH, DAY = ("gYear", "gYearMonth", "date")


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("1894/..", ("1894", YEAR), None),
        ("1894/2006", ("1894", YEAR), ("2006", YEAR)),
        ("1966-02/1973-04-30", ("1966-02", MONTH), ("1973-04-30", DAY)),
        ("1950-06-25", ("1950-06-25", DAY), ("1950-06-25", DAY)),
        ("-0431/-0404", ("-0431", YEAR), ("-0404", YEAR)),
        ("/1950", None, ("1950", YEAR)),
        # What says less or more than a day, a month or a year is not made into one.
        ("1894~/1950?", None, None),
        ("198X", None, None),
        ("[1971-01..1971-04]", None, None),
        ("1971-21/Y17000", None, None),
    ],
)
def test_an_end_of_a_period_is_dated_as_precisely_as_it_is_known(
    edtf: str, start: tuple[str, str] | None, end: tuple[str, str] | None
) -> None:
    out = Description()
    catalogs.say(out, About(graph_iri("a"), "", "A", "An a", ("B",), span="urn:x", edtf=edtf))
    read, node = Read(out), part_of(graph_iri("a"), "period")
    assert read.value(node, "rdfs:label") == edtf
    for name, expected in (("dcat:startDate", start), ("dcat:endDate", end)):
        typed = [f'"{expected[0]}"^^{term(f"xsd:{expected[1]}")}'] if expected else []
        assert read.typed(node, name) == typed


@pytest.fixture(scope="module")
def few(graph: px.Store) -> px.Store:
    """Return some of the graphs, which rdflib counts in time."""
    store = px.Store()
    for key in ("links", "public-record", "acheson-1950"):
        quads = list(graph.quads_for_pattern(None, None, None, px.NamedNode(graph_iri(key))))
        store.extend([*quads, *(px.Quad(*quad.triple) for quad in quads)])
    return store


def test_no_node_is_blank_and_the_same_graph_gives_the_same_bytes(few: px.Store) -> None:
    written = []
    quads = describing.describe(Embedded(few))
    for each in (reversed(quads), describing.describe(Embedded(few))):
        out = io.BytesIO()
        export.write(each, "turtle", out, prefixes=PREFIXES)  # refuses a blank node
        written.append(out.getvalue())
    assert written[0] == written[1]


@pytest.mark.parametrize("kind", [engine_kinds.rdflib, engine_kinds.endpoint])
def test_other_engines_give_the_same_description(kind: engine_kinds.Kind, few: px.Store) -> None:
    with kind(few) as engine:
        assert set(describing.describe(engine)) == set(describing.describe(Embedded(few)))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "sources").mkdir(parents=True)
    (folder / "all.nq").write_bytes(b"<a:a> <a:a> <a:a> <a:g> .\n")
    (folder / "sources" / "states.ttl").write_bytes(b"<a:a> <a:a> <a:a> .\n")
    (folder / "all.nt.gz").write_bytes(gzip.compress(b"<a:a> <a:a> <a:a> .\n", mtime=0))
    (folder / "wars & peace.csv").write_bytes(b"a\n1\n")
    for name in ("README.md", "SHA256SUMS", "shapes.ttl", "links.sssom.tsv", ".hidden.ttl"):
        (folder / name).write_bytes(b"")
    return folder


def test_files_of_data_are_told_of_with_type_size_and_checksum(files: Path) -> None:
    found = dumpfiles.read(files, [files / "all.nq" / ".." / "void.ttl"])
    assert found.others == ("README.md", "SHA256SUMS", "links.sssom.tsv", "shapes.ttl")
    engine = Embedded(source("states"))
    read = Read(describing.describe(engine, "https://data.test/x", found.files))
    media = "https://www.iana.org/assignments/media-types/"
    kinds = {}
    for node in read.of_kind("dcat:Distribution"):
        name = read.value(node, "dcterms:title")
        content = (files / name).read_bytes()
        assert read.typed(node, "dcat:byteSize") == [
            f'"{len(content)}"^^{term("xsd:nonNegativeInteger")}'
        ]
        checksum = read.value(node, "spdx:checksum")
        assert read.value(checksum, "spdx:checksumValue") == hashlib.sha256(content).hexdigest()
        kinds[name] = read.value(node, "dcat:mediaType").removeprefix(media)
    assert kinds == {
        "all.nq": "application/n-quads",
        "all.nt.gz": "application/n-triples",
        "sources/states.ttl": "text/turtle",
        "wars & peace.csv": "text/csv",
    }
    packed = f"{VOID}#file/all.nt.gz"
    assert read.value(packed, "dcat:compressFormat") == f"{media}application/gzip"
    states = f"{VOID}#file/sources/states.ttl"
    assert read.values(graph_iri("states"), "dcat:distribution") == [states]
    place = "https://data.test/x/"
    assert read.values(graph_iri("states"), "void:dataDump") == [f"{place}sources/states.ttl"]
    assert read.values(WHOLE, "void:dataDump") == [f"{place}all.nq", f"{place}all.nt.gz"]
    table = f"{VOID}#file/wars%20%26%20peace.csv"
    assert read.value(table, "dcat:downloadURL") == f"{place}wars%20%26%20peace.csv"


def test_without_a_base_files_have_no_address(files: Path) -> None:
    found = dumpfiles.read(files).files
    read = Read(describing.describe(Embedded(source("states")), files=found))
    predicates = {quad.predicate for quad in read.quads}
    assert term("dcat:distribution") in predicates
    assert not predicates & {term("dcat:downloadURL"), term("void:dataDump")}


@pytest.mark.parametrize(
    "base",
    [
        *("data", "/data", "file:///data", "https://", "https:///x", "ftp://data.test/"),
        *("https://data.test/?q=1", "https://data.test/#x", "https://data.test/a b"),
    ],
)
def test_a_base_that_is_no_address_of_a_folder_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="is no address of a folder; expected one that begins"):
        describing.address(base)


def run(*arguments: str | Path) -> int:
    return main(["describe", *map(str, arguments)])


def test_the_command_writes_what_conforms_to_the_shapes_of_descriptions(
    files: Path, built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    out = files / "void.ttl"
    out.write_text("", encoding="utf-8")
    options = ("--store", built.path, "--files", files, "--base", "https://data.test/")
    assert run(*options, "-o", out) == 0
    text = out.read_text("utf-8")
    assert "void.ttl" not in text  # itself is not told of
    said = capsys.readouterr().err
    assert "4 files are none of data, and not told of: README.md, SHA256SUMS, " in said
    check = ["validate", "--standalone", "--shapes", str(SHAPES)]
    assert main([*check, str(out)]) == 0
    assert "DescribedDataset" in capsys.readouterr().out


def test_the_shapes_of_descriptions_find_what_is_missing_or_wrong(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = io.BytesIO()
    found = dumpfiles.read(files).files
    quads = describing.describe(Embedded(source("states")), files=found)
    export.write(quads, "turtle", out, prefixes=PREFIXES)
    text = out.getvalue().decode()
    for old, new in (
        ("    dcterms:rights ", "    dcterms:right "),
        ('"1894"^^xsd:gYear', '"1894"'),
        ("void:entities ", "void:entity "),
        ("/text/turtle>", "/turtle>"),
    ):
        assert old in text
        text = text.replace(old, new)
    broken = tmp_path / "broken.ttl"
    broken.write_text(text, encoding="utf-8")
    assert main(["validate", "--standalone", "--shapes", str(SHAPES), str(broken)]) == 1
    report = capsys.readouterr().out
    for shape in ("Terms", "Period-startDate", "Dataset-entities", "Distribution-mediaType"):
        assert f"Described{shape}" in report


def test_the_command_refuses_what_does_not_belong_together(
    built: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("links", "--base", "https://data.test/") == 2
    assert capsys.readouterr().err == (
        "--base is for describe graph and w3id; expected none with links. Fix: leave it out\n"
    )
    assert run("w3id", "--format", "turtle") == 2
    assert "--format is for describe graph;" in capsys.readouterr().err
    assert run("--contact", "x") == 2
    assert run("--store", built.path, "--files", tmp_path / "none") == 2
    assert "is no folder; expected one with files of data." in capsys.readouterr().err
    assert run("w3id", "-o", tmp_path / "none") == 2
    assert run("links", "-o", tmp_path / "none" / "x.tsv") == 3
    assert "cannot be written" in capsys.readouterr().err


def test_each_format_of_the_command_is_one_of_exports() -> None:
    assert sorted(describearguments.FORMATS) == sorted(export.FORMATS)
