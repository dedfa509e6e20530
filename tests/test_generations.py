"""A published generation: it never changes, and damage is found."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from storing import ALONE, GRAPH, REMEDY, publish, quad, refusal, run, tree, values

from alliancekg.errors import EngineError
from alliancekg.generations import verify_deep
from alliancekg.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store that is not there yet."""
    return Store(tmp_path / "store")


def test_opening_changes_no_file_and_takes_no_write(store: Store) -> None:
    made = publish(store, *(quad(str(i), str(i)) for i in range(1000)))
    before = tree(store.path)
    first, second = made.open(), made.open()
    assert len(first) == len(second) == 2000
    with pytest.raises(RuntimeError, match="only possible on read-write"):
        first.add(quad("2", "y"))
    del first, second
    assert tree(store.path) == before
    made.check()


def test_a_generation_is_read_where_nothing_can_be_written(store: Store) -> None:
    made = publish(store, quad("1", "x"))
    made.data.chmod(0o555)
    for path in made.data.iterdir():
        path.chmod(0o444)
    # root may write anywhere, so the reader becomes another user, who enters by the open folder
    script = (
        "import os, sys\n"
        "import pyoxigraph\n"
        "os.chdir(sys.argv[1])\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "assert not os.access('.', os.W_OK)\n"
        "print(len(pyoxigraph.Store.read_only('.')))\n"
    )
    try:
        result = run(script, made.data)
    finally:
        made.data.chmod(0o755)
    assert (result.stdout, result.stderr) == ("2\n", "")


def test_a_file_that_was_cut_is_refused_and_a_rollback_mends_it(store: Store) -> None:
    publish(store, quad("1", "x"))
    made = publish(store, quad("2", "y"))
    file = max(made.data.glob("*.sst"))
    size = file.stat().st_size
    os.truncate(file, size - 1)
    assert refusal(store) == (
        f"{made.data}: the generation is damaged: "
        f"{file.name} has {size - 1} bytes instead of {size}{REMEDY}"
    )
    assert verify_deep(made) == [f"{file.name} has {size - 1} bytes instead of {size}"]
    assert values(store.rollback().open()) == ["x"]
    with pytest.raises(EngineError, match="the generation is damaged"):
        store.rollback(2)


def test_a_file_that_is_gone_and_one_too_many_are_named(store: Store) -> None:
    made = publish(store, quad("1", "x"))
    file = min(made.data.glob("*.sst"))
    file.unlink()
    (made.data / "999999.sst").write_bytes(b"")
    assert refusal(store) == (
        f"{made.data}: the generation is damaged: {file.name} is missing; "
        f"999999.sst is not of this generation{ALONE}"
    )


def test_an_emptied_folder_is_never_a_new_empty_store(store: Store) -> None:
    made = publish(store, quad("1", "x"))
    shutil.rmtree(made.data)
    names = sorted(file.name for file in made.ledger.files)
    expected = "; ".join(f"{name} is missing" for name in names[:3])
    assert refusal(store) == f"{made.data}: the generation is damaged: {expected}; …{ALONE}"
    made.data.mkdir()
    assert refusal(store) == f"{made.data}: the generation is damaged: {expected}; …{ALONE}"
    (made.path / "ledger.json").unlink()
    assert refusal(store) == f"{made.path}: the generation is not there{ALONE}"
    shutil.rmtree(made.path)
    assert refusal(store) == (
        f"{store.path / 'current'}: points to generation 1, which is not there; "
        f"there are: none{ALONE}"
    )
    assert publish(store, quad("2", "y")).number == 2
    assert values(store.current().open()) == ["y"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "line 1 is no JSON"),
        (b'{"format": 1,\n"nu', "line 2 is no JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[]", "the JSON object is missing"),
        (b"null", "the JSON object is missing"),
        (b"{}", "the key 'format' is missing"),
        (b'{"format": "1"}', "the key 'format' is not a whole number"),
        (b'{"format": 99}', "it was written by another version of alliancekg"),
        (b'{"format": 1, "number": 1}', "the key 'quads' is missing"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_refused(store: Store, text: bytes, why: str) -> None:
    made = publish(store, quad("1", "x"))
    ledger = made.path / "ledger.json"
    ledger.write_bytes(text)
    assert refusal(store) == f"{ledger}: the ledger cannot be read: {why}{ALONE}"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("number", "one", "the key 'number' is not a whole number"),
        ("number", True, "the key 'number' is not a whole number"),
        ("note", None, "the key 'note' is not a text"),
        ("parent", "0", "the key 'parent' is not a whole number or null"),
        ("graphs", [], "the key 'graphs' is not an object"),
        ("files", {}, "the key 'files' is not a list"),
        ("files", [[]], "the JSON object of file 1 is missing"),
        ("files", [{"name": "x"}], "the key 'size' of file 1 is missing"),
        (
            "files",
            [{"name": "x", "size": 1.5, "sha256": ""}],
            "the key 'size' of file 1 is not a whole number",
        ),
    ],
)
def test_a_ledger_with_a_wrong_value_names_its_key(
    store: Store, key: str, value: object, why: str
) -> None:
    publish(store, quad("1", "x"))
    ledger = publish(store, quad("2", "y")).path / "ledger.json"
    facts = json.loads(ledger.read_text(encoding="utf-8"))
    ledger.write_text(json.dumps(facts | {key: value}), encoding="utf-8")
    assert refusal(store) == f"{ledger}: the ledger cannot be read: {why}{REMEDY}"


def test_the_ledger_of_another_generation_is_refused(store: Store) -> None:
    first = publish(store, quad("1", "x"))
    second = publish(store, quad("2", "y"))
    shutil.copy(first.path / "ledger.json", second.path / "ledger.json")
    assert refusal(store) == (
        f"{second.path / 'ledger.json'}: the ledger cannot be read: "
        f"it is the ledger of generation 1{REMEDY}"
    )


def test_a_flipped_bit_is_found_by_the_deep_check(store: Store) -> None:
    made = publish(store, *(quad(str(i), str(i)) for i in range(1000)))
    assert verify_deep(made) == []
    file = max(made.data.glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    made.check()
    assert verify_deep(made) == [f"{file.name} has other bytes than when it was published"]


def test_an_engine_that_refuses_a_file_is_reported(store: Store) -> None:
    made = publish(store, quad("1", "x"))
    file = made.data / "CURRENT"
    file.write_bytes(b"x" * file.stat().st_size)
    told = refusal(store)
    assert told.startswith(f"{made.data}: the generation cannot be opened: Corruption: ")


def test_another_database_under_the_same_ledger_is_found_by_the_deep_check(store: Store) -> None:
    made = publish(store, quad("1", "x"), quad("2", "y", "b"))
    other = publish(store, quad("1", "x"), quad("2", "z"))
    shutil.rmtree(made.data)
    shutil.copytree(other.data, made.data)
    facts = json.loads((made.path / "ledger.json").read_text(encoding="utf-8"))
    facts["files"] = json.loads((other.path / "ledger.json").read_text(encoding="utf-8"))["files"]
    (made.path / "ledger.json").write_text(json.dumps(facts), encoding="utf-8")
    graphs = {GRAPH + "a": 1, GRAPH + "b": 1}
    assert verify_deep(store.at(1)) == [
        f"quads by graph: { {GRAPH + 'a': 2} } instead of {graphs}",
        f"digest: {other.ledger.digest} instead of {made.ledger.digest}",
    ]
