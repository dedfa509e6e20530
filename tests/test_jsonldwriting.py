"""JSON-LD as it is written: what compaction with its own context gives, and nothing is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from pyld import jsonld

from alliancekg.errors import UsageError
from alliancekg.export import write
from alliancekg.jsonldwriting import write_jsonld
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.quadsources import named
from alliancekg.store import Store

RDF, XSD = PREFIXES["rdf"], PREFIXES["xsd"]
TYPE = px.NamedNode(RDF + "type")
ID = "https://w3id.org/alliancekg/id/"
BOOK = px.NamedNode("https://w3id.org/alliancekg/graph/book")
GUAM = px.NamedNode(ID + "event/nixon-doctrine")


def ak(local: str) -> px.NamedNode:
    return px.NamedNode(AK + local)


def typed(value: str, kind: str) -> px.Literal:
    return px.Literal(value, datatype=px.NamedNode(XSD + kind))


def written(quads: Iterable[px.Quad], prefixes: Mapping[str, str] = PREFIXES) -> str:
    return "".join(write_jsonld(quads, prefixes))


def canonical(quads: Iterable[px.Quad]) -> px.Dataset:
    """Return the quads with blank nodes that are called the same wherever they are the same."""
    found = px.Dataset(quads)
    found.canonicalize(px.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def refuse(url: str, options: object) -> object:
    raise AssertionError(f"{url} was asked for, {options}")


def expanded(text: str) -> set[px.Quad]:
    """Return what PyLD reads; nothing may be fetched."""
    options = {"format": "application/n-quads", "documentLoader": refuse}
    return set(px.parse(jsonld.to_rdf(json.loads(text), options), px.RdfFormat.N_QUADS))


def unordered(value: Any) -> Any:
    """Return JSON with its lists sorted: a graph has no order.

    PyLD takes a single class out of its list, which with `compactArrays` false the algorithm does
    not (JSON-LD 1.1 API, 5.2.2, step 12.2).
    """
    if isinstance(value, list):
        return sorted(map(unordered, value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, dict):
        return {
            key: [item]
            if key == "@type" and "@value" not in value and isinstance(item, str)
            else unordered(item)
            for key, item in value.items()
        }
    return value


def compacted(quads: Iterable[px.Quad], context: Any) -> Any:
    """Return what PyLD makes of the quads with a context."""
    nodes = jsonld.from_rdf((px.serialize(quads, format=px.RdfFormat.N_QUADS) or b"").decode())
    return jsonld.compact(nodes, context, {"compactArrays": False, "documentLoader": refuse})


def test_a_file_has_the_names_that_it_uses_and_one_value_a_line() -> None:
    quads = [
        px.Quad(GUAM, TYPE, ak("Event"), BOOK),
        px.Quad(GUAM, px.NamedNode(PREFIXES["dcterms"] + "title"), px.Literal("é", language="fr")),
        px.Quad(GUAM, ak("participant"), px.NamedNode(ID + "actor/usa"), BOOK),
        px.Quad(GUAM, ak("row"), typed("007", "integer"), BOOK),
        px.Quad(GUAM, ak("value"), typed("1.50", "decimal"), BOOK),
        px.Quad(GUAM, ak("edtf"), px.Literal("1969-07-25"), BOOK),
    ]
    assert written(quads) == (
        '{\n"@context": {\n'
        ' "ak": "https://w3id.org/alliancekg/ns#",\n'
        ' "dcterms": "http://purl.org/dc/terms/",\n'
        ' "xsd": "http://www.w3.org/2001/XMLSchema#",\n'
        ' "Event": "ak:Event",\n'
        ' "edtf": {"@id": "ak:edtf", "@container": "@set"},\n'
        ' "participant": {"@id": "ak:participant", "@type": "@id", "@container": "@set"},\n'
        ' "row": {"@id": "ak:row", "@type": "xsd:integer", "@container": "@set"},\n'
        ' "value": {"@id": "ak:value", "@container": "@set"}\n'
        "},\n"
        '"@graph": [\n'
        ' {"@id": "https://w3id.org/alliancekg/id/event/nixon-doctrine",\n'
        '  "dcterms:title": [\n'
        '   {"@language": "fr", "@value": "é"}\n'
        "  ]\n"
        " },\n"
        ' {"@id": "https://w3id.org/alliancekg/graph/book", "@graph": [\n'
        '  {"@id": "https://w3id.org/alliancekg/id/event/nixon-doctrine",\n'
        '   "@type": [\n'
        '    "Event"\n'
        "   ],\n"
        '   "edtf": [\n'
        '    "1969-07-25"\n'
        "   ],\n"
        '   "participant": [\n'
        '    "https://w3id.org/alliancekg/id/actor/usa"\n'
        "   ],\n"
        '   "row": [\n'
        '    "007"\n'
        "   ],\n"
        '   "value": [\n'
        '    {"@type": "xsd:decimal", "@value": "1.50"}\n'
        "   ]\n"
        "  }\n"
        " ]}\n"
        "]\n}\n"
    )


# Values that the names do not expect, IRIs that look like names, and names that clash.
ODD = [
    *(
        px.Quad(GUAM, ak(name), value, BOOK)
        for name in ("participant", "row", "edtf", "time", "Event", "nosuch", "a.b/c?d")
        for value in (
            px.Literal("text"),
            px.Literal("text", language="en"),
            typed("1", "integer"),
            typed("1", "int"),
            px.Literal("1", datatype=ak("Event")),
            GUAM,
            ak("Event"),
            ak("participant"),
            ak("time"),
            px.NamedNode(AK),
            px.NamedNode(AK + "//x"),
            px.NamedNode(PREFIXES["wd"] + "Q1"),
        )
    ),
    *(
        px.Quad(subject, TYPE, kind)
        for subject in (GUAM, ak("Event"), px.BlankNode("c0"))
        for kind in (
            ak("Event"),
            ak("participant"),
            ak("time"),
            px.NamedNode(PREFIXES["skos"] + "Concept"),
            px.NamedNode("https://example.org/Pact"),
            px.NamedNode(RDF + "nil"),
            px.BlankNode("c0"),
            px.Literal("Event"),
        )
    ),
    px.Quad(px.BlankNode("c0"), ak("participant"), px.BlankNode("c1"), px.BlankNode("c2")),
]


def test_names_are_used_only_where_they_read_a_value_as_it_is() -> None:
    text = written(ODD)
    assert canonical(expanded(text)) == canonical(ODD)
    assert canonical(px.parse(text, px.RdfFormat.JSON_LD)) == canonical(ODD)


def test_what_is_written_is_what_compaction_gives() -> None:
    some = [q for q in ODD if "//x" not in str(q)]  # which PyLD compacts to what it reads otherwise
    document = json.loads(written(some))
    assert unordered(compacted(some, document["@context"])) == unordered(document)


def test_the_shipped_context_compacts_to_the_same(root: Path) -> None:
    some = [q for q in ODD if "//x" not in str(q)]
    document = json.loads(written(some))
    shipped = json.loads((root / "ontology" / "context.jsonld").read_text("utf-8"))
    found = compacted(some, shipped)
    assert unordered(found["@graph"]) == unordered(document["@graph"])


def test_what_is_written_of_the_built_graph_is_what_compaction_gives(built: Store) -> None:
    quads = sorted(named(built.current().open()), key=str)[::25]
    text = written(quads)
    document = json.loads(text)
    assert unordered(compacted(quads, document["@context"])) == unordered(document)
    assert expanded(text) == set(quads)


@pytest.mark.parametrize("iri", ["schema:about", "about:blank", "time:now", "Event:x", "ak:x"])
def test_an_iri_that_would_be_read_as_a_name_keeps_its_meaning(iri: str) -> None:
    node = px.NamedNode(iri)
    quads = [
        px.Quad(node, TYPE, node, node),
        px.Quad(node, node, node),
        px.Quad(GUAM, px.NamedNode(PREFIXES["schema"] + "about"), px.Literal("x", datatype=node)),
        px.Quad(GUAM, px.NamedNode(PREFIXES["time"] + "before"), ak("about")),
        px.Quad(GUAM, ak("about"), GUAM),
        px.Quad(GUAM, TYPE, ak("Event")),
    ]
    text = written(quads)
    assert expanded(text) == set(quads)
    assert set(px.parse(text, px.RdfFormat.JSON_LD)) == set(quads)
    assert iri.partition(":")[0] not in json.loads(text)["@context"]


def test_an_iri_with_an_authority_is_never_read_as_a_name() -> None:
    quads = [px.Quad(px.NamedNode("time://x/y"), px.NamedNode(PREFIXES["time"] + "day"), GUAM)]
    text = written(quads)
    assert list(json.loads(text)["@context"]) == ["time"]
    assert expanded(text) == set(quads)


def test_of_prefixes_that_fit_the_shortest_name_is_taken() -> None:
    prefixes = {"long": "https://e.org/", "b": "https://e.org/b/", "c": "https://e.org/b", "": "x:"}
    quads = [
        px.Quad(px.NamedNode(f"https://e.org/{local}"), px.NamedNode("https://e.org/b/p"), GUAM)
        for local in ("b/x", "b", "bb", "z")
    ]
    document = json.loads(written(quads, prefixes))
    assert [node["@id"] for node in document["@graph"]] == ["b:x", "long:b", "c:b", "long:z"]
    assert document["@context"]["c"] == {"@id": "https://e.org/b", "@prefix": True}
    assert unordered(compacted(quads, document["@context"])) == unordered(document)
    assert expanded(written(quads, prefixes)) == set(quads)


def test_without_the_prefix_of_the_ontology_its_names_are_whole() -> None:
    quads = [px.Quad(GUAM, TYPE, ak("Event")), px.Quad(GUAM, ak("row"), typed("1", "integer"))]
    for prefixes in ({}, {"ak": "https://example.org/ak#", "xsd": XSD}, {"ak": AK}):
        text = written(quads, prefixes)
        assert expanded(text) == set(quads)
        assert set(json.loads(text)["@context"]) <= {"ak", "xsd"}


def test_no_number_and_no_truth_value_of_json_is_written() -> None:
    kinds = ("integer", "decimal", "double", "boolean", "date", "string")
    quads = [px.Quad(GUAM, ak("value"), typed("1", kind)) for kind in kinds]

    def fail(text: str) -> Any:
        raise AssertionError(text)

    [node] = json.loads(written(quads), parse_int=fail, parse_float=fail)["@graph"]
    assert {value if isinstance(value, str) else value["@value"] for value in node["value"]} == {
        "1"
    }


def test_triple_terms_and_directions_are_refused_by_name_before_anything_is_written() -> None:
    x = px.NamedNode("urn:x")
    triple = px.Triple(x, x, x)
    quads = [
        px.Quad(x, x, triple),
        px.Quad(x, x, px.Literal("x")),
        px.Quad(
            x,
            x,
            px.Literal("مرحبا", language="ar", direction=px.BaseDirection.RTL),
        ),
    ]
    out = io.BytesIO()
    with pytest.raises(UsageError) as caught:
        write(quads, "jsonld", out)
    assert str(caught.value) == (
        "jsonld: has no words for 2 statements: '<urn:x> <urn:x> \"مرحبا\"@ar--rtl' has a text with"
        " a direction; '<urn:x> <urn:x> <<( <urn:x> <urn:x> <urn:x> )>>' has a triple as a term;"
        " expected what the format can hold. Fix: write another format, such as trig or nquads"
    )
    assert out.getvalue() == b""
