"""Releases: whole or absent, the same bytes for the same graph, with checksums and true notes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import export, releasenotes, releasing
from alliancekg.cli import main
from alliancekg.differing import Side
from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Generation
from alliancekg.pipeline import build
from alliancekg.quadsources import named
from alliancekg.releasenotes import Before
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

READ = {
    "alliancekg.jsonld": px.RdfFormat.JSON_LD,
    "alliancekg.nq": px.RdfFormat.N_QUADS,
    "alliancekg.nt": px.RdfFormat.N_TRIPLES,
    "alliancekg.rdf": px.RdfFormat.RDF_XML,
    "alliancekg.trig": px.RdfFormat.TRIG,
    "alliancekg.ttl": px.RdfFormat.TURTLE,
}


@pytest.fixture
def generation(small: Workspace, tmp_path: Path) -> Generation:
    for path in sorted((small.root / "queries").rglob("*.rq"))[7:]:
        path.unlink()  # few questions are enough here
    store = Store(tmp_path / "store")
    build(small, store, TABLES, lambda _: None)
    return store.current()


def made(
    folder: Path,
    small: Workspace,
    generation: Generation,
    before: Before | None = None,
    loaded: Sequence[str] = (),
) -> dict[str, bytes]:
    """Write a release, and return its files."""
    releasing.release(folder, small, generation, before, loaded, lambda _: None)
    paths = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: path.read_bytes() for name, path in paths.items()}


def test_a_release_has_all_formats_and_each_says_the_same(
    small: Workspace, generation: Generation, tmp_path: Path
) -> None:
    files = made(tmp_path / "out", small, generation)
    quads = set(generation.quads())
    triples = {quad.triple for quad in quads}
    data = {name.removeprefix("data/") for name in files if name.startswith("data/alliancekg.")}
    assert data == set(READ)
    assert len(data) == len(export.FORMATS)
    for name, form in READ.items():
        found = set(px.parse(files[f"data/{name}"], form))
        assert {quad.triple for quad in found} == triples
        if form.supports_datasets:
            assert found == quads
    record = px.NamedNode("https://w3id.org/alliancekg/graph/record")
    alone = {q.triple for q in px.parse(files["data/sources/record.ttl"], px.RdfFormat.TURTLE)}
    assert alone == {quad.triple for quad in quads if quad.graph_name == record}


def test_every_file_has_its_checksum_and_nothing_hidden_is_there(
    small: Workspace, generation: Generation, tmp_path: Path
) -> None:
    (small.root / "queries" / ".secret").write_text("x")
    files = made(tmp_path / "out", small, generation)
    lines = files.pop(releasing.SUMS).decode().splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert told == {name: hashlib.sha256(text).hexdigest() for name, text in files.items()}
    assert [name for name in files if "/." in name or name.startswith(".")] == []
    assert "ontology/alliancekg.ttl" in files
    answers = {name for name in files if name.startswith("answers/")}
    asked = (small.root / "queries").rglob("*.rq")
    count = sum(path.parent.name != "profiles" for path in asked)
    untold = files["README.md"].decode().partition("without an answer")[2].count("\n- ")
    assert len(answers) + untold == count == 7
    assert 0 < untold < count  # a default of the checkout is no record of this workspace


def test_the_same_graph_gives_the_same_bytes(
    small: Workspace, generation: Generation, tmp_path: Path
) -> None:
    first = made(tmp_path / "one", small, generation)
    (tmp_path / "two").mkdir()
    assert made(tmp_path / "two", small, generation) == first
    assert b"first release" in first["NOTES.md"]


def test_notes_name_the_records_and_the_answers_that_changed(
    small: Workspace, generation: Generation, tmp_path: Path
) -> None:
    quads = list(named(generation.open()))
    event = px.NamedNode("https://w3id.org/alliancekg/id/event/")
    gone = sorted(str(q.subject) for q in quads if str(q.subject).startswith(str(event)[:-1]))
    record = gone[0][1:-1].partition("#")[0]
    rest = [q for q in quads if not str(q.subject).startswith(f"<{record}")]
    side = Side("older.nq", lambda: rest)
    notes = made(tmp_path / "out", small, generation, Before("older.nq", side))["NOTES.md"].decode()
    assert "Compared with older.nq." in notes
    assert f"### Added\n\n- `{record.removeprefix('https://w3id.org/alliancekg/id/')}`\n" in notes
    assert f"{len(quads) - len(rest)} statements added, 0 removed" in notes
    same = Before("same", Side("same", lambda: quads))
    told = "".join(releasenotes.notes(small.queries, generation.open(), same))
    assert "0 added, 0 changed, 0 removed; 0 statements added, 0 removed." in told
    assert " rows to " not in told


def test_a_folder_with_files_and_an_unknown_source_are_refused(
    small: Workspace, generation: Generation, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="is there already; expected a new or an empty folder"):
        made(tmp_path / "full", small, generation)
    with pytest.raises(UsageError, match="no loaded source 'gdelt'; there are: none"):
        made(tmp_path / "out", small, generation, loaded=["gdelt"])
    with pytest.raises(UsageError, match="has no folder above it"):
        made(tmp_path / "none" / "out", small, generation)
    assert (tmp_path / "full" / "mine.txt").read_text() == "x"


def test_a_failure_leaves_nothing(
    small: Workspace, generation: Generation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releasing, "_answers", broken)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EngineError, match="cannot be written: No space left on device"):
        made(tmp_path / "out", small, generation)
    assert sorted(tmp_path.iterdir()) == before


def test_loaded_sources_are_left_out_unless_named(generation: Generation) -> None:
    graph = px.NamedNode("https://w3id.org/alliancekg/graph/record")
    kept = [g for g in generation.ledger.graphs if g != graph.value]
    store = releasenotes.only(generation.open(), kept)
    assert next(store.quads_for_pattern(None, None, None, graph), None) is None
    merged = {q.triple for q in store.quads_for_pattern(None, None, None, px.DefaultGraph())}
    assert merged == {quad.triple for quad in named(store)}
    assert len(merged) < len(generation.open())


def test_the_command_tells_how_to_check_it(
    small: Workspace, generation: Generation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", str(tmp_path / "store"), "--workspace", str(small.root), "--quiet"]
    out = tmp_path / "out"
    assert main(["release", str(out), "--since", str(generation.number), *where]) == 0
    count = len((out / releasing.SUMS).read_text().splitlines())
    assert capsys.readouterr().out == (
        f"{out}: {count} files; sha256sum -c SHA256SUMS checks them\n"
    )
    flat = out / "data" / "alliancekg.ttl"
    assert main(["release", str(tmp_path / "two"), "--since", str(flat), *where]) == 2
    assert "has no named graphs" in capsys.readouterr().err
