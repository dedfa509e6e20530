"""Builds of real workspaces: what is published, what is refused, and what is not done twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from storing import tree

from alliancekg.errors import SourceErrors
from alliancekg.fingerprints import fingerprint
from alliancekg.generations import Generation
from alliancekg.pipeline import Built, build, classes, said
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

STEPS = ["reading", "mapping", "checking", "publishing"]
COUNTS = [
    ("Actor", 4),
    ("Claim", 2),
    ("Dataset", 2),
    ("Document", 1),
    ("Event", 2),
    ("Group", 1),
    ("Participation", 3),
    ("Passage", 2),
    ("Person", 1),
    ("Place", 1),
    ("Policy", 1),
    ("Position", 1),
    ("Quantity", 1),
    ("Row", 24),
    ("Source", 3),
    ("Stance", 2),
    ("State", 2),
    ("TimeSpan", 6),
    ("Treaty", 1),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def made(workspace: Workspace, store: Store, is_forced: bool = False) -> Built:
    return build(workspace, store, TABLES, lambda _: None, is_forced)


def changed(workspace: Workspace, file: str, old: str, new: str) -> None:
    path = workspace.seeds / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def lines(generation: Generation) -> list[str]:
    return sorted(map(str, generation.quads()))


def refusal(workspace: Workspace, store: Store) -> list[str]:
    """Return the findings of a build that is refused and leaves each byte of the store alone."""
    before = tree(store.path)
    with pytest.raises(SourceErrors) as caught:
        made(workspace, store)
    assert tree(store.path) == before
    return [str(finding) for finding in caught.value.findings]


def test_the_graph_of_the_checkout_breaks_no_rule(built: Store) -> None:
    generation = built.current()
    assert generation.number == 1
    assert generation.ledger.validation["violation"] == 0
    assert generation.ledger.note == "built from the workspace"


def test_a_build_publishes_what_the_tables_say(small: Workspace, store: Store) -> None:
    steps: list[str] = []
    first = build(small, store, TABLES, steps.append)
    assert (first.is_new, first.generation.number) == (True, 1)
    assert store.current() == first.generation
    assert [f.severity for f in first.findings] == ["info"] * 3
    assert classes(first.generation.open()) == COUNTS
    ledger = first.generation.ledger
    assert said(ledger.validation) == "0 violations, 0 warnings, 3 infos, 436 focus nodes"
    assert ledger.fingerprint == fingerprint(small)
    assert [graph.rpartition("/")[2] for graph in ledger.graphs] == [
        "derived", "essay", "ontology", "record", "states",
    ]  # fmt: skip
    assert [step.split()[0] for step in steps] == STEPS


def test_a_second_build_does_nothing_unless_it_is_forced(small: Workspace, store: Store) -> None:
    first = made(small, store)
    before = tree(store.path)
    steps: list[str] = []
    again = build(small, store, TABLES, steps.append)
    assert (again.is_new, again.generation, again.findings) == (False, first.generation, ())
    assert (steps, tree(store.path)) == ([], before)
    forced = made(small, store, is_forced=True)
    assert (forced.is_new, forced.generation.number) == (True, 2)
    assert lines(forced.generation) == lines(first.generation)
    assert forced.generation.ledger.parent == 1


def test_a_changed_cell_gives_a_new_generation(small: Workspace, store: Store) -> None:
    first = made(small, store)
    changed(small, "states.csv", "Japan", "Nippon")
    second = made(small, store)
    assert (second.is_new, second.generation.number) == (True, 2)
    gone = set(lines(first.generation)) - set(lines(second.generation))
    assert gone == {
        "<https://w3id.org/alliancekg/id/actor/japan> "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Japan"@en '
        "<https://w3id.org/alliancekg/graph/states>"
    }


def test_a_damaged_generation_is_built_anew(small: Workspace, store: Store) -> None:
    first = made(small, store)
    next((first.generation.path / "data").glob("*.sst")).unlink()
    second = made(small, store)
    assert (second.is_new, second.generation.number) == (True, 2)


def test_a_cell_that_breaks_a_rule_leaves_the_store_alone(small: Workspace, store: Store) -> None:
    first = made(small, store)
    changed(small, "essay/events.csv", "1950/1953", "1953/1950")
    assert refusal(small, store) == [
        "seeds/essay/events.csv:2: edtf: '1953/1950' ends before it begins; expected the start"
        " first, then the end. Fix: exchange or correct the two dates"
    ]
    changed(small, "essay/events.csv", "1953/1950", "1950/1953")
    again = made(small, store)
    assert (again.is_new, again.generation) == (False, first.generation)


def test_what_only_a_shape_finds_leaves_the_store_alone(small: Workspace, store: Store) -> None:
    made(small, store)
    changed(small, "essay/participations.csv", "treaty/pact,japan,party,,,p1,\n", "")
    changed(small, "essay/places.csv", "japan", "critics")
    assert refusal(small, store) == [
        "seeds/essay/places.csv:2: inState: 'actor/critics' is not a state: it is ak:Actor and"
        " ak:Group; expected a state of the graph (ak:State). Fix: name another, or correct its"
        " class (Violation, PlaceShape-inState-class, place/guam)",
        "seeds/essay/treaties.csv:2: participation: has fewer than two different parties; expected"
        " two actors in the role party, or more. Fix: add the other party to the participations, or"
        " correct the actor of one (Violation, TreatyShape-party-minCount, treaty/pact)",
    ]


def test_a_first_build_that_is_refused_publishes_nothing(small: Workspace, store: Store) -> None:
    changed(small, "essay/places.csv", "japan", "critics")
    with pytest.raises(SourceErrors):
        made(small, store)
    assert (store.exists(), store.numbers(), store.log()) == (False, [], [])
    assert list((store.path / "generations").iterdir()) == []


def test_the_fingerprint_is_that_of_the_content_wherever_it_is(
    small: Workspace, root: Path, tmp_path: Path
) -> None:
    for name in ("0", "zz/zz"):  # before and behind the folder of the code, in the alphabet
        shutil.copytree(small.root, tmp_path / name)
        assert fingerprint(Workspace.find(tmp_path / name)) == fingerprint(small)
    backward = tmp_path / "backward"  # a folder may list its files in the order of their making
    for path in sorted((p for p in small.root.rglob("*") if p.is_file()), reverse=True):
        copy = backward / path.relative_to(small.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    assert fingerprint(Workspace.find(backward)) == fingerprint(small)
    whole = tmp_path / "whole"
    for name in ("ontology", "shapes", "seeds", "queries"):
        shutil.copytree(root / name, whole / name)
    assert fingerprint(Workspace.find(whole)) == fingerprint(Workspace.find(root))


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("seeds/states.csv", True),
        ("seeds/essay/claims.csv", True),
        ("shapes/treaty.ttl", True),
        ("ontology/schemes/status.ttl", True),
        ("seeds/essay/new.csv", True),
        ("seeds/essay/.~lock.claims.csv#", False),
        ("seeds/.DS_Store", False),
        ("queries/numbers.rq", False),
        ("ontology/notes.txt", False),
    ],
)
def test_the_fingerprint_follows_what_a_build_reads(
    small: Workspace, file: str, changes: bool
) -> None:
    before = fingerprint(small)
    with (small.root / file).open("ab") as out:
        out.write(b"\n")
    assert (fingerprint(small) != before) is changes


def test_a_folder_with_the_name_of_a_file_is_passed_over(small: Workspace, store: Store) -> None:
    before = fingerprint(small)
    for name in ("ontology/old.ttl", "shapes/old.ttl"):
        (small.root / name).mkdir()
    assert fingerprint(small) == before
    assert made(small, store).is_new


def test_a_file_of_another_name_has_another_fingerprint(small: Workspace) -> None:
    before = fingerprint(small)
    (small.seeds / "essay").rename(small.seeds / "treatise")
    assert fingerprint(small) != before


@pytest.mark.shared
def test_a_graph_built_again_and_again_neither_grows_nor_shrinks(
    small: Workspace, store: Store, shared: Path
) -> None:
    """Case B15: what is loaded twice must not stand there twice."""
    assert (shared / "cases" / "inputs" / "B15-reload-doubles").is_dir()
    generations = [made(small, store, is_forced=True).generation for _ in range(3)]
    assert lines(generations[0]) == lines(generations[1]) == lines(generations[2])
    assert dict(classes(generations[2].open()))["Claim"] == 2
    assert len({g.ledger.quads for g in generations}) == 1
