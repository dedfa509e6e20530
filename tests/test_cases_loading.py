"""Faults that users of peer tools reported with loads (../shared/cases), answered rightly.

The columns of the cases are adapted to our tables, their cells are not.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from storing import tree

from alliancekg import cli
from alliancekg.namespaces import ID
from alliancekg.store import Store
from alliancekg.workspace import Workspace

pytestmark = pytest.mark.shared
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(shared: Path, request: pytest.FixtureRequest) -> Path:
    return Path(shared / "cases" / "inputs" / request.param)


@pytest.fixture
def expected(case: Path) -> Any:
    return json.loads((case / "expected.json").read_text("utf-8"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], small: Workspace, store: Store) -> Run:
    """Return a function that runs a command on a small graph: code, output, errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        options = ["--workspace", str(small.root), "--store", str(store.path), "--quiet"]
        code = cli.main([*map(str, arguments), *options])
        return code, *capsys.readouterr()

    assert run("build")[0] == 0
    return run


def values(store: Store, name: str, graph: str = "") -> dict[str, list[str]]:
    """Return the values of a property (its local name) by the key of their record."""
    found: dict[str, list[str]] = {}
    for quad in store.current().quads():
        local = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
        node = getattr(quad.subject, "value", "")
        if local == name and (not graph or str(quad.graph_name).endswith(f"/{graph}>")):
            key = node.removeprefix(ID).partition("/")[2].partition("#")[0]
            found.setdefault(key, []).append(getattr(quad.object, "value", ""))
    return found


def table(path: Path, rows: Iterable[Mapping[str, str]], header: Iterable[str]) -> Path:
    """Write a table as spreadsheets do, the cells as they are."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(header), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


# B09: byte order marks, headers, encodings


@pytest.mark.parametrize("case", ["B09-bom-and-headers"], indirect=True)
def test_b09_a_header_that_is_not_quite_ours_loses_no_row_and_no_column_in_silence(
    run: Run, case: Path, expected: Any, store: Store, tmp_path: Path
) -> None:
    # The case's columns are id, name_en, name_ko, note: ours are id, label, alt_labels, note.
    data = (case / "bases.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    data = data.replace(b"name_en ", b"label ").replace(b"namee_ko", b"alt_labell")
    bases = tmp_path / "bases.csv"
    bases.write_bytes(data)
    code, _, err = run("load", "places", bases, "--source", "bases", "--strict")
    assert code == 1
    code, _, err = run("load", "places", bases, "--source", "bases")
    assert code == 0
    warnings = [line for line in err.splitlines() if line.startswith("bases.csv:1: ")]
    assert [w.partition(";")[0] for w in warnings if "source:" not in w] == [
        "bases.csv:1: alt_labell: is an unknown column",
        "bases.csv:1: note: column stands twice, as number 4 and 5",
    ]
    assert "write 'alt_labels'" in err
    labels = values(store, "label", "bases")
    assert sorted(key for key in labels if key in expected["ids"]) == expected["ids"]
    assert {key: labels[key] for key in expected["ids"]} == {
        "b1": ["Osan"], "b2": ["Kunsan"], "b3": ["Daegu"],
    }  # fmt: skip
    assert expected["rows"] == 3


@pytest.mark.parametrize("case", ["B09-bom-and-headers"], indirect=True)
def test_b09_another_encoding_is_refused_with_its_byte_and_read_when_it_is_named(
    run: Run, case: Path, expected: Any, store: Store, tmp_path: Path
) -> None:
    data = (case / "bases_cp949.csv").read_bytes()
    bases = tmp_path / "bases_cp949.csv"
    bases.write_bytes(data.replace(b"name_en,name_ko", b"alt_labels,label"))
    before = tree(store.path)
    code, _, err = run("load", "places", bases, "--source", "bases")
    assert code == 1
    assert "bases_cp949.csv:2: byte BF at byte 9 of the line is not UTF-8" in err
    assert "--encoding" in err
    assert tree(store.path) == before
    code, _, _ = run("load", "places", bases, "--source", "bases", "--encoding", "cp949")
    assert code == 0
    assert values(store, "label")["b1"] == [expected["cp949_label"]]
    assert "\ufffd" not in "".join(map(str, store.current().quads()))


# B11: quotes, line breaks, long cells


@pytest.mark.parametrize("case", ["B11-quotes-newlines"], indirect=True)
def test_b11_every_text_is_the_same_after_every_trip(
    run: Run,
    case: Path,
    expected: Any,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(case, tmp_path / "case")
    monkeypatch.chdir(tmp_path / "case")
    subprocess.run([sys.executable, "make_long.py"], check=True)
    text = Path("claims_long.csv").read_bytes()
    head, rest = text.split(b"\r\n", 1)
    assert head == b"id,speaker,text"
    claims = tmp_path / "quantities.csv"  # its label and note hold any text
    header = b"id,note,label,measure,value,unit,comparator\r\n"
    body = rest.replace(b"\r\nc", b",deaths,1,persons,equal\r\nc").removesuffix(b"\r\n")
    claims.write_bytes(header + body + b",deaths,1,persons,equal\r\n")
    code, _, err = run("load", "quantities", claims, "--source", "speeches")
    assert code == 0, err
    labels, notes = values(store, "label", "speeches"), values(store, "note", "speeches")
    keys = [f"c{n}" for n in range(1, expected["rows_long"] + 1)]
    assert [len(labels[key]) for key in keys] == [1] * 6
    assert {key: labels[key][0] for key in ("c2", "c3", "c4")} == {
        key: expected[key] for key in ("c2", "c3", "c4")
    }
    assert labels["c5"] == ["A comma, and a tab\there"]
    assert notes["c5"] == [expected["c5_speaker"]]
    assert labels["c6"] == ["x" * 140_000]
    graph = {quad.triple for quad in store.current().quads()}
    for name, form in (
        ("turtle", px.RdfFormat.TURTLE),
        ("trig", px.RdfFormat.TRIG),
        ("nquads", px.RdfFormat.N_QUADS),
        ("ntriples", px.RdfFormat.N_TRIPLES),
    ):
        path = tmp_path / f"out.{name}"
        assert run("export", "--format", name, "--flatten", "-o", path)[0] == 0
        assert {quad.triple for quad in px.parse(path=str(path), format=form)} == graph
    _, out, _ = run(
        "sparql",
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?label"
        " { ?q a <https://w3id.org/alliancekg/ns#Quantity> ; rdfs:label ?label } ORDER BY ?label",
        "--format",
        "csv",
    )
    assert {text for key in keys for text in labels[key]} <= {
        row["label"] for row in csv.DictReader(out.splitlines(keepends=True))
    }


# B15: loading again


@pytest.mark.parametrize("case", ["B15-reload-doubles"], indirect=True)
def test_b15_nested_nodes_are_the_same_after_every_load_in_any_order(
    run: Run, expected: Any, store: Store, small: Workspace, tmp_path: Path
) -> None:
    claim = {
        "paraphrase": "second test claim", "claimants": "author", "stance_holder": "author",
        "stance": "asserts", "claim_kind": "descriptive", "time_scope": "1953",
    }  # fmt: skip
    header = (small.seeds / "essay" / "claims.csv").read_text("utf-8").splitlines()[0].split(",")
    claims = table(tmp_path / "claims.csv", [{**claim, "id": "t1"}, {**claim, "id": "t2"}], header)
    events = tmp_path / "events.csv"
    first = (small.seeds / "essay" / "events.csv").read_text("utf-8").splitlines()[0].split(",")
    row = {"id": "t3", "event_type": "war", "status": "done", "label": "T3", "edtf": "1953"}
    table(events, [row], first)
    code, out, err = run("load", "tables", claims, events, "--source", "said")
    assert code == 0, err
    count, digest = store.current().ledger.quads, store.current().ledger.digest
    for files in ((claims, events), (events, claims), (events, claims)):
        # Not taken for unchanged: a comment makes it another file.
        with claims.open("a", encoding="utf-8") as more:
            more.write("# again" + "," * (len(header) - 1) + "\n")
        code, out, err = run("load", "tables", *files, "--source", "said")
        assert out.startswith(
            f"said: {expected['added_on_second_load']} records added, 0 changed,"
            f" {expected['removed_on_second_load']} removed\n"
        ), err
        assert (store.current().ledger.quads, store.current().ledger.digest) == (count, digest)
    texts = [text for found in values(store, "paraphrase", "said").values() for text in found]
    assert texts == ["second test claim"] * expected["claims"]


# B17: rows that left


def events_of(case: Path, name: str, folder: Path, header: Iterable[str]) -> Path:
    """Write a file of the case as events; a place without a date or label is a mention."""
    text = (case / name).read_text("utf-8")
    path = folder / name.replace(".csv", "") / "events.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": r["id"], "label": r["label_en"] or "", "edtf": r["date"] or "",
         "places": "guam" if r["place"] else "", "event_type": "negotiation", "status": "done"}
        for r in csv.DictReader(text.splitlines())
    ]  # fmt: skip
    return table(path, rows, header)


@pytest.mark.parametrize("case", ["B17-removed-row-stays"], indirect=True)
def test_b17_what_left_the_file_leaves_the_graph_and_what_another_says_stays(
    run: Run, case: Path, expected: Any, store: Store, small: Workspace, tmp_path: Path
) -> None:
    header = (small.seeds / "essay" / "events.csv").read_text("utf-8").splitlines()[0].split(",")
    first = events_of(case, "v1.csv", tmp_path, header)
    second = events_of(case, "v2.csv", tmp_path, header)
    # What another source states of the same fact: r2 has a row of its own there, with its place.
    other = tmp_path / "other" / "events.csv"
    other.parent.mkdir()
    rows = [
        {"id": "r2", "label": "Talks", "places": "guam"},
        {"id": "x1", "label": "Other event", "edtf": "1955-01-01"},
    ]
    table(other, [{**r, "event_type": "negotiation", "status": "done"} for r in rows], header)
    text = first.read_text("utf-8")
    without = tmp_path / "v1-alone" / "events.csv"
    without.parent.mkdir()
    without.write_text(text, encoding="utf-8")
    assert run("load", "events", without, "--source", "v1")[0] == 0
    # One id, defined by two sources, is refused; the fact is stated by the one that has the row.
    code, _, err = run("load", "events", other, "--source", "other")
    assert (code, "events.csv:2: id: 'r2' is a duplicate" in err) == (1, True)
    code, out, _ = run("load", "events", second, "--source", "v1")
    assert out.splitlines()[
        0
    ] == "v1: {added} records added, {changed} changed, {removed} removed".format(
        **expected["report"]
    )
    assert run("load", "events", other, "--source", "other")[0] == 0
    present = set(values(store, "eventType"))
    assert {"r1", "r4", "x1", "r2"} <= present
    assert "r3" not in present
    assert values(store, "edtf", "v1")["r1"] == expected["after_v2"]["r1"]
    assert values(store, "place")["r2"] == [f"{ID}place/guam"]
    assert "r2" not in values(store, "edtf")
    before = tree(store.path)
    broken = tmp_path / "v3" / "events.csv"
    broken.parent.mkdir()
    lines = (case / "v3_broken.csv").read_bytes().splitlines(keepends=True)
    broken.write_bytes(b"".join([b"id,label,edtf,places\n", *lines[1:]]))
    assert run("load", "events", broken, "--source", "v1")[0] == 1
    assert tree(store.path) == before
    assert run("forget", "v1")[0] == 0
    present = set(values(store, "eventType"))
    assert {"r2", "x1"} <= present
    assert not {"r1", "r3", "r4"} & present


def test_b17_a_fact_that_two_sources_state_stays_when_one_of_them_goes(
    run: Run, store: Store, tmp_path: Path
) -> None:
    row = {"record": "event/war", "actor": "south-korea", "role": "participant"}
    for source in ("one", "two"):
        (tmp_path / source).mkdir()
        table(tmp_path / source / "participations.csv", [row], ["record", "actor", "role"])
        code, _, err = run(
            "load", "participations", tmp_path / source / "participations.csv", "--source", source
        )
        assert code == 0, err
    korea = f"{ID}actor/south-korea"
    assert korea in values(store, "participant")["war"]
    before = values(store, "participant")
    assert run("forget", "one")[0] == 0
    assert values(store, "participant") == before
    assert run("forget", "two")[0] == 0
    assert korea not in values(store, "participant").get("war", [])
