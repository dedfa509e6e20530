"""The tables: a valid data package, with the values of the graph, the same on every engine."""

from __future__ import annotations

import csv
import doctest
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pandas
import pyoxigraph as px
import pytest
from test_readme import pattern

from alliancekg import datapackages
from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.engines import Limits
from alliancekg.errors import UsageError
from alliancekg.eventtables import EVENTS
from alliancekg.results import cells
from alliancekg.store import Store

PREFIXES = """
PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def folder(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables of the checkout as CSV; it is only to be read."""
    made = tmp_path_factory.mktemp("tables") / "csv"
    datapackages.write(Embedded(built.current().open()), made)
    return made


def rows(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(store: Store, text: str) -> list[list[str]]:
    engine = Embedded(store.current().open())
    return cells(engine.ask(PREFIXES + text, "SELECT", Limits()))


def fields(folder: Path) -> dict[str, Mapping[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {
        f"{resource['name']}.{field['name']}": field
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }


def test_the_package_is_valid_and_all_its_rows_keep_the_schema(folder: Path) -> None:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["title", "note"]) == []
    assert report.valid
    assert [task.name for task in report.tasks] == [t.name for t in datapackages.TABLES]


def test_a_wrong_cell_breaks_the_schema(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "claims.csv":
            text = text.replace(",causal,", ",casual,", 1)
        (tmp_path / file.name).write_text(text, encoding="utf-8", newline="")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    types = {kind for (kind,) in report.flatten(["type"])}
    assert types == {"constraint-error", "hash-count"}


def test_each_column_and_each_value_is_described_in_both_forms(folder: Path) -> None:
    book = (folder / "codebook.md").read_text(encoding="utf-8")
    for name, field in fields(folder).items():
        assert field["description"].endswith("."), name
        assert f"| `{field['name']}` | {field['type']} |" in book
        for value, meaning in field.get("meanings", {}).items():
            assert meaning, (name, value)
            assert f"- `{value}`: {meaning}\n" in book


def test_the_values_of_an_enumeration_are_those_of_its_scheme(folder: Path, built: Store) -> None:
    scheme = "<https://w3id.org/alliancekg/scheme/claim-kind>"
    text = f"SELECT ?c {{ ?c <http://www.w3.org/2004/02/skos/core#inScheme> {scheme} }}"
    expected = sorted(iri.rpartition("#")[2] for (iri,) in asked(built, text))
    assert fields(folder)["claims.kind"]["constraints"]["enum"] == expected
    assert "causal" in expected


def test_a_table_has_a_row_for_each_record(folder: Path, built: Store) -> None:
    for name, class_ in (("events", "Event"), ("claims", "Claim"), ("actors", "Actor")):
        ((count,),) = asked(built, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ak:{class_} }}")
        assert len(rows(folder, name)) == int(count)
    text = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?e a ak:Event ; ak:participation ?p }"
    assert [[str(len(rows(folder, "participants")))]] == asked(built, text)


def test_an_event_has_the_date_that_was_chosen_with_its_precision(folder: Path) -> None:
    by_key = {row["event"]: row for row in rows(folder, "events")}
    speech = by_key["acheson-speech"]
    assert (speech["edtf"], speech["begin_window"], speech["dated_by"], speech["datings"]) == (
        *("1950-01-12", "1", "public-record"),
        "2",
    )
    crisis = by_key["alliance-crisis-1977"]
    assert [crisis[f"{bound}"] for bound in ("begin_earliest", "begin_latest")] == [
        "1977-01-01",
        "1977-12-31",
    ]
    assert (crisis["begin_window"], crisis["end_latest"]) == ("365", "1979-12-31")


def test_what_is_not_known_is_an_empty_cell_and_never_zero(folder: Path) -> None:
    undated = [row for row in rows(folder, "events") if not row["edtf"]]
    assert len(undated) > 10
    for row in undated:
        assert row["datings"] == "0"
        assert row["source_covers"] in ("undated", "outside")  # by its actors
        assert {row[f.name] for f in EVENTS.fields if f.type == "date"} == {""}
        assert (row["begin_window"], row["open_ended"], row["dates_conflict"]) == ("", "", "")
    assert {row["value"] for row in rows(folder, "strengths")} & {"", "0"} == set()


def test_coverage_tells_samples_from_strays(folder: Path) -> None:
    found = {row["event"]: row["source_covers"] for row in rows(folder, "events")}
    assert found["acheson-speech"] == "inside"
    told = {row["quantity"]: row["source_covers"] for row in rows(folder, "strengths")}
    assert told["rok-troops-iraq"] == "undeclared"  # its source counts strengths in Korea only


def test_cause_and_effect_are_those_of_the_relation(folder: Path, built: Store) -> None:
    text = (
        "SELECT ?c ?s ?p ?o { ?c a ak:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    )
    claims = {row["claim"]: row for row in rows(folder, "claims")}
    seen = set()
    for claim, subject, predicate, object_ in asked(built, text):
        row, relation = claims[claim.rpartition("/")[2]], predicate.rpartition("#")[2]
        ends = [node.partition("/id/")[2] for node in (subject, object_)]
        assert [row["subject"], row["relation"], row["object"]] == [ends[0], relation, ends[1]]
        expected = {"ledTo": ends, "causedBy": ends[::-1]}.get(relation, ["", ""])
        assert [row["cause"], row["effect"]] == expected
        seen.add(relation)
    assert {"ledTo", "causedBy", "inResponseTo"} <= seen


def test_a_claim_that_is_rejected_says_so(folder: Path) -> None:
    claims = {row["claim"]: row for row in rows(folder, "claims")}
    charge = claims["retaliation-charge"]
    assert (charge["stance"], charge["stance_holder"]) == ("rejects", "balbina-hwang")
    assert charge["passages"]
    assert charge["source"] == "hwang-2006"


def test_parquet_has_the_values_of_csv_with_types(
    folder: Path, built: Store, tmp_path: Path
) -> None:
    made = tmp_path / "parquet"
    datapackages.write(Embedded(built.current().open()), made, "parquet")
    kinds = {"integer": int, "number": Decimal, "boolean": bool, "date": date, "string": str}
    described = fields(made)
    for table in datapackages.TABLES:
        frame = pandas.read_parquet(made / f"{table.name}.parquet", dtype_backend="pyarrow")
        told = rows(folder, table.name)
        assert [one.name for one in table.fields] == list(frame.columns)
        assert len(frame) == len(told)
        for name in frame.columns:
            kind = kinds[described[f"{table.name}.{name}"]["type"]]
            values = [None if pandas.isna(cell) else cell for cell in frame[name]]
            assert {type(cell) for cell in values if cell is not None} <= {kind}, name
            assert [_text(cell) for cell in values] == [row[name] for row in told], name


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)


def test_numbers_are_exact_in_parquet_whatever_their_size() -> None:
    from alliancekg.parquetwriting import parquet

    numbers = ["0.10", "66531", None, "-123456789012345678901234567890.5", "0.0000000000000001"]
    data = parquet([{"name": "n", "type": "number", "description": ""}], [(n,) for n in numbers])
    assert data == parquet(
        [{"name": "n", "type": "number", "description": ""}], [(n,) for n in numbers]
    )
    path = pandas.io.common.BytesIO(data)
    read = pandas.read_parquet(path)["n"].tolist()
    assert read == [None if number is None else Decimal(number) for number in numbers]


def test_dates_before_the_common_era_are_texts(tmp_path: Path) -> None:
    store = px.Store()
    graph = px.NamedNode("https://w3id.org/alliancekg/graph/old")
    data = """
        @prefix ak: <https://w3id.org/alliancekg/ns#> .
        @prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @base <https://w3id.org/alliancekg/id/> .
        <event/peace> a ak:Event ; ak:time <event/peace#t> .
        <event/peace#t> a ak:TimeSpan ; ak:edtf "-0420" ; ak:source <source/old> ;
            ak:earliestBeginDay -153766 ; sem:hasEarliestBeginTimeStamp "-0420-01-01"^^xsd:date .
        <source/old> a ak:Source, ak:Document ; <http://purl.org/dc/terms/title> "Old"@en .
    """
    store.load(data.encode(), px.RdfFormat.TURTLE, to_graph=graph)
    store.load(data.encode(), px.RdfFormat.TURTLE)
    datapackages.write(Embedded(store), tmp_path / "made")
    (event,) = rows(tmp_path / "made", "events")
    assert event["begin_earliest"] == "-0420-01-01"
    described = fields(tmp_path / "made")
    assert described["events.begin_earliest"]["type"] == "string"
    assert described["events.begin_latest"]["type"] == "date"
    assert frictionless.Package(str(tmp_path / "made" / "datapackage.json")).validate().valid


def test_licences_and_wishes_of_each_source_are_told(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    sources = {source["name"]: source for source in package["sources"]}
    assert sources["public-record"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "the curators' own words" in sources["hwang-2006"]["rights"]
    assert "created" not in package


def test_the_command_writes_and_says_what(
    built: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    made = tmp_path / "made"
    assert main(["tables", str(made), "--store", str(built.path), "--quiet"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.decode().startswith(f"{made}: sources 9, actors ")
    assert err == b""
    assert main(["tables", str(made), "--store", str(built.path), "--quiet"]) == 2
    assert b"is there already; expected a new or an empty folder" in capfdbinary.readouterr().err


def test_a_form_that_there_is_not_is_refused_and_nothing_stays(
    built: Store, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no format 'xlsx'; there are: csv, parquet"):
        datapackages.write(Embedded(built.current().open()), tmp_path / "made", "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow_parquet_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, built: Store
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match=r"Fix: python -m pip install 'alliancekg\[parquet\]'"):
        datapackages.write(Embedded(built.current().open()), tmp_path / "made", "parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_true(
    folder: Path,
    built: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    page = Path(__file__).parent.parent / "docs" / "tables.md"
    ((command, shown),) = re.findall(
        r"```console\n\$ (.*?)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    )
    monkeypatch.setenv("ALLIANCEKG_STORE", str(built.path))
    monkeypatch.chdir(tmp_path)
    assert main([*command.split()[1:], "--quiet"]) == 0
    assert re.fullmatch(pattern(shown), capfdbinary.readouterr().out.decode("utf-8"))
    for path in folder.iterdir():
        assert (tmp_path / "tables" / path.name).read_bytes() == path.read_bytes()
    assert main(["network", "actors", "-o", "actors.graphml", "--quiet"]) == 0
    ran = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (ran.failed, ran.attempted) == (0, 16)
