"""Sources beside the seeds: all or nothing, replaced whole, as if they had always been there."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest
from storing import tree

from alliancekg import cli, datarows
from alliancekg.batching import batches
from alliancekg.dataloaders import Outcome
from alliancekg.drafts import Draft
from alliancekg.shapes import Shapes, read_shapes
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

Run = Callable[..., tuple[int, str, str]]
CONGRESSES = [
    {"id": "aachen", "label": "Congress of Aachen", "edtf": "1818"},
    {"id": "troppau", "label": "Congress of Troppau", "edtf": "1820"},
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], small: Workspace, store: Store) -> Run:
    """Return a function that runs a command on the small workspace: code, output, messages."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        options = ["--workspace", str(small.root), "--store", str(store.path), "--quiet"]
        code = cli.main([*map(str, arguments), *options])
        return code, *capsys.readouterr()

    return run


def write(path: Path, name: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write a table with all of its columns; events are summits that were held."""
    path.mkdir(parents=True, exist_ok=True)
    file = path / f"{name}.csv"
    more = {"event_type": "summit", "status": "done"} if name == "events" else {}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [column.name for column in TABLES[name].columns])
        writer.writeheader()
        writer.writerows({**more, **row} for row in rows)
    return file


def quads(store: Store) -> set[str]:
    """Return what a graph says, but for the rows and files in which it stands."""
    return {
        str(quad)
        for quad in store.current().quads()
        if "/id/file/" not in str(quad) and "ns#evidence" not in str(quad)
    }


def digest(store: Store) -> str:
    return store.current().ledger.digest


def test_a_loaded_source_is_there_as_if_the_seeds_had_it(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    assert run("build")[0] == 0
    whole = quads(store)
    record = small.seeds / "record"
    sources = small.seeds / "sources.csv"
    lines = sources.read_text("utf-8").splitlines()
    out = tmp_path / "out"
    shutil.move(record, out)
    (out / "sources.csv").write_text("\n".join([lines[0], lines[-1]]) + "\n", "utf-8")
    sources.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    assert run("build")[0] == 0
    without = quads(store)
    assert without != whole
    code, said, err = run("load", "tables", out / "datings.csv", out / "sources.csv")
    assert (code, err) == (0, "")
    assert said.startswith("record: 3 records added, 0 changed, 0 removed\n")
    # The chosen dates and the conflicts of the other source's events are derived anew.
    assert quads(store) == whole
    assert run("forget", "record")[0] == 0
    assert quads(store) == without


def test_loading_twice_changes_nothing(run: Run, store: Store, tmp_path: Path) -> None:
    run("build")
    events = write(tmp_path, "events", CONGRESSES)
    run("load", "events", events, "--source", "vienna")
    before = tree(store.path)
    code, out, _ = run("load", "events", events, "--source", "vienna")
    assert (code, out) == (0, "vienna: unchanged, these files are loaded already\n")
    assert tree(store.path) == before


def test_a_row_that_left_the_file_leaves_the_graph(run: Run, store: Store, tmp_path: Path) -> None:
    run("build")
    before = digest(store)
    run("load", "events", write(tmp_path, "events", CONGRESSES), "--source", "vienna")
    assert digest(store) != before
    changed = [{**CONGRESSES[0], "edtf": "1818-09"}, {"id": "verona", "label": "Verona"}]
    code, out, _ = run("load", "events", write(tmp_path, "events", changed), "--source", "vienna")
    assert code == 0
    assert out.splitlines()[:3] == [
        "vienna: 1 records added, 1 changed, 1 removed",
        "  changed: event/aachen",
        "  removed: event/troppau",
    ]
    text = "\n".join(quads(store))
    assert "troppau" not in text
    assert '"1818-09"' in text
    assert '"1818"' not in text
    run("forget", "vienna")
    assert digest(store) == before


def test_a_record_that_only_moved_in_its_file_has_not_changed(run: Run, tmp_path: Path) -> None:
    run("build")
    run("load", "events", write(tmp_path, "events", CONGRESSES), "--source", "vienna")
    turned = write(tmp_path, "events", CONGRESSES[::-1])
    _, out, _ = run("load", "events", turned, "--source", "vienna")
    assert out.startswith("vienna: 0 records added, 0 changed, 0 removed\n")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": "verona", "label": "Verona", "edtf": "1822-13"}, "events.csv:4: edtf: '1822-13' "),
        ({"id": "verona", "label": "", "edtf": "1822"}, "events.csv:4: label: is missing"),
        (
            {"id": "verona", "label": "V", "part_of": "vienna"},
            "events.csv:4: part_of: 'vienna' is not an event",
        ),
        ({"id": "war", "label": "War"}, "events.csv:4: id: 'war' is a duplicate"),
    ],
)
def test_a_failed_load_leaves_the_store_byte_for_byte(
    run: Run, store: Store, tmp_path: Path, row: Mapping[str, str], told: str
) -> None:
    run("build")
    run("load", "events", write(tmp_path, "events", CONGRESSES), "--source", "vienna")
    before = tree(store.path)
    bad = write(tmp_path, "events", [*CONGRESSES, row])
    code, out, err = run("load", "events", bad, "--source", "vienna")
    assert (code, out) == (1, "")
    assert [line for line in err.splitlines() if told in line], err
    assert tree(store.path) == before


def test_what_breaks_a_shape_stops_the_load(run: Run, store: Store, tmp_path: Path) -> None:
    run("build")
    before = tree(store.path)
    rows = [{"id": "verona", "label": "Verona", "status": "hypothetical"}]
    cancels = [{"id": "end", "label": "End", "cancels": "event/verona", "status": "cancelled"}]
    write(tmp_path, "events", [*rows, *cancels])
    quantities = write(
        tmp_path,
        "quantities",
        [{"id": "guests", "label": "Guests", "measure": "deaths", "value": "-3",
          "unit": "persons", "comparator": "equal"}],
    )  # fmt: skip
    code, _, err = run("load", "tables", tmp_path / "events.csv", quantities, "--source", "v")
    assert code == 1
    assert "quantities.csv:2: " in err
    assert tree(store.path) == before


def test_a_source_of_the_workspace_is_not_loaded_over(run: Run, tmp_path: Path) -> None:
    run("build")
    events = write(tmp_path, "events", CONGRESSES)
    code, _, err = run("load", "events", events, "--source", "essay")
    assert (code, err.splitlines()[-1]) == (
        2,
        "'essay' is a source of the workspace, or a graph of the engine; expected another key. Fix:"
        " choose a key with --source; tables of the workspace are corrected in seeds/",
    )
    code, _, err = run("load", "events", events)
    assert code == 2
    assert "the tables are of the sources none; expected one" in err
    code, _, err = run("forget", "essay")
    assert code == 2
    assert err.startswith("no loaded source 'essay'; there are: none.")


def test_a_record_on_which_another_source_relies_cannot_go(
    run: Run, store: Store, tmp_path: Path
) -> None:
    run("build")
    first = write(tmp_path / "a", "events", CONGRESSES)
    second = write(
        tmp_path / "b", "events", [{"id": "session", "label": "Session", "part_of": "aachen"}]
    )
    run("load", "events", first, "--source", "vienna")
    assert run("load", "events", second, "--source", "sessions")[0] == 0
    before = tree(store.path)
    told = "refers to https://w3id.org/alliancekg/id/event/aachen, of which only vienna told"
    code, _, err = run("forget", "vienna")
    assert (code, told in err) == (2, True)
    fewer = write(tmp_path / "a", "events", CONGRESSES[1:])
    code, _, err = run("load", "events", fewer, "--source", "vienna")
    assert (code, told in err) == (2, True)
    assert tree(store.path) == before
    assert run("forget", "sessions")[0] == 0
    assert run("forget", "vienna")[0] == 0


def test_a_build_keeps_what_was_loaded(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    run("build")
    events = write(
        tmp_path, "events", [*CONGRESSES, {"id": "talk", "label": "Talk", "part_of": "war"}]
    )
    run("load", "events", events, "--source", "vienna")
    loaded = digest(store)
    assert run("build", "--force")[0] == 0
    assert digest(store) == loaded
    assert list(store.current().ledger.loads) == ["vienna"]
    table = small.seeds / "essay" / "events.csv"
    table.write_text(table.read_text("utf-8").replace("police action", "conflict"), "utf-8")
    code, _, err = run("load", "events", events, "--source", "other")
    assert (code, "have changed since the graph was built" in err) == (2, True)
    assert run("build")[0] == 0
    assert "aachen" in "\n".join(quads(store))
    before = tree(store.path)
    for path in small.seeds.rglob("*.csv"):
        text = path.read_text("utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(("war,", "event/war,"))]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    table.write_text(table.read_text("utf-8").split("\nand as")[0] + "\n", "utf-8")
    code, _, err = run("build")
    assert code == 1
    assert tree(store.path) == before


def test_a_plan_changes_nothing_and_tells_what_would_change(
    run: Run, store: Store, tmp_path: Path
) -> None:
    run("build")
    before = tree(store.path)
    events = write(tmp_path, "events", CONGRESSES)
    code, out, _ = run("load", "events", events, "--source", "vienna", "--plan")
    assert code == 0
    lines = out.splitlines()
    assert "answer of events-without-participants: 1 rows to 3, 2 added, 0 removed" in lines
    assert [line for line in lines if not line.startswith("answer of ")] == [
        "vienna: 3 records added, 0 changed, 0 removed",
        "  added: " + lines[-2].removeprefix("  added: "),
        "planned only; nothing was changed",
    ]
    assert {"event/aachen", "event/troppau", "source/vienna"} == set(
        lines[-2].removeprefix("  added: ").split(", ")
    )
    assert tree(store.path) == before


def test_a_link_is_there_when_both_of_its_ends_are(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    sources = small.seeds / "sources.csv"
    links = "links,Dataset,Links,,,,,Links.,,9,,,,,,\n"
    sources.write_text(sources.read_text("utf-8") + links, "utf-8")
    write(
        small.seeds,
        "links",
        [{"subject_id": "event/war", "predicate_id": "skos:closeMatch", "object_id": "event/aachen",
          "mapping_justification": "semapv:ManualMappingCuration"}],
    )  # fmt: skip
    run("build")
    before = digest(store)
    match = "event/war> <http://www.w3.org/2004/02/skos/core#closeMatch>"
    assert match not in "\n".join(quads(store))
    events = write(tmp_path, "events", CONGRESSES)
    run("load", "events", events, "--source", "vienna")
    linked = digest(store)
    assert match in "\n".join(quads(store))
    run("build", "--force")
    assert digest(store) == linked
    run("forget", "vienna")
    assert digest(store) == before


LEADERS = "obsid,gwcode,leadid,leader,yrborn,gender,startdate,enddate,entry,exit,exitcode\n"
MEIJI = "JPN-1868,740,a1,Mutsuhito,1852,M,1868-01-03,1912-07-30,Regular,Natural Death,Regular\n"
NOBODY = "XXX-1868,7400,a2,Nobody,1852,M,1868-01-03,1912-07-30,Regular,Natural Death,Regular\n"


@pytest.fixture
def with_codes(small: Workspace) -> None:
    """Give Japan its number."""
    table = small.seeds / "states.csv"
    text = table.read_text("utf-8").replace("japan,Japan,,,,,,JPN", "japan,Japan,,740,740,,,JPN")
    table.write_text(text, "utf-8")


@pytest.mark.usefixtures("with_codes")
def test_a_refused_row_is_told_of_and_stops_the_others_only_if_asked_to(
    run: Run, store: Store, tmp_path: Path
) -> None:
    run("build")
    before = tree(store.path)
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI + NOBODY, "utf-8")
    code, out, err = run("load", "leaders", file, "--strict")
    assert (code, out) == (1, "")
    assert "archigos.csv:3: gwcode: '7400' " in err
    assert tree(store.path) == before
    refused = tmp_path / "refused.csv"
    code, out, err = run("load", "leaders", file, "--refused", refused)
    assert code == 0
    assert out.startswith("archigos: 2 rows read = 1 taken + 1 refused\n")
    assert "refused: 1:\n  archigos.csv:3: gwcode: '7400' " in err
    with refused.open(encoding="utf-8", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["file"], row["row"], row["field"], row["value"]) == (
        "archigos.csv", "3", "gwcode", "7400",
    )  # fmt: skip
    facts = store.current().ledger.loads["archigos"]
    assert isinstance(facts, dict)
    assert facts["rows"] == {"read": 2, "taken": 1, "refused": 1}
    assert json.loads(store.current().ledger.to_json())["loads"]["archigos"] == facts
    assert (
        run("load", "leaders", file)[1] == "archigos: unchanged, these files are loaded already\n"
    )


@pytest.mark.usefixtures("with_codes")
def test_a_file_of_which_every_row_is_refused_tells_why(
    run: Run, store: Store, tmp_path: Path
) -> None:
    run("build")
    before = tree(store.path)
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + NOBODY, "utf-8")
    code, _, err = run("load", "leaders", file)
    assert (code, err.startswith("archigos.csv:2: gwcode: '7400' ")) == (1, True)
    assert tree(store.path) == before


@pytest.mark.usefixtures("with_codes")
def test_files_with_faults_are_all_told_of_in_one_run(run: Run, tmp_path: Path) -> None:
    run("build")
    paths = []
    for name in ("a", "b"):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(LEADERS + "JPN,740\n" + MEIJI, "utf-8")
    code, _, err = run("load", "leaders", *paths)
    assert code == 1
    assert [line.partition(";")[0] for line in err.splitlines()] == [
        "a.csv:2: has 2 fields where the header has 11",
        "b.csv:2: has 2 fields where the header has 11",
    ]


def test_an_unknown_loader_is_named_with_what_may_be_meant(run: Run, tmp_path: Path) -> None:
    run("build")
    code, _, err = run("load", "leader", tmp_path / "x.csv")
    assert code == 2
    assert err.startswith("no loader 'leader'; there are: ")
    assert err.endswith("Fix: write 'leaders'\n")


def test_without_a_graph_there_is_nothing_to_load_into(run: Run, tmp_path: Path) -> None:
    code, _, err = run("load", "events", write(tmp_path, "events", CONGRESSES), "--source", "v")
    assert (code, err.endswith("no graph yet. Fix: run alliancekg build\n")) == (2, True)


def test_nodes_come_some_at_a_time() -> None:
    nodes = [px.NamedNode(f"urn:{n}") for n in range(5)]
    assert [len(batch) for batch in batches(nodes, 2)] == [2, 2, 1]


@pytest.mark.usefixtures("with_codes")
def test_small_batches_give_the_same_graph(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build")
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI + MEIJI.replace("1868", "1912").replace("a1", "a3"), "utf-8")
    run("load", "leaders", file)
    whole = digest(store)
    run("forget", "archigos")
    monkeypatch.setattr("alliancekg.loading.BATCH", 1)
    renewed: list[Draft] = []
    renew = Draft.renew

    def counted(draft: Draft) -> None:
        renewed.append(draft)
        renew(draft)

    monkeypatch.setattr(Draft, "renew", counted)
    run("load", "leaders", file)
    assert digest(store) == whole
    assert len(renewed) > 2  # the engine's memory is freed


def test_new_data_are_checked_in_the_context_of_what_was_loaded(run: Run, tmp_path: Path) -> None:
    run("build")
    run("load", "events", write(tmp_path / "v", "events", CONGRESSES), "--source", "vienna")
    sessions = [
        {"id": "s1", "label": "First", "part_of": "aachen"},
        {"id": "s2", "label": "Second", "part_of": "aachem"},
    ]
    file = write(tmp_path / "s", "events", sessions)
    code, out, _ = run("validate", file, "--source", "vienna")
    assert (code, "events.csv:2: " in out) == (1, False)
    assert "events.csv:3: part_of: 'aachem' is not an event" in out
    assert "write 'aachen'" in out
    same = write(tmp_path / "v", "events", [{**CONGRESSES[0], "label": "Aachen"}])
    assert run("validate", same, "--source", "vienna")[0] == 0  # in the place of the old row
    graph = tmp_path / "new.ttl"
    graph.write_text(
        "PREFIX ak: <https://w3id.org/alliancekg/ns#>\n"
        "BASE <https://w3id.org/alliancekg/id/>\n"
        "<event/s3> ak:place <event/aachen> .\n",
        "utf-8",
    )
    code, out, _ = run("validate", graph, "--format", "json")
    assert {f["kind"] for f in json.loads(out)["findings"]} == {"wrong class"}


# What a load must not do to other data.


@pytest.mark.usefixtures("with_codes")
def test_the_list_of_refused_rows_is_written_over_nothing_that_is_ours(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    run("build")
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI + NOBODY, "utf-8")
    before = tree(store.path)
    for path in (file, store.path / "current", small.seeds / "states.csv"):
        text = path.read_bytes()
        for plan in ((), ("--plan",)):
            code, _, err = run("load", "leaders", file, "--refused", path, *plan)
            assert (code, err.startswith(f"--refused {path}: is, or is part of, ")) == (2, True)
        assert path.read_bytes() == text
    refused = tmp_path / "refused.csv"
    assert run("load", "leaders", file, "--refused", refused)[0] == 0
    listed = refused.read_bytes()
    assert run("load", "leaders", file, "--refused", refused)[0] == 0  # unchanged
    assert refused.read_bytes() == listed
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert tree(store.path) != before


@pytest.mark.usefixtures("with_codes")
@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("../x", "is no id"),
        ("a b", "is no id"),
        ("A", "is no id"),
        ("derived", "is a source of the workspace, or a graph of the engine"),
        ("ontology", "is a source of the workspace, or a graph of the engine"),
        ("states", "is a source of the workspace, or a graph of the engine"),
        ("links", "is the graph of the links"),
    ],
)
def test_a_key_that_is_taken_or_none_is_refused(
    run: Run, store: Store, tmp_path: Path, key: str, told: str
) -> None:
    run("build")
    before = tree(store.path)
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI, "utf-8")
    code, _, err = run("load", "leaders", file, "--source", key)
    assert (code, err.startswith(f"'{key}' {told}")) == (2, True)
    assert tree(store.path) == before


@pytest.mark.usefixtures("with_codes")
def test_a_source_of_another_loader_is_not_replaced(run: Run, tmp_path: Path) -> None:
    run("build")
    run("load", "events", write(tmp_path, "events", CONGRESSES), "--source", "mine")
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI, "utf-8")
    code, _, err = run("load", "leaders", file, "--source", "mine")
    assert (code, err.startswith("'mine' was loaded by tables; expected the same loader")) == (
        2, True,
    )  # fmt: skip


@pytest.mark.usefixtures("with_codes")
@pytest.mark.parametrize("at", [1, 2])
def test_a_file_that_changes_while_it_is_read_is_not_published(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    run("build")
    before = tree(store.path)
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI, "utf-8")
    read, calls = datarows.read, []

    def changing(*arguments: Any) -> Iterator[Outcome]:
        calls.append(1)
        if len(calls) == at:
            file.write_text(LEADERS + MEIJI.replace("Mutsuhito", "Yoshihito"), "utf-8")
        return read(*arguments)

    monkeypatch.setattr(datarows, "read", changing)
    code, _, err = run("load", "leaders", file)
    assert (code, err) == (2, "archigos.csv: has changed while it was read. Fix: load it again\n")
    assert tree(store.path) == before


@pytest.mark.usefixtures("with_codes")
def test_after_a_state_was_mended_the_files_can_be_loaded_again(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    run("build")
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI, "utf-8")
    run("load", "leaders", file)
    assert "actor/japan" in "".join(q for q in quads(store) if "inOrganization" in q)
    table = small.seeds / "states.csv"
    text = table.read_text("utf-8")
    text = text.replace(",740,740,", ",,,")
    text = text.replace("south-korea,South Korea,,,,", "south-korea,South Korea,,740,740,")
    table.write_text(text, "utf-8")
    code, _, err = run("build")
    assert code == 0
    assert "archigos: was loaded before states, loaders, ontology or shapes changed" in err
    code, out, _ = run("load", "leaders", file)
    assert (code, "1 changed" in out) == (0, True)
    assert "actor/south-korea" in "".join(q for q in quads(store) if "inOrganization" in q)
    assert "was loaded before" not in run("build", "--force")[2]


@pytest.mark.usefixtures("with_codes")
def test_what_was_loaded_is_held_to_shapes_that_came_later(
    run: Run, small: Workspace, store: Store, tmp_path: Path
) -> None:
    run("build")
    file = tmp_path / "archigos.csv"
    file.write_text(LEADERS + MEIJI, "utf-8")
    run("load", "leaders", file)
    before = tree(store.path)
    shape = small.shapes / "position.ttl"
    shape.write_text(
        shape.read_text("utf-8")
        + "\naksh:PositionShape-none a sh:PropertyShape ; sh:targetClass ak:Position ;"
        " sh:maxCount 0 ; sh:path ak:inOrganization ; sh:severity sh:Violation ;"
        " sh:message 'is there; expected none. Fix: go'@en ;"
        " sh:name 'n'@en ; sh:description 'd'@en .\n",
        "utf-8",
    )
    code, _, err = run("build")
    assert (code, "PositionShape-none" in err) == (1, True)
    assert tree(store.path) == before


@pytest.mark.usefixtures("with_codes")
def test_unchanged_is_said_only_of_what_would_be_read_the_same(run: Run, tmp_path: Path) -> None:
    run("build")
    file = tmp_path / "archigos.csv"
    file.write_bytes((LEADERS + MEIJI.replace("Mutsuhito", "Mutsuhitó") + NOBODY).encode("latin-1"))
    assert run("load", "leaders", file, "--encoding", "cp1251")[0] == 0
    code, out, _ = run("load", "leaders", file, "--encoding", "latin-1")
    assert (code, "1 changed" in out) == (0, True)
    assert "unchanged" in run("load", "leaders", file, "--encoding", "latin-1")[1]
    code, _, err = run("load", "leaders", file, "--encoding", "latin-1", "--strict")
    assert (code, "'7400'" in err) == (1, True)


@pytest.mark.usefixtures("with_codes")
def test_warnings_without_number_end_neither_the_check_nor_what_follows(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliancekg.settling.MOST", 3)
    monkeypatch.setattr("alliancekg.loading.BATCH", 2)
    run("build")
    rows = [
        {"id": f"e{n}", "label": f"E{n}", "edtf": "1818", "event_type": "war"} for n in range(9)
    ]
    events = write(tmp_path, "events", rows)
    parts = [
        {"record": f"event/e{n}", "actor": "japan", "role": "belligerent", "edtf": "1900"}
        for n in range(9)
    ]
    code, _, err = run(
        "load", "tables", events, write(tmp_path, "participations", parts), "--source", "v"
    )
    assert code == 0
    assert err.count("ParticipationShape-time-within") == 3
    said = quads(store)
    for n in range(9):
        assert [q for q in said if f"event/e{n}>" in q and "ns#time>" in q], n
        assert [q for q in said if f"event/e{n}>" in q and "ns#participant>" in q], n


def test_a_graph_that_changed_meanwhile_is_not_written_over(
    run: Run, small: Workspace, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build")
    first = write(tmp_path / "a", "events", CONGRESSES)
    second = write(tmp_path / "b", "events", [{"id": "verona", "label": "Verona"}])
    name = "alliancekg.loading.read_shapes"

    def slow(folder: Path) -> Shapes:
        monkeypatch.setattr(name, read_shapes)
        assert run("load", "events", second, "--source", "sessions")[0] == 0
        return read_shapes(folder)

    monkeypatch.setattr(name, slow)
    code, _, err = run("load", "events", first, "--source", "vienna")
    assert (code, "the graph has changed meanwhile. Fix: run the command again" in err) == (2, True)
    assert list(store.current().ledger.loads) == ["sessions"]
    assert small.seeds.is_dir()


@pytest.mark.usefixtures("with_codes")
def test_files_that_were_loaded_before_and_are_missing_now_are_told_of(
    run: Run, tmp_path: Path
) -> None:
    run("build")
    events = write(tmp_path, "events", CONGRESSES)
    places = write(tmp_path, "places", [{"id": "vienna", "label": "Vienna"}])
    run("load", "tables", events, places, "--source", "v")
    _, _, err = run("load", "tables", events, "--source", "v")
    assert "v: 'places' is a kind of file that was loaded before and is not among these" in err


@pytest.mark.usefixtures("with_codes")
def test_two_files_of_one_name_are_two_files(run: Run, store: Store, tmp_path: Path) -> None:
    run("build")
    for key, row in (("one", CONGRESSES[0]), ("two", CONGRESSES[1])):
        file = write(tmp_path / key, "events", [row])
        assert run("load", "events", file, "--source", key)[0] == 0
    rows = {str(q.subject) for q in store.current().quads() if str(q.subject).endswith("#row=2>")}
    assert {row.rpartition("/file/")[2] for row in rows} >= {
        "one/events.csv#row=2>", "two/events.csv#row=2>",
    }  # fmt: skip


def test_a_pipe_or_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    run("build")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for loader in ("leaders", "events"):
        code, _, err = run("load", loader, pipe, "--source", "p")
        assert (code, "is a pipe or a device; expected a file" in err) == (2, True)
    code, _, err = run("load", "leaders", tmp_path)
    assert (code, "is a folder; expected a file" in err) == (2, True)
