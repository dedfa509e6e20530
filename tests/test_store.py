"""The store with real databases: publishing, reading, writers, going back."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pyoxigraph as px
import pytest
from storing import GRAPH, publish, quad, refusal, run, tree, values

import alliancekg
from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Ledger
from alliancekg.store import KEEP, Entry, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store that is not there yet."""
    return Store(tmp_path / "store")


def test_a_store_without_a_graph_says_how_to_get_one(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        store.current()
    assert str(caught.value) == f"{store.path}: no graph yet. Fix: run alliancekg build"
    assert (store.exists(), store.numbers(), store.log()) == (False, [], [])
    assert not store.path.exists()
    with pytest.raises(UsageError, match="no graph yet"):
        store.rollback()


def test_a_published_generation_is_found_again_with_its_ledger(store: Store) -> None:
    given = [quad("1", "x"), quad("1", "x", "b"), quad("2", "y", "b"), quad("1", "x")]
    made = publish(store, *given, note="first")
    found = Store(store.path).current()
    assert found == made
    assert found.quads() == sorted(set(given), key=str)
    lines = "".join(f"{q} .\n" for q in found.quads())
    ledger = found.ledger
    assert ledger == Ledger(
        number=1,
        created=ledger.created,
        parent=None,
        command="alliancekg build",
        note="first",
        fingerprint="inputs-1",
        graphs={GRAPH + "a": 1, GRAPH + "b": 2},
        quads=3,
        triples=2,
        digest=hashlib.sha256(lines.encode()).hexdigest(),
        alliancekg=alliancekg.__version__,
        pyoxigraph=px.__version__,
        files=ledger.files,
        validation={"violations": 0},
    )
    assert ledger.created.endswith("+00:00")
    assert sorted(p.name for p in store.path.iterdir()) == [
        "current", "generations", "history.jsonl", "lock",
    ]  # fmt: skip
    assert sorted(p.name for p in found.path.iterdir()) == ["data", "ledger.json"]
    assert [p.name for p in found.path.parent.iterdir()] == ["000001"]


def test_a_reader_keeps_its_generation_while_later_ones_come(store: Store) -> None:
    publish(store, quad("1", "x"))
    before = store.current().open()
    with store.writing("alliancekg load") as draft:
        draft.add([quad("2", "y")])
        assert values(store.current().open()) == ["x"]
        draft.publish("", "", {})
        assert values(store.current().open()) == ["y"]
    assert values(before) == ["x"]
    assert values(store.at(1).open()) == ["x"]
    assert store.numbers() == [1, 2]
    assert store.current().ledger.parent == 1


SECOND = """
import sys
from pathlib import Path
from alliancekg.errors import EngineError
from alliancekg.store import Store
store = Store(Path(sys.argv[1]))
print(len(store.current().open()))
for change in (lambda: store.writing("alliancekg load").__enter__(), store.rollback):
    try:
        change()
    except EngineError as error:
        print(error)
"""


def test_a_second_writer_is_refused_and_a_second_reader_is_not(store: Store) -> None:
    publish(store, quad("1", "x"))
    with store.writing("alliancekg build") as draft:
        draft.add([quad("2", "y")])
        lines = run(SECOND, store.path).stdout.splitlines()
        draft.publish("", "", {})
    busy = f"{store.path / 'lock'}: the store is being written by 'alliancekg build', process "
    assert lines[0] == "2"
    assert [line.startswith(f"{busy}{os.getpid()} on ") for line in lines[1:]] == [True, True]
    assert values(store.current().open()) == ["y"]


def test_a_folder_that_holds_other_things_does_not_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("x", encoding="utf-8")
    with (
        pytest.raises(UsageError) as caught,
        Store(tmp_path).writing("alliancekg build"),
    ):
        pytest.fail("wrote into a foreign folder")
    assert str(caught.value) == (
        f"{tmp_path}: this is no store, it holds 'thesis.odt'. "
        "Fix: name an empty or a new folder with --store"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_store_whose_path_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("x", encoding="utf-8")
    store = Store(path)
    for step in (store.writing("alliancekg build").__enter__, store.current, store.log,
                 store.rollback, store.exists, lambda: store.at(1)):  # fmt: skip
        with pytest.raises(UsageError) as caught:
            step()
        assert str(caught.value) == (
            f"{path}: this is a file; expected a folder. "
            "Fix: name a folder with --store or ALLIANCEKG_STORE"
        )
    assert path.read_text(encoding="utf-8") == "x"


def test_a_history_that_is_a_folder_is_an_error_of_the_disk(store: Store) -> None:
    publish(store, quad("1", "x"))
    publish(store, quad("2", "y"))
    history = store.path / "history.jsonl"
    history.unlink()
    history.mkdir()
    for step in (store.log, store.rollback, store.writing("alliancekg build").__enter__):
        with pytest.raises(EngineError) as caught:
            step()
        assert str(caught.value) == (
            f"{history}: cannot read the history: Is a directory. "
            "Fix: mend the cause, and run the command again"
        )
    assert values(store.current().open()) == ["y"]


def facts(log: list[Entry]) -> list[tuple[str, int, str, bool, bool]]:
    """Return the log without its times and counts."""
    return [(e.event.action, e.event.number, e.event.note, e.is_current, e.is_kept) for e in log]


def test_a_rollback_goes_back_keeps_what_came_later_and_is_logged(store: Store) -> None:
    for number in (1, 2, 3):
        publish(store, quad(str(number), str(number)), note=f"n{number}")
    assert store.rollback().number == 2
    assert values(store.current().open()) == ["2"]
    assert store.rollback(3).number == 3
    assert store.rollback(1).number == 1
    assert store.numbers() == [1, 2, 3]
    assert publish(store, quad("4", "4"), note="n4").ledger.parent == 1
    assert facts(store.log()) == [
        ("published", 1, "n1", False, True),
        ("published", 2, "n2", False, True),
        ("published", 3, "n3", False, True),
        ("rolled back", 2, "n2", False, True),
        ("rolled back", 3, "n3", False, True),
        ("rolled back", 1, "n1", False, True),
        ("published", 4, "n4", True, True),
    ]
    event = store.log()[-2].event
    assert (event.command, event.quads, event.triples) == ("alliancekg rollback", 1, 1)
    assert event.when.endswith("+00:00")


def test_a_rollback_without_a_number_goes_to_the_parent(store: Store) -> None:
    publish(store, quad("1", "1"))
    publish(store, quad("2", "2"))
    store.rollback(1)
    assert publish(store, quad("3", "3")).ledger.parent == 1
    assert store.rollback().number == 1
    assert values(store.current().open()) == ["1"]


def test_a_rollback_past_a_parent_that_is_gone_goes_to_the_one_published_before(
    store: Store,
) -> None:
    first = publish(store, quad("1", "1"))
    publish(store, quad("2", "2"))
    store.rollback(1)
    publish(store, quad("3", "3"))
    shutil.rmtree(first.path)
    assert store.rollback().number == 2


def test_a_rollback_to_nowhere_is_refused_and_changes_nothing(store: Store) -> None:
    publish(store, quad("1", "x"))
    before = tree(store.path)
    with pytest.raises(UsageError) as caught:
        store.rollback()
    assert str(caught.value) == (
        f"{store.path}: no generation before 1. "
        "Fix: run alliancekg rollback with one of 1, or alliancekg build"
    )
    with pytest.raises(UsageError) as caught:
        store.rollback(7)
    assert str(caught.value) == (
        f"{store.path}: no generation 7; there are: 1. Fix: choose one of these"
    )
    assert tree(store.path) == before


def test_old_generations_go_but_never_the_parent_of_the_current(store: Store) -> None:
    for number in range(1, KEEP + 1):
        publish(store, quad("1", str(number)))
    store.rollback(1)
    publish(store, quad("1", "a"))
    assert store.numbers() == [1, *range(2, KEEP + 2)]
    publish(store, quad("1", "b"))
    assert store.numbers() == list(range(3, KEEP + 3))
    with pytest.raises(UsageError, match="no generation 1; there are: 3, 4"):
        store.at(1)
    kept = {e.event.number: e.is_kept for e in store.log()}
    assert [n for n, is_kept in kept.items() if not is_kept] == [1, 2]


def test_a_number_is_never_given_twice(store: Store) -> None:
    publish(store, quad("1", "x"))
    last = publish(store, quad("2", "y"))
    shutil.rmtree(last.path)
    assert publish(store, quad("3", "z")).number == 3


def test_a_lost_or_broken_pointer_is_reported_and_mended_by_a_rollback(store: Store) -> None:
    publish(store, quad("1", "x"))
    publish(store, quad("2", "y"))
    pointer = store.path / "current"
    fix = "Fix: run alliancekg rollback with one of 1, 2, or alliancekg build"
    pointer.write_text("", encoding="utf-8")
    assert refusal(store) == (
        f"{pointer}: the pointer cannot be read: invalid literal for int() with base 10: ''. {fix}"
    )
    assert store.rollback(1).number == 1
    pointer.unlink()
    assert refusal(store) == f"{pointer}: no generation is marked as current. {fix}"
    assert store.rollback(2).number == 2
    assert values(store.current().open()) == ["y"]


def test_a_mangled_line_of_the_history_hides_no_other_line(store: Store) -> None:
    publish(store, quad("1", "x"), note="n1")
    history = store.path / "history.jsonl"
    with history.open("a", encoding="utf-8") as stream:
        stream.write('{"action": "publ')
    publish(store, quad("2", "y"), note="n2")
    assert facts(store.log()) == [
        ("published", 1, "n1", False, True),
        ("published", 2, "n2", True, True),
    ]
