"""The loaders: their columns, their examples, and the records they make."""

from __future__ import annotations

import ast
import csv
import dataclasses
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

import loaders
from alliancekg.cells import reference_kinds
from alliancekg.findings import Place
from alliancekg.reading import Table, read_bytes
from alliancekg.records import (
    Claim,
    Code,
    Dating,
    Link,
    Mention,
    Participation,
    Quantity,
    Record,
    Ref,
    Source,
)
from alliancekg.seeds import TOP_TABLES

HEADERS = {
    "sources": "id,type,title,creators,issued,publisher,license,citation,url,rank,text_length,"
    "text_digest,coverage_measures,coverage_actors,coverage_time,note",
    "states": "id,label,alt_labels,cow_code,gw_code,cow_time,gw_time,iso_alpha3,wikidata,note",
    "codes": "actor,system,code,edtf,note",
    "links": "subject_id,subject_label,predicate_id,object_id,object_label,mapping_justification,"
    "confidence,comment",
    "passages": "id,paragraph,start,end,digest",
    "actors": "id,type,label,alt_labels,part_of,member_of,cow_code,gw_code,iso_alpha3,wikidata,"
    "passages,note",
    "positions": "id,person,title,organization,edtf,passages,note",
    "places": "id,label,alt_labels,in_state,part_of,wikidata,passages,note",
    "events": "id,event_type,status,label,alt_labels,edtf,part_of,places,announces,cancels,"
    "realizes,wikidata,passages,note",
    "treaties": "id,treaty_type,label,alt_labels,signed,in_force,established_by,part_of,wikidata,"
    "passages,note",
    "policies": "id,policy_type,label,alt_labels,holders,edtf,part_of,wikidata,passages,note",
    "participations": "record,actor,role,obligation,edtf,passages,note",
    "quantities": "id,label,record,measure,value,unit,comparator,of_actor,in_place,edtf,passages,"
    "note",
    "claims": "id,paraphrase,claimants,reported_by,reports_claim,stance_holder,stance,claim_kind,"
    "hedge,about,subject,predicate,object,supports,disputes,in_tension_with,cites,time_scope,"
    "passages,note",
    "datings": "record,aspect,edtf,confidence,note",
    "mentions": "record,passages,note",
}
TABLES = [pytest.param(table, id=name) for name, table in loaders.TABLES.items()]
OWN_COLUMNS = [param for param in TABLES if param.id != "links"]  # whose columns are SSSOM's


def vocabulary(table: Table) -> Mapping[str, set[str]]:
    """Return schemes in which each concept column's example stands."""
    concepts: dict[str, set[str]] = {}
    for column in table.columns:
        if column.kind.startswith("concept:"):
            words = concepts.setdefault(column.kind.removeprefix("concept:"), set())
            words.update(column.example.split("|"))
    return concepts


def read_row(table: Table, cells: Mapping[str, str]) -> Record:
    out = io.StringIO()
    writer = csv.DictWriter(out, [c.name for c in table.columns])
    writer.writeheader()
    writer.writerow(cells)
    data = out.getvalue().encode()
    reading = read_bytes(table, data, "seeds/s/t.csv", "s", vocabulary(table))
    assert list(map(str, reading.findings)) == []
    return reading.records[0]


def examples(table: Table) -> dict[str, str]:
    return {column.name: column.example for column in table.columns}


def test_each_table_has_exactly_its_columns() -> None:
    found = {n: ",".join(c.name for c in t.columns) for n, t in loaders.TABLES.items()}
    assert found == HEADERS


@pytest.mark.parametrize("table", OWN_COLUMNS)
def test_the_examples_of_the_columns_make_a_record(table: Table) -> None:
    record = read_row(table, examples(table))
    assert (record.kind, record.place) == (table.kind, Place("seeds/s/t.csv", 2, 2))
    fields = {field.name for field in dataclasses.fields(record)}
    for column in table.columns:
        assert column.name in fields
        value = getattr(record, column.name)
        shown = "|".join(map(str, value)) if column.many else str(value or "")
        assert shown == column.example, column.name


@pytest.mark.parametrize("table", OWN_COLUMNS)
def test_the_required_cells_alone_make_a_record(table: Table) -> None:
    record = read_row(table, {c.name: c.example for c in table.columns if c.required})
    for column in table.columns:
        if not column.required:
            assert getattr(record, column.name) in ("", (), None)


@pytest.mark.parametrize("table", TABLES)
def test_each_column_is_documented_and_refers_to_kinds_that_a_table_defines(table: Table) -> None:
    defined = {t.kind for t in loaders.TABLES.values()}
    for column in table.columns:
        assert column.doc.endswith(".")
        assert column.example or not column.required
        assert defined.issuperset(reference_kinds(column.kind))


def test_a_link_is_of_two_records_whether_they_are_there_or_not() -> None:
    record = read_row(loaders.TABLES["links"], examples(loaders.TABLES["links"]))
    assert isinstance(record, Link)
    assert record.id == "event/korean-war:narrowMatch:event/icb-132"
    assert (record.subject, record.object) == (Ref("event", "korean-war"), Ref("event", "icb-132"))
    assert (record.predicate, record.justification) == ("narrowMatch", "ManualMappingCuration")
    assert (record.confidence, record.comment[:10]) == ("high", "The crisis")


@pytest.mark.parametrize("end", ["korean-war", "claim/x", "event/"])
def test_a_link_to_what_is_no_record_is_refused(end: str) -> None:
    table = loaders.TABLES["links"]
    names = [column.name for column in table.columns]
    cells = {**examples(table), "object_id": end}
    text = ",".join(names) + "\n" + ",".join(f'"{cells[name]}"' for name in names) + "\n"
    reading = read_bytes(table, text.encode(), "links.csv", "links", vocabulary(table))
    (finding,) = reading.findings
    assert (finding.place.line, finding.field, finding.value) == (2, "object_id", end)
    assert finding.expected.startswith("kind/id, where kind is one of actor, event, place")
    assert reading.references == []


def test_a_source_states_itself() -> None:
    record = read_row(loaders.TABLES["sources"], examples(loaders.TABLES["sources"]))
    assert isinstance(record, Source)
    assert (record.source, record.rank, record.text_length) == ("hwang-2006", 2, 24000)


def test_records_without_an_id_of_their_own_are_named_by_what_they_join() -> None:
    made = [
        read_row(loaders.TABLES[name], examples(loaders.TABLES[name]))
        for name in ("participations", "datings", "mentions", "codes")
    ]
    assert [type(record) for record in made] == [Participation, Dating, Mention, Code]
    assert [record.id for record in made] == [
        "treaty/us-rok-mutual-defense-treaty:south-korea:party",
        "event/vietnam-war:time",
        "actor/south-korea",
        "rok-cow-letters-ROK-1949-06-29",
    ]


def test_references_of_any_kind_are_split_into_kind_and_key() -> None:
    record = read_row(loaders.TABLES["claims"], examples(loaders.TABLES["claims"]))
    assert isinstance(record, Claim)
    assert record.about == (Ref("policy", "nixon-doctrine"), Ref("actor", "south-korea"))
    assert record.subject == Ref("event", "troop-cut")
    quantity = read_row(loaders.TABLES["quantities"], examples(loaders.TABLES["quantities"]))
    assert isinstance(quantity, Quantity)
    assert quantity.record == Ref("event", "seventh-division-withdrawal")


def test_each_loader_names_its_source_and_knows_no_rdf(root: Path) -> None:
    allowed = {"__future__", "alliancekg.reading", "alliancekg.records"}
    for name in loaders.TABLES:
        tree = ast.parse((root / "loaders" / f"{name}.py").read_text("utf-8"))
        imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert imported <= allowed, name
        folder = "" if name in TOP_TABLES else "SOURCE/"
        assert f"Source: seeds/{folder}{name}.csv" in (ast.get_docstring(tree) or "")
