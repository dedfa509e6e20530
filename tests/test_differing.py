"""What differs between two graphs: by record, as text, as a patch that works, as JSON."""

from __future__ import annotations

import io
import json
import random
import warnings
from pathlib import Path

import fake_endpoint as fake
import pyoxigraph as px
import pytest
import rdflib
from fake_endpoint import serving
from storing import publish

from alliancekg import differencetexts, sides
from alliancekg.cli import main
from alliancekg.differing import Difference, Side, differences
from alliancekg.errors import UsageError
from alliancekg.namespaces import record_iri
from alliancekg.store import Store

EVENT = record_iri("event", "nixon-doctrine")
G, H = (px.NamedNode(f"https://w3id.org/alliancekg/graph/{name}") for name in ("a", "b"))


def node(name: str) -> px.NamedNode:
    return px.NamedNode(f"https://example.org/{name}")


def quad(subject: str, value: str, graph: px.NamedNode | None = G) -> px.Quad:
    iri = subject if "://" in subject else f"https://example.org/{subject}"
    return px.Quad(px.NamedNode(iri), node("says"), px.Literal(value), graph)


def side(*quads: px.Quad, has_graphs: bool = True) -> Side:
    return Side("x", lambda: quads, has_graphs)


def found(old: Side, new: Side) -> list[Difference]:
    return list(differences(old, new))


def test_equal_graphs_in_another_order_do_not_differ() -> None:
    some = [quad("a", "1"), quad("b", "2"), quad("a", "1", H)]
    assert found(side(*some), side(*reversed(some), some[0])) == []


def test_a_record_is_added_removed_or_changed_with_its_parts() -> None:
    old = side(quad(f"{EVENT}#time", "1969"), quad(EVENT, "doctrine"), quad("gone", "x"))
    new = side(quad(f"{EVENT}#time", "1970"), quad(EVENT, "doctrine"), quad("new", "y"))
    results = {d.record: (d.state, len(d.removed), len(d.added)) for d in found(old, new)}
    assert results == {
        EVENT: ("changed", 1, 1),
        "https://example.org/gone": ("removed", 1, 0),
        "https://example.org/new": ("added", 0, 1),
    }


def test_the_part_of_a_record_that_is_new_changes_the_record() -> None:
    old = side(quad(EVENT, "doctrine"))
    new = side(quad(EVENT, "doctrine"), quad(f"{EVENT}#time", "1969"), quad(f"{EVENT}-2", "x"))
    assert [(d.record, d.state) for d in found(old, new)] == [
        (EVENT, "changed"),
        (f"{EVENT}-2", "added"),
    ]


def test_another_graph_is_a_difference_unless_one_side_has_none() -> None:
    old, new = side(quad("a", "1", G)), side(quad("a", "1", H))
    (moved,) = found(old, new)
    assert (moved.state, len(moved.removed), len(moved.added)) == ("changed", 1, 1)
    assert found(old, side(quad("a", "1", None), has_graphs=False)) == []
    assert found(side(quad("a", "1", None), has_graphs=False), new) == []


def test_literals_with_marks_of_any_kind_stay_whole() -> None:
    value = 'a\x01-\x01b\n"c" > d . é'
    (one,) = found(side(), side(quad("a", value)))
    (parsed,) = px.parse(one.added[0], px.RdfFormat.N_QUADS)
    assert parsed == quad("a", value)


def written(old: Side, new: Side, name: str) -> str:
    lines = differencetexts.WRITERS[name]("old", "new", differences(old, new))
    return "".join(lines)


@pytest.mark.parametrize("seed", range(5))
def test_a_patch_makes_one_graph_of_the_other(seed: int) -> None:
    chance = random.Random(seed)
    values = ["1", 'two "quoted"', "três\nlines", "4"]
    every = [quad(s, v, g) for s in ("a", "b", EVENT) for v in values for g in (G, H)]
    before, after = chance.sample(every, 12), chance.sample(every, 12)
    with warnings.catch_warnings():  # rdflib calls what it has itself deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = rdflib.Dataset()
        dataset.parse(
            data=px.serialize(before, format=px.RdfFormat.N_QUADS) or b"", format="nquads"
        )
        dataset.parse(data=written(side(*before), side(*after), "patch"), format="patch")
        lines = dataset.serialize(format="nquads").encode()
    end = px.parse(io.BytesIO(lines), px.RdfFormat.N_QUADS)
    assert set(end) == set(after)


def test_json_tells_every_statement() -> None:
    old, new = side(quad("a", "1"), quad("b", "1")), side(quad("a", "2"), quad("b", "1"))
    told = json.loads(written(old, new, "json"))
    (record,) = told["records"]
    assert (told["from"], told["to"], record["state"]) == ("old", "new", "changed")
    assert '"1"' in record["removed"][0]
    assert '"2"' in record["added"][0]
    assert json.loads(written(old, old, "json"))["records"] == []


def test_text_shows_some_records_and_counts_all() -> None:
    new = side(*(quad(f"n{number}", "x") for number in range(4)))
    lines = list(differencetexts.text("old", "new", differences(side(), new), 3))
    assert lines[0] == "https://example.org/n0  added\n"
    assert lines[-2] == "… and 1 record more\n"
    assert "4 records added, 0 records removed" in lines[-1]
    assert "4 statements added, 0 statements removed" in lines[-1]


def test_a_file_and_the_generation_of_which_it_was_written_agree(
    built: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generation = built.current()
    quads = generation.quads()
    file = tmp_path / "graph.nq"
    file.write_bytes(px.serialize(quads, format=px.RdfFormat.N_QUADS) or b"")
    there = ["--store", str(built.path)]
    assert main(["diff", str(file), str(generation.number), *there]) == 0
    assert capsys.readouterr().out == f"{file} and generation {generation.number} state the same\n"
    gone = f"<{EVENT}"
    file.write_text("\n".join(f"{q} ." for q in quads if not str(q.subject).startswith(gone)))
    assert main(["diff", str(file), *there, "--max", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("event/nixon-doctrine  added\n  + ")
    assert "1 record added, 0 records removed" in out


def test_triples_are_compared_with_the_merged_set(built: Store, tmp_path: Path) -> None:
    file = tmp_path / "graph.nt"
    merged = {quad.triple for quad in built.current().quads()}
    file.write_text("\n".join(f"{triple} ." for triple in merged))
    assert found(sides.side(str(file), built), sides.side("current", built)) == []


def test_what_is_neither_a_generation_nor_a_file_is_refused(built: Store) -> None:
    with pytest.raises(UsageError, match="neither a generation nor a file"):
        sides.side("graph.ttl", built)
    with pytest.raises(UsageError, match="no generation 99"):
        sides.side("99", built)


def test_blank_nodes_are_compared_by_what_is_said_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, same, other = (tmp_path / name for name in ("one.ttl", "same.ttl", "other.ttl"))
    one.write_text("<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> 2 ] .")
    same.write_text("_:z <urn:q> 2 . <urn:s> <urn:p> _:z, _:a . _:a <urn:q> 1 .")
    other.write_text("<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> 3 ] .")
    assert main(["diff", str(one), str(same)]) == 0
    assert capsys.readouterr().out == f"{one} and {same} state the same\n"
    assert main(["diff", str(one), str(other), "--format", "json"]) == 0
    assert "XMLSchema#integer" in capsys.readouterr().out
    assert main(["diff", str(same), str(other), "--format", "patch"]) == 2
    assert "same.ttl: has blank nodes, which a patch cannot name" in capsys.readouterr().err


def test_an_endpoint_is_compared_with_the_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quads = [quad(EVENT, "x"), quad(EVENT, "y"), quad("other", "-0044", H)]
    publish(Store(tmp_path), *quads)
    there = px.Store()
    there.extend(quads)
    with serving(there, fake.good) as server:
        arguments = ["diff", "current", server.address, "--store", str(tmp_path)]
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"generation 1 and {server.address} state the same\n"
        there.remove(quads[0])
        assert main(arguments) == 0
        assert capsys.readouterr().out.startswith("event/nixon-doctrine  changed\n  - ")
    assert main(arguments) == 3
    assert "nothing listens there" in capsys.readouterr().err
