"""Files of users in the context of a small graph, which is never changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as px
import pytest
from storing import tree

from alliancekg import reports
from alliancekg.errors import UsageError
from alliancekg.generations import Generation
from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.validating import As, validate
from alliancekg.workspace import FOLDERS, Workspace
from loaders import TABLES

HEAD = """PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX id: <https://w3id.org/alliancekg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX type: <https://w3id.org/alliancekg/scheme/event-type#>
PREFIX status: <https://w3id.org/alliancekg/scheme/status#>
BASE <https://w3id.org/alliancekg/id/>
"""
ROW = "<file/seeds/essay/events.csv#row=2>"
EVENT = f"""<event/KEY> a ak:Event ; rdfs:label "New"@en ; ak:eventType type:war ;
  ak:status status:done ; ak:evidence {ROW} ; ak:place <place/PLACE> .
"""


def event(key: str = "new", place: str = "guam") -> str:
    return EVENT.replace("KEY", key).replace("PLACE", place)


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with few rows, of which nothing is changed."""
    folder = tmp_path_factory.mktemp("small") / "small"
    for name in FOLDERS:
        content = root / "tests" / "bad-input" / "good" if name == "seeds" else root
        shutil.copytree(content / name, folder / name)
    return Workspace.find(folder)


@pytest.fixture(scope="module")
def generation(workspace: Workspace) -> Generation:
    store = Store(workspace.root.parent / "store")
    return build(workspace, store, TABLES, lambda _: None).generation


def findings(
    workspace: Workspace, generation: Generation | None, *files: Path, how: As | None = None
) -> list[str]:
    """Return the findings as the report shows them, without its last line."""
    checked = validate(files, workspace, TABLES, generation, how or As())
    return reports.text(checked.report).splitlines()[:-1]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_right_data_in_all_formats_has_no_finding(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    turtle = HEAD + event(place="guam")
    triples = list(px.parse(turtle.encode(), format=px.RdfFormat.TURTLE))
    files = [write(tmp_path, "new.ttl", turtle)]
    for suffix, form in (("nt", px.RdfFormat.N_TRIPLES), ("nq", px.RdfFormat.N_QUADS)):
        files.append(tmp_path / f"new.{suffix}")
        px.serialize(triples, str(files[-1]), format=form)
    files.append(write(tmp_path, "new.trig", turtle.replace("<event", "<urn:g> { <event") + "}"))
    assert findings(workspace, generation, *files) == []


def test_an_unknown_reference_is_found_at_its_line_and_the_store_stays(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    before = tree(generation.path)
    found = findings(workspace, generation, write(tmp_path, "a.ttl", HEAD + event(place="no")))
    assert tree(generation.path) == before
    assert len(found) == 1
    assert found[0].startswith("a.ttl:7: place: 'place/no' is not a place; expected ")


def test_a_subject_that_begins_no_line_is_checked_and_placed(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + event(place="guam").rstrip() + " <event/other> a ak:Event .\n"
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert found
    assert all(f.startswith("a.ttl:8: ") and f.endswith("event/other)") for f in found)


def test_unknown_terms_are_found(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + "<event/x> a ak:Evnt ;\n  ak:nosuch 1 .\n"
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert [f.partition(";")[0] for f in found] == [
        "a.ttl:7: 'ak:nosuch' is not a term of the ontology",
        "a.ttl:7: type: 'ak:Evnt' is not a term of the ontology",
    ]


def test_files_may_refer_to_each_other(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    columns = "id,label,alt_labels,in_state,part_of,wikidata,passages,note"
    table = write(tmp_path, "essay/places.csv", f"{columns}\nnew-isle,Isle,,,,,p1,\n")
    turtle = write(tmp_path, "a.ttl", HEAD + event(place="new-isle"))
    assert findings(workspace, generation, turtle, table, turtle) == []
    write(tmp_path, "essay/places.csv", f"{columns}\nnew-isle,Isle,,,,,nosuch,\n")
    found = findings(workspace, generation, turtle, table)
    assert [f.split(";")[0] for f in found] == [
        "places.csv:2: passages: 'nosuch' is not a passage of essay"
    ]


@pytest.mark.parametrize("name", ["events", "participations", "treaties"])
def test_a_table_of_the_graph_has_no_finding(
    workspace: Workspace, generation: Generation, name: str
) -> None:
    path = workspace.seeds / "essay" / f"{name}.csv"
    assert findings(workspace, generation, path) == []


def test_a_row_takes_the_place_of_the_one_in_the_graph(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = (workspace.seeds / "essay" / "events.csv").read_text(encoding="utf-8")
    assert ",done," in text
    copy = write(tmp_path, "essay/events.csv", text.replace(",done,", ",ongoing,"))
    assert [f for f in findings(workspace, generation, copy) if "status-maxCount" in f] == []


def test_without_the_graph_its_records_are_unknown(workspace: Workspace, tmp_path: Path) -> None:
    found = findings(workspace, None, write(tmp_path, "a.ttl", HEAD + event()))
    assert any("'place/guam' is not a place" in f for f in found)


def test_bad_dates_and_numbers_are_findings_and_no_failure(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = (
        HEAD + "<event/new#t> a ak:TimeSpan ; ak:edtf 'x' ; ak:earliestBeginDay 'y' .\n"
        "<event/new> a ak:Event ; ak:dating <event/new#t> .\n"
        "<source/s> a ak:Dataset ; ak:rank 'first' .\n"
    )
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert found
    assert all(f.startswith("a.ttl:") for f in found)


def test_blank_nodes_are_warned_of_and_placed(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    found = findings(workspace, generation, write(tmp_path, "a.ttl", HEAD + "\n[] a ak:Event .\n"))
    assert "a.ttl:8: holds 1 blank node(s); expected IRIs. Fix: give each node an IRI" in found
    assert all(f.startswith("a.ttl:8: ") for f in found)
    assert not any("urn:blank" in f for f in found)


def test_files_without_our_data_have_no_focus_node(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    other = write(tmp_path, "other.nt", "<urn:a> <urn:p> <urn:b> .\n")
    checked = validate([other], workspace, TABLES, generation, As()).report
    assert (checked.findings, checked.nodes) == ((), 0)
    found = findings(workspace, generation, write(tmp_path, "e.ttl", ""))
    assert [f.partition(";")[0] for f in found] == ["e.ttl: holds no triples"]


def test_all_that_cannot_be_read_is_named_at_once(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    files = [
        write(tmp_path, "a.ttl", "<urn:a> <urn:p>\n"),
        tmp_path / "missing.nt",
        write(tmp_path, "b.docx", "text"),
        write(tmp_path, "nosuch.csv", "id\n"),
        tmp_path / "events.csv",
    ]
    with pytest.raises(UsageError) as caught:
        validate(files, workspace, TABLES, generation, As())
    lines = str(caught.value).splitlines()
    starts = ["a.ttl", "missing.nt: cannot be read", "b.docx: ", "nosuch.csv: no loader"]
    starts.append("events.csv: cannot be read")
    assert len(lines) == 5
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True))
