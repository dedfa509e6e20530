"""The pages on the ontology: one of each term and scheme, true to the data, and all links lead."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pyoxigraph as px
import pytest

from alliancekg.namespaces import AK, PREFIXES
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "ontology"
NAMES = sorted(path.name for path in FOLDER.glob("*.md"))
KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """Return the script that writes the pages, as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path


@pytest.fixture(scope="module")
def made(generate: ModuleType) -> Mapping[str, str]:
    pages: Mapping[str, str] = generate.FOLDERS["ontology"]()
    return pages


def page(name: str) -> str:
    return (FOLDER / name).read_bytes().decode("utf-8")


def terms() -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each term that the ontology declares."""
    text = (ROOT / "ontology" / "alliancekg.ttl").read_bytes()
    for quad in px.parse(text, format=px.RdfFormat.TURTLE):
        kind = str(quad.object).removeprefix(f"<{PREFIXES['owl']}").rstrip(">")
        if str(quad.predicate) == f"<{PREFIXES['rdf']}type>" and kind in KINDS:
            yield KINDS[kind], str(quad.subject)[1:-1].removeprefix(AK)


def test_the_pages_are_as_generated_and_no_others_are_there(made: Mapping[str, str]) -> None:
    assert sorted(made) == NAMES
    assert [name for name in NAMES if page(name) != made[name]] == []  # else: make docs


def test_there_is_a_page_of_each_term_and_of_each_scheme() -> None:
    schemes = {f"scheme-{path.name}" for path in (ROOT / "ontology" / "schemes").glob("*.ttl")}
    named = {f"{kind}-{name}.md" for kind, name in terms()}
    assert {name.replace(".md", ".ttl") for name in NAMES if name.startswith("scheme-")} == schemes
    assert {name for name in NAMES if not name.startswith(("scheme-", "README"))} == named
    # Names that differ by their case alone would be one file on some systems.
    assert len({name.casefold() for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_links_of_a_page_lead_to_files_and_headings(name: str) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page(name)):
        path = FOLDER / target
        assert path.is_file(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).replace(" ", "-") for head in heads}


def test_an_example_is_stated_in_the_graph_and_shows_the_term(built: Store) -> None:
    graph = built.current().open()
    shown = 0
    for kind, name in terms():
        found = re.search(r"```turtle\n(.*?)```", page(f"{kind}-{name}.md"), re.DOTALL)
        if not found:
            assert "No record of the seeds has it." in page(f"{kind}-{name}.md")
            continue
        shown += 1
        quads = list(px.parse(found[1].encode(), format=px.RdfFormat.TURTLE))
        assert [quad for quad in quads if quad not in graph] == []
        term = px.NamedNode(AK + name)
        assert any(term in (quad.predicate, quad.object) for quad in quads), name
    assert shown > 60


def test_a_term_without_an_example_is_used_by_no_record_of_the_seeds(built: Store) -> None:
    graph = built.current().open()
    ontology = px.NamedNode("https://w3id.org/alliancekg/graph/ontology")
    type_ = px.NamedNode(PREFIXES["rdf"] + "type")
    for kind, name in terms():
        term = px.NamedNode(AK + name)
        predicate, value = (type_, term) if kind == "class" else (term, None)
        quads = graph.quads_for_pattern(None, predicate, value, None)
        said = [quad for quad in quads if quad.graph_name != ontology]
        assert bool(said) == ("```turtle" in page(f"{kind}-{name}.md")), name


def test_a_page_tells_what_the_shapes_demand_and_the_values_of_a_scheme() -> None:
    told = page("property-stanceValue.md")
    assert (
        "| [`ak:Stance`](class-Stance.md) | a concept of [stance](scheme-stance.md) | 1 |" in told
    )
    assert "`asserts`, `concedes`, `doubts`, `rejects`, `reports`" in told
    assert "| `sem:Event` | each is one |" in page("class-Event.md")
    assert "- Above it: [`ak:Actor`](class-Actor.md)" in page("class-State.md")
    assert '<a id="rejects"></a>`rejects`' in page("scheme-stance.md")
    assert '<a id="Event"></a>[`ak:Event`](class-Event.md)' in page("README.md")


def test_what_is_made_no_longer_is_removed(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "old.md").write_text("", encoding="utf-8")
    (tmp_path / "set" / "kept.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {})
    monkeypatch.setattr(generate, "FOLDERS", {"set": lambda: {"new.md": "é\n"}})
    generate.main()
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == ["kept.txt", "new.md"]
    assert (tmp_path / "set" / "new.md").read_bytes() == "é\n".encode()
