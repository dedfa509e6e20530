"""A generation that is being written: what goes in, and what a kill, fork or full disk leaves."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as px
import pytest
from storing import publish, quad, run, tree, values

from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import verify_deep
from alliancekg.store import KEEP, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store that is not there yet."""
    return Store(tmp_path / "store")


def test_the_default_graph_holds_each_triple_once(store: Store) -> None:
    made = publish(store, quad("1", "x"), quad("1", "x", "b"), quad("1", "x", "c"), quad("2", "y"))
    assert values(made.open()) == ["x", "y"]
    rows = made.open().query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert isinstance(rows, px.QuerySolutions)
    assert [str(row["n"]) for row in rows] == ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>']


def test_the_same_quads_in_any_order_give_the_same_digest(tmp_path: Path) -> None:
    awkward = 'a\nb\r\t"\\\u2028\x85\x01é😀'
    quads = [quad(str(i), awkward + str(i % 7), "abc"[i % 3]) for i in range(500)]
    first = publish(Store(tmp_path / "1"), *quads)
    second = publish(Store(tmp_path / "2"), *reversed(quads), *quads[:100])
    third = Store(tmp_path / "3")
    with third.writing("alliancekg build") as draft:
        for one in quads[::2] + quads[1::2]:
            draft.add([one])
        draft.publish("", "", {})
    assert first.ledger.digest == second.ledger.digest == third.current().ledger.digest
    assert first.quads() == third.current().quads()
    text = "".join(f"{q} .\n" for q in first.quads())
    assert first.ledger.digest == hashlib.sha256(text.encode()).hexdigest()
    other = publish(Store(tmp_path / "4"), *quads[1:])
    assert other.ledger.digest != first.ledger.digest


def test_a_draft_that_is_opened_again_goes_on(store: Store) -> None:
    publish(store, quad("1", "x"), quad("2", "y"))
    with store.writing("alliancekg load", goes_on=True) as draft:
        draft.remove([quad("1", "x")])
        draft.add([quad("3", "z")])
        draft.renew()
        assert values(draft.view()) == ["y", "z"]
        draft.add([quad("4", "v")])
        draft.publish("", "", {})
        with pytest.raises(EngineError, match="was published or discarded"):
            draft.renew()
    assert values(store.current().open()) == ["v", "y", "z"]


def test_a_draft_that_is_not_published_leaves_no_trace(store: Store) -> None:
    publish(store, quad("1", "x"))
    before = tree(store.path)
    with store.writing("alliancekg load") as draft:
        draft.add([quad("2", "y")])
    with pytest.raises(ZeroDivisionError), store.writing("alliancekg load") as draft:
        draft.add(quad("2", str(1 // i)) for i in (1, 0))
    assert tree(store.path) == before


def test_an_iterable_that_fails_half_way_publishes_nothing(store: Store) -> None:
    def quads() -> Iterator[px.Quad]:
        yield quad("1", "x")
        raise OSError("the caller's own")

    with (
        pytest.raises(OSError, match="the caller's own"),
        store.writing("alliancekg build") as draft,
    ):
        draft.add(quads())
    assert not store.exists()


def test_a_draft_is_of_no_use_after_it_was_published(store: Store) -> None:
    with store.writing("alliancekg build") as draft:
        draft.add([quad("1", "x")])
        draft.publish("", "", {})
        for step in (
            lambda: draft.add([quad("2", "y")]),
            lambda: draft.publish("", "", {}),
        ):
            with pytest.raises(EngineError, match="published or discarded already"):
                step()


def test_an_empty_draft_is_not_published(store: Store) -> None:
    with store.writing("alliancekg build") as draft, pytest.raises(UsageError) as caught:
        draft.publish("", "", {})
    assert str(caught.value) == (
        f"{store.path}: there is nothing to publish. Fix: see that the workspace's seeds hold rows"
    )
    assert not store.exists()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (
            px.Quad(px.NamedNode("urn:s"), px.NamedNode("urn:p"), px.Literal("x")),
            """'<urn:s> <urn:p> "x"' is in no named graph. Fix: put it into its source's graph""",
        ),
        (
            px.Quad(
                px.NamedNode("urn:s"), px.NamedNode("urn:p"), px.BlankNode("b"), px.NamedNode("u:g")
            ),
            "'<urn:s> <urn:p> _:b <u:g>' has a blank node. Fix: give the node an IRI",
        ),
        (
            px.Quad(
                px.BlankNode("b"), px.NamedNode("urn:p"), px.NamedNode("urn:s"), px.NamedNode("u:g")
            ),
            "'_:b <urn:p> <urn:s> <u:g>' has a blank node. Fix: give the node an IRI",
        ),
    ],
)
def test_blank_nodes_and_quads_without_a_graph_are_refused(
    store: Store, bad: px.Quad, message: str
) -> None:
    with store.writing("alliancekg build") as draft, pytest.raises(UsageError) as caught:
        draft.add([bad])
    assert str(caught.value) == message


def test_a_forked_child_cannot_use_its_parents_draft_nor_harm_it(store: Store) -> None:
    script = """
import os, sys, warnings
from pathlib import Path
import pyoxigraph as px
from alliancekg.errors import EngineError
from alliancekg.store import Store
one = px.NamedNode("urn:x")
store = Store(Path(sys.argv[1]))
with store.writing("alliancekg build") as draft:
    draft.add([px.Quad(one, one, one, one)])
    warnings.simplefilter("ignore")  # Python 3.12 and later warn of a fork beside threads
    child = os.fork()
    if child == 0:
        for step in (lambda: draft.add([]), lambda: draft.publish("", "", {})):
            try:
                step()
            except EngineError as error:
                print(str(error).split(": ", 1)[1], flush=True)
        draft.discard()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    draft.publish("", "", {})
print(len(store.current().open()), os.getpid())
"""
    result = run(script, store.path)
    *refusals, last = result.stdout.splitlines()
    count, pid = last.split()
    refusal = (
        f"process {pid} opened this draft; its forked child cannot use it. "
        "Fix: open the store after the fork"
    )
    assert (refusals, count, result.stderr) == ([refusal] * 2, "2", "")


KILLED = """
import os, signal, sys
from pathlib import Path
import pyoxigraph as px
from alliancekg.store import Store

folder, step = sys.argv[1], int(sys.argv[2])
seen = 0

def watch(event, arguments):
    global seen
    writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    changes = event in ("os.rename", "os.mkdir", "shutil.rmtree")
    if (writes or changes) and str(arguments[0]).startswith(folder):
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

store = Store(Path(folder))
p, g = px.NamedNode("urn:p"), px.NamedNode("urn:g")
quads = [px.Quad(px.NamedNode(f"urn:new:{i}"), p, px.Literal("new"), g) for i in range(50)]
sys.addaudithook(watch)
with store.writing("alliancekg build") as draft:
    draft.add(quads)
    draft.publish("new", "", {})
print("steps", seen)
"""
"""Publishes, and kills itself before its n-th change of a file (Python's audit hook tells)."""


def test_a_kill_before_any_change_of_a_file_leaves_a_whole_generation(
    store: Store, tmp_path: Path
) -> None:
    for number in range(1, KEEP + 2):
        publish(store, quad(str(number), "old"))
    old, new = store.current().ledger.digest, ""
    outcomes: list[tuple[int, int]] = []
    for step in range(100):
        copy = Store(tmp_path / f"copy-{step}")
        shutil.copytree(store.path, copy.path)
        result = run(KILLED, copy.path, step)
        current = copy.current()
        assert verify_deep(current) == []
        outcomes.append((result.returncode, current.number))
        new = current.ledger.digest
        # The next writer goes on as if nothing had been, and takes away what was left.
        following = publish(copy, quad("next", "next"))
        assert following.ledger.parent == current.number
        assert [p.name for p in following.path.parent.iterdir() if p.name.startswith(".")] == []
        numbers = [e.event.number for e in copy.log()]
        assert numbers == sorted({*range(1, KEEP + 2), current.number, following.number})
        shutil.rmtree(copy.path)
        if result.returncode == 0:
            break
    assert new != old
    kills = outcomes[:-1]
    assert outcomes[-1] == (0, KEEP + 2)
    assert {code for code, _ in kills} == {-9}
    assert [number for _, number in kills] == sorted(number for _, number in kills)
    assert {number for _, number in kills} == {KEEP + 1, KEEP + 2}


@pytest.mark.parametrize("point", ["inside", "added", "published"])
def test_a_kill_between_the_steps_of_a_build_leaves_a_whole_generation(
    store: Store, point: str
) -> None:
    publish(store, quad("1", "old"))
    script = """
import os, signal, sys
from pathlib import Path
import pyoxigraph as px
from alliancekg.store import Store
one = px.NamedNode("urn:x")
def at(point):
    if point == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
with Store(Path(sys.argv[1])).writing("alliancekg build") as draft:
    at("inside")
    draft.add([px.Quad(one, one, px.Literal("new"), one)])
    at("added")
    draft.publish("", "", {})
    at("published")
"""
    assert run(script, store.path, point).returncode == -9
    current = store.current()
    assert verify_deep(current) == []
    assert values(current.open()) == (["new"] if point == "published" else ["old"])


def test_a_file_that_cannot_grow_is_reported_and_the_store_is_as_it_was(store: Store) -> None:
    publish(store, quad("1", "old"))
    before = tree(store.path)
    script = """
import resource, signal, sys
from pathlib import Path
import pyoxigraph as px
from alliancekg.errors import EngineError
from alliancekg.store import Store
p, g = px.NamedNode("urn:p"), px.NamedNode("urn:g")
quads = [px.Quad(px.NamedNode(f"urn:{i}"), p, px.Literal(str(i) * 9), g) for i in range(20_000)]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with Store(Path(sys.argv[1])).writing("alliancekg build") as draft:
        draft.add(quads)
        draft.publish("", "", {})
except EngineError as error:
    print(error)
"""
    told = run(script, store.path).stdout
    assert told.startswith(f"{store.path}/generations/.draft-")
    assert ": cannot write the quads: IO error: " in told
    assert "File too large" in told
    assert tree(store.path) == before
