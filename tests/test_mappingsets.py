"""Mapping sets: the rules of SSSOM hold, and each row is what the tables and the ontology say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as px
import pytest
import yaml

import alliancekg
from alliancekg import mappingsets, sssomwriting
from alliancekg.cli import main
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, BASE, ID, PREFIXES, SCHEME
from alliancekg.sssomwriting import Extension, MappingSet
from alliancekg.workspace import Workspace
from loaders import DATA, TABLES

ROOT = Path(__file__).parent.parent
BUILT_IN = ("owl", "rdf", "rdfs", "semapv", "skos", "sssom")
SET_SLOTS = [
    "curie_map",
    "mapping_set_id",
    "mapping_set_version",
    "mapping_set_title",
    "mapping_set_description",
    "creator_label",
    "license",
    "subject_type",
    "subject_source",
    "object_type",
    "object_source",
    "extension_definitions",
]
SLOTS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_type",
    "subject_source",
    "object_type",
    "object_source",
    "see_also",
    "comment",
]
NAMED = [
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "subject_source",
    "object_source",
]
PROPAGATED = {"subject_type", "subject_source", "object_type", "object_source"}
TYPES = """owl class|owl object property|owl data property|owl named individual|skos concept|rdfs
    literal""".replace("\n    ", " ").split("|")


@dataclass(frozen=True)
class Read:
    """A file of SSSOM/TSV: its metadata, its columns, its rows as they stand, and propagated."""

    meta: Mapping[str, object]
    columns: list[str]
    cells: list[list[str]]
    rows: list[dict[str, str]]

    def iri(self, curie: str) -> str:
        prefix, _, rest = curie.partition(":")
        declared = self.meta.get("curie_map", {})
        assert isinstance(declared, dict)
        known = {**{name: PREFIXES[name] for name in BUILT_IN}, **declared}
        return str(known[prefix]) + rest


def parsed(text: str) -> Read:
    lines = text.splitlines()
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    assert head == [line.removeprefix("#") for line in lines[: len(head)]]
    meta = yaml.safe_load("\n".join(head))
    body = "\n".join(lines[len(head) :]) + "\n"
    columns, *cells = csv.reader(io.StringIO(body), delimiter="\t", strict=True)
    shared = {slot: str(meta[slot]) for slot in PROPAGATED if slot in meta}
    rows = [shared | dict(zip(columns, row, strict=True)) for row in cells]
    return Read(meta, columns, cells, rows)


@pytest.fixture(scope="module")
def sets() -> dict[str, Read]:
    workspace = Workspace.find(ROOT)
    found = {}
    for name in mappingsets.NAMES:
        made = mappingsets.get(name, workspace, TABLES, DATA.values())
        found[name] = parsed(sssomwriting.write(made))
    return found


@pytest.mark.parametrize("name", mappingsets.NAMES)
def test_the_metadata_are_those_of_the_specification_in_its_order(
    name: str, sets: dict[str, Read]
) -> None:
    meta = sets[name].meta
    assert list(meta) == [slot for slot in SET_SLOTS if slot in meta]
    assert meta["mapping_set_id"] == f"{BASE}mappings/{name}"
    assert meta["mapping_set_version"] == alliancekg.__version__
    assert meta["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert meta["creator_label"] == ["alliancekg contributors"]


@pytest.mark.parametrize("name", mappingsets.NAMES)
def test_columns_are_slots_in_order_and_none_is_empty(name: str, sets: dict[str, Read]) -> None:
    read = sets[name]
    defined = read.meta.get("extension_definitions", [])
    assert isinstance(defined, list)
    own = [definition["slot_name"] for definition in defined]
    assert read.columns == [s for s in (*SLOTS, *own) if s in read.columns]
    assert set(own) <= set(read.columns)
    for at, column in enumerate(read.columns):
        values = {row[at] for row in read.cells}
        assert values != {""}
        # What all share is said once, for the set.
        assert column not in PROPAGATED or len(values) > 1, column


@pytest.mark.parametrize("name", mappingsets.NAMES)
def test_each_mapping_has_what_it_must_and_stands_in_order_and_once(
    name: str, sets: dict[str, Read]
) -> None:
    read = sets[name]
    assert read.cells == sorted(read.cells)
    assert len({tuple(row) for row in read.cells}) == len(read.cells)
    for row in read.rows:
        assert row["subject_id"]
        assert row["predicate_id"]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row.get("subject_type") in TYPES
        is_literal = row.get("object_type") == "rdfs literal"
        assert bool(row.get("object_id")) != is_literal
        assert row.get("object_label") or not is_literal
        assert row["subject_source"]
        assert row["object_source"]


@pytest.mark.parametrize("name", mappingsets.NAMES)
def test_names_are_curies_whose_prefixes_are_declared_and_used(
    name: str, sets: dict[str, Read]
) -> None:
    read = sets[name]
    extensions = read.meta.get("extension_definitions", [])
    assert isinstance(extensions, list)
    named = {d["slot_name"] for d in extensions if "type_hint" in d} | set(NAMED)
    curies = {row[s] for row in read.rows for s in named if row.get(s)}
    curies |= {d[key] for d in extensions for key in ("property", "type_hint") if key in d}
    used = {curie.partition(":")[0] for curie in curies}
    declared = read.meta["curie_map"]
    assert isinstance(declared, dict)
    assert list(declared) == sorted(used - set(BUILT_IN))
    for curie in curies:
        px.NamedNode(read.iri(curie))


def iri(text: str) -> str:
    """Return the IRI of `kind/id`, or of a prefixed name."""
    prefix, _, local = text.partition(":")
    return PREFIXES[prefix] + local if local else ID + text


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_links_are_the_rows_of_the_table(sets: dict[str, Read]) -> None:
    read = sets["links"]
    slots = ["subject_id", "predicate_id", "object_id", "mapping_justification"]
    texts = ["subject_label", "object_label", "comment"]
    stated = sorted(
        (*(iri(row[s]) for s in slots), *(row[s] for s in texts), row["confidence"])
        for row in table("links")
    )
    written = sorted(
        (
            *(read.iri(row[s]) for s in slots),
            *(row[s] for s in texts),
            read.iri(row["confidence_level"]).removeprefix(f"{SCHEME}confidence#"),
        )
        for row in read.rows
    )
    assert written == stated


@pytest.mark.parametrize(
    ("record", "source"),
    [
        ("event/korean-war", "hwang-2006"),
        ("event/icb-132", "icb"),
        ("event/cow-mid-51", "cow-mid"),
        ("treaty/atop-4-3240", "atop-4"),
        ("treaty/cow-alliances-236", "cow-alliances"),
        ("event/frus1969-76v19p1-d96", "frus1969-76v19p1"),
        ("event/wikidata-q8663", "wikidata"),
        ("event/ucdp-19-235", "ucdp-19"),
    ],
)
def test_a_link_names_the_sources_of_both_its_ends(
    record: str, source: str, sets: dict[str, Read]
) -> None:
    read = sets["links"]
    ends = (("subject_id", "subject_source"), ("object_id", "object_source"))
    named = {
        read.iri(row[of])
        for row in read.rows
        for end, of in ends
        if read.iri(row[end]) == iri(record)
    }
    assert named == {f"{ID}source/{source}"}


def test_a_link_leads_to_its_node_in_the_graph(sets: dict[str, Read]) -> None:
    (row,) = (r for r in sets["links"].rows if r["object_id"] == "event:gml-51")
    assert row["see_also"] == f"{ID}link/event-korean-war-exactMatch-event-gml-51"


def test_codes_are_those_of_the_tables_each_with_its_periods(sets: dict[str, Read]) -> None:
    read = sets["codes"]
    stated = set()
    for row in table("states"):
        for system in ("cow", "gw"):
            for edtf in row[f"{system}_time"].split("|") if row[f"{system}_code"] else ():
                stated.add((row["id"], row["label"], system, row[f"{system}_code"], edtf))
        if row["iso_alpha3"]:
            stated.add((row["id"], row["label"], "iso-alpha3", row["iso_alpha3"], ""))
    labels = {row["id"]: row["label"] for row in table("states")}
    for row in table("codes"):
        told = (row["actor"], labels.get(row["actor"], ""), row["system"], row["code"], row["edtf"])
        stated.add(told)
    literal = [row for row in read.rows if row["object_type"] == "rdfs literal"]
    written = {
        (
            row["subject_id"].removeprefix("actor:"),
            row["subject_label"],
            row["object_source"].removeprefix("code-system:"),
            row["object_label"],
            row["valid_time"],
        )
        for row in literal
    }
    assert written == stated
    assert {row["predicate_id"] for row in literal} == {"schema:identifier"}
    for row in literal:
        assert (
            row["comment"].startswith(f"Valid in {row['valid_time']} (EDTF).")
            or not row["valid_time"]
        )
    items = {
        (row["subject_id"], row["object_id"])
        for row in read.rows
        if row["predicate_id"] == "schema:sameAs"
    }
    known = {(f"actor:{r['id']}", f"wd:{r['wikidata']}") for r in table("states") if r["wikidata"]}
    assert items == known


def test_terms_are_the_alignments_of_the_ontology(sets: dict[str, Read]) -> None:
    read = sets["terms"]
    aligning = {iri(n) for n in ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:closeMatch")}
    text = (ROOT / "ontology" / "alignments.ttl").read_bytes()
    stated = {
        (str(q.subject)[1:-1], q.predicate.value, str(q.object)[1:-1])
        for q in px.parse(text, format=px.RdfFormat.TURTLE)
        if q.predicate.value in aligning
    }
    slots = ["subject_id", "predicate_id", "object_id"]
    assert {tuple(read.iri(row[s]) for s in slots) for row in read.rows} == stated
    for row in read.rows:
        assert read.iri(row["object_id"]).startswith(read.iri(row["object_source"]))
    kinds = {row["subject_id"]: row["subject_type"] for row in read.rows}
    assert (kinds["ak:Event"], kinds["ak:place"], kinds["ak:value"]) == (
        "owl class",
        "owl object property",
        "owl data property",
    )
    assert "has happened" in next(r for r in read.rows if r["subject_id"] == "ak:Event")["comment"]


def test_concepts_are_the_matches_of_the_schemes(sets: dict[str, Read]) -> None:
    read = sets["concepts"]
    stated = {
        (str(q.subject)[1:-1], q.predicate.value, str(q.object)[1:-1])
        for path in (ROOT / "ontology" / "schemes").glob("*.ttl")
        for q in px.parse(path.read_bytes(), format=px.RdfFormat.TURTLE)
        if re.fullmatch(re.escape(PREFIXES["skos"]) + "[a-z]+Match", q.predicate.value)
    }
    slots = ["subject_id", "predicate_id", "object_id"]
    assert {tuple(read.iri(row[s]) for s in slots) for row in read.rows} == stated
    assert {row["object_source"] for row in read.rows} == {"scheme:cameo", "scheme:plover"}


MAPPING = {"subject_id": AK + "a", "predicate_id": PREFIXES["skos"] + "exactMatch"}
SMALL = MappingSet(
    id="https://example.org/set",
    version="0.1.0",
    title="Codes: who is 732?",
    description="yes",
    creators=("1",),
    license="https://example.org/#free",
    prefixes={"skos": PREFIXES["skos"], "ak": AK, "base": BASE, "other": "https://example.org/"},
    mappings=(
        MAPPING | {"object_id": BASE + "x", "comment": 'a "b"\tc'},
        MAPPING | {"object_id": AK + "b", "flag": "1"},
    ),
    extensions=(Extension("unused", AK + "c"), Extension("flag", AK + "d")),
)


def test_what_yaml_and_tables_would_misread_is_quoted() -> None:
    assert sssomwriting.write(SMALL) == (
        "#curie_map:\n"
        "#  ak: https://w3id.org/alliancekg/ns#\n"
        "#  base: https://w3id.org/alliancekg/\n"
        "#mapping_set_id: https://example.org/set\n"
        "#mapping_set_version: 0.1.0\n"
        '#mapping_set_title: "Codes: who is 732?"\n'
        '#mapping_set_description: "yes"\n'
        "#creator_label:\n"
        '#  - "1"\n'
        "#license: https://example.org/#free\n"
        "#extension_definitions:\n"
        "#  - slot_name: flag\n"
        "#    property: ak:d\n"
        "subject_id\tpredicate_id\tobject_id\tcomment\tflag\n"
        "ak:a\tskos:exactMatch\tak:b\t\t1\n"
        'ak:a\tskos:exactMatch\tbase:x\t"a ""b"" c"\t\n'
    )
    read = parsed(sssomwriting.write(SMALL))
    assert read.meta["mapping_set_description"] == "yes"
    assert read.rows[1]["comment"] == 'a "b" c'


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\['shape'\] are no slots; expected some of"):
        sssomwriting.write(replace(SMALL, mappings=[MAPPING | {"shape": "x"}]))
    with pytest.raises(ValueError, match="'urn:x' begins with no namespace that has a prefix"):
        sssomwriting.write(replace(SMALL, mappings=[MAPPING | {"object_id": "urn:x"}]))


def test_an_alignment_with_an_unknown_vocabulary_is_refused(
    small: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small.ontology / "alignments.ttl"
    line = f"<{AK}Event> <{PREFIXES['skos']}closeMatch> <https://unknown.test/Event> .\n"
    path.write_text(path.read_text("utf-8") + line, encoding="utf-8")
    with pytest.raises(UsageError, match="is of a vocabulary that has no prefix; expected one of"):
        mappingsets.get("terms", small, TABLES, ())
    assert main(["describe", "terms", "--workspace", str(small.root)]) == 2
    assert "Fix: align with a term of one of these" in capsys.readouterr().err


def test_the_command_writes_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "concepts.sssom.tsv"
    assert main(["describe", "concepts", "-o", str(out)]) == 0
    assert capsys.readouterr().err == f"wrote {out}\n"
    assert main(["describe", "concepts"]) == 0
    assert capsys.readouterr().out == out.read_bytes().decode("utf-8")
