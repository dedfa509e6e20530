"""The pages in a folder: whole, the same each time, every link leading somewhere in it."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as px
import pytest
from conftest import ROOT, copied
from hostilegraph import HOSTILE
from pageparts import ALERT, LONG, hostile, texts, tree

from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES
from alliancekg.pages import filed, labelindex, listpages, writing
from alliancekg.pages.frame import shown
from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

DOC = (ROOT / "docs" / "site.md").read_text(encoding="utf-8")
SESSION = re.findall(r"```console\n\$ (.*)\n(.*)\n```", DOC)[0]
RDF_TYPE = px.NamedNode(PREFIXES["rdf"] + "type")
LABEL = px.NamedNode(PREFIXES["rdfs"] + "label")
ANSWERED = ("timeline", "who-disputes-whom")
KEPT = (*ANSWERED, "treaties-of-actor")  # of which the small workspace has no actor


@dataclass(frozen=True)
class Written:
    """A small workspace with three questions, its store, the pages of both, what was printed."""

    workspace: Workspace
    store: Store
    site: Path
    printed: str


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Write the pages of a small workspace by the command that the page on it shows."""
    folder = tmp_path_factory.mktemp("site")
    workspace = Workspace.find(few(copied(folder / "small")))
    store = Store(folder / "store")
    build(workspace, store, TABLES, lambda _: None)
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.chdir(folder)
        patch.setenv("ALLIANCEKG_STORE", str(store.path))
        patch.setenv("ALLIANCEKG_WORKSPACE", str(workspace.root))
        assert main([*shlex.split(SESSION[0])[1:], "--quiet"]) == 0
    return Written(workspace, store, folder / "pages", printed.getvalue())


def few(root: Path) -> Path:
    """Leave three of the questions of a workspace, and return its folder."""
    for path in (root / "queries").rglob("*.rq"):
        if path.stem not in KEPT and path.parent.name != "profiles":
            path.unlink()
    return root


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def leads(folder: Path, file: str) -> Iterator[str]:
    """Yield the files of the folder to which a page leads; a link that leads nowhere fails."""
    found = tree((folder / file).read_text(encoding="utf-8"))
    for address in found.xpath("//@href | //@src"):
        parts = urlsplit(address)
        if parts.scheme:
            assert parts.scheme in ("http", "https"), (file, address)
        elif parts.path:
            assert not parts.path.startswith("/"), (file, address)
            target = ((folder / file).parent / unquote(parts.path)).resolve()
            assert target.is_file(), (file, address)
            yield target.relative_to(folder.resolve()).as_posix()
        else:
            assert found.xpath("//*[@id=$name]", name=parts.fragment), (file, address)


def crawled(folder: Path) -> set[str]:
    """Return all files to which links lead from the first page."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        file = waiting.pop()
        if file.endswith(".html"):
            new = set(leads(folder, file)) - seen
            seen |= new
            waiting += sorted(new)
    return seen


def test_every_page_is_reached_from_the_first_and_every_link_leads_somewhere(
    written: Written,
) -> None:
    site = written.site
    there = set(files(site))
    assert crawled(site) == there
    assert {f"question/{name}.html" for name in KEPT} <= there
    for name in ANSWERED:
        assert {f"answer/{name}.csv", f"answer/{name}.json", f"cite/{name}.html"} <= there
    lower = [name.lower() for name in there]
    assert len(lower) == len(set(lower))


def test_a_question_that_cannot_be_answered_says_so(written: Written) -> None:
    site = written.site
    page = (site / "question/treaties-of-actor.html").read_text(encoding="utf-8")
    (problem,) = texts(page, "//*[@role='alert']")
    assert "is no actor of the graph; expected an id, a label or an IRI" in problem


def test_a_record_of_each_kind_has_a_page_with_its_name(written: Written) -> None:
    store, site = written.store, written.site
    engine = Embedded(store.current().open())
    index = labelindex.index(engine)
    assert index is not None
    for entry in index.entries[::9]:
        page = (site / filed.node_file(entry.iri)).read_text(encoding="utf-8")
        assert texts(page, "//h1")[0] in {" ".join(name.split()) for name in entry.names}
    assert any(name.startswith("record/passage/") for name in files(site))


def test_the_same_graph_gives_the_same_bytes(written: Written, tmp_path: Path) -> None:
    workspace, store, site = written.workspace, written.store, written.site
    again = tmp_path / "again"
    writing.write(again, workspace, Embedded(store.current().open()), lambda _: None)
    assert files(again) == files(site)


def test_a_folder_appears_whole_or_not_at_all(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, store = written.workspace, written.store
    engine = Embedded(store.current().open())

    def failing(*_: object) -> None:
        raise EngineError("the engine has failed")

    monkeypatch.setattr(listpages, "lists", failing)
    with pytest.raises(EngineError, match="the engine has failed"):
        writing.write(tmp_path / "site", workspace, engine, lambda _: None)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is there already; expected a new or an empty folder"):
        writing.write(tmp_path / "full", workspace, engine, lambda _: None)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_the_page_on_it_is_true(written: Written) -> None:
    count = str(len(files(written.site)))
    assert written.printed == SESSION[1].replace("…", count) + "\n"
    table = [line.split("|")[1] for line in DOC.splitlines() if line.startswith("| `")]
    named = {name.strip("/") for cell in table for name in re.findall("`([^`]+)`", cell)}
    assert named == {path.name for path in written.site.iterdir()}


def test_a_source_that_was_not_loaded_cannot_be_shown(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, store = written.workspace, written.store
    arguments = ["site", str(tmp_path / "x"), "--with", "icb", "--store", str(store.path)]
    assert main([*arguments, "--workspace", str(workspace.root)]) == 2
    assert "no loaded source 'icb'; there are: none" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_graph_of_hostile_names_becomes_harmless_pages(tmp_path: Path) -> None:
    root = few(copied(tmp_path / "small"))
    for path in (root / "queries").glob("*.rq"):
        path.unlink()
    site = tmp_path / "site"
    graph = hostile()
    for at, text in enumerate(HOSTILE):
        event = px.NamedNode(f"{ID}event/h{at}")
        for where in (px.DefaultGraph(), px.NamedNode(f"{GRAPH}hostile")):
            graph.add(px.Quad(event, RDF_TYPE, px.NamedNode(f"{AK}Event"), where))
            graph.add(px.Quad(event, LABEL, px.Literal(text, language="en"), where))
    writing.write(site, Workspace.find(root), Embedded(graph), lambda _: None)
    assert crawled(site) >= {"record/event/script.html", "record/event/hebrew.html"}
    for name, content in files(site).items():
        assert len(content) < 200_000
        if name.endswith(".html"):
            text = content.decode()
            assert not tree(text).xpath("//script[not(@src)] | //@style | //iframe")
            assert "\u202e" not in text
            assert LONG[:3000] not in text
    assert texts((site / "record/event/script.html").read_text(), "//h1") == [ALERT]
    for at, text in enumerate(HOSTILE):
        page = (site / f"record/event/h{at}.html").read_text(encoding="utf-8")
        assert texts(page, "//h1") == [" ".join(shown(text, 300).split())]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("event/nixon-doctrine", "record/event/nixon-doctrine.html"),
        ("event/con", "record/event/con-1143da2b.html"),
        ("passage/hwang-2006/p020.1", "record/passage/hwang-2006/p020.1.html"),
        ("event/..", "record/event/_-5ec1f7e7.html"),
        ("event/A", "record/event/a-559aead0.html"),
    ],
)
def test_a_file_has_a_name_that_each_disk_takes(name: str, file: str) -> None:
    assert filed.node_file(f"https://w3id.org/alliancekg/id/{name}") == file


def test_a_link_leads_from_where_it_stands() -> None:
    iri = "https://w3id.org/alliancekg/id/event/a"
    links = filed.Filed({iri}, {"Event"}, {"timeline"})
    assert links.entity(f"{iri}#part") == "record/event/a.html"
    links.here = "question/checks/x.html"
    assert links.entity(iri) == "../../record/event/a.html"
    assert links.question("timeline", {}) == "../timeline.html"
    assert links.question("timeline", {"from": ["1950"]}) == ""
    assert links.question("timeline", {}, 101) == ""
    assert links.entity("https://w3id.org/alliancekg/id/event/b") == ""
    assert links.search(kind="Event") == "../../" + filed.list_file("Event")
    assert links.search(kind="Treaty") == links.search(source="x") == links.sparql() == ""
