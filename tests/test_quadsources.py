"""Quads from the embedded engine, rdflib and servers: the same ones, whole, or an error."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from fake_endpoint import serving

from alliancekg import quadsources, readingback
from alliancekg.embedded import Embedded
from alliancekg.endpoint import MERGED, Endpoint
from alliancekg.engines import Engine, Limits, Within
from alliancekg.errors import EngineError, UsageError
from alliancekg.memory import InMemory
from alliancekg.namespaces import graph_iri
from alliancekg.quadsources import named, quads

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B = graph_iri("a"), graph_iri("b")


def node(name: str) -> px.NamedNode:
    return px.NamedNode(f"https://example.org/{name}")


def typed(value: str, kind: str) -> px.Literal:
    return px.Literal(value, datatype=px.NamedNode(XSD + kind))


VALUES = [
    typed("7", "integer"),
    typed("007", "string"),
    typed("1.5", "decimal"),
    typed("true", "boolean"),
    typed("-0044-03-15", "date"),
    typed("-0044", "gYear"),
    typed("1969-07-25", "date"),
    typed("1969-07", "gYearMonth"),
    typed("1969-07-25T10:00:00Z", "dateTime"),
    px.Literal("동맹", language="ko"),
    px.Literal("1.50"),
    px.Literal('a "b"\nc\td\\ é'),
    px.Literal(""),
]
SAID = [
    *(px.Quad(node("s"), node("p"), value, px.NamedNode(A)) for value in VALUES),
    px.Quad(node("s"), node("q"), node("o"), px.NamedNode(A)),
    px.Quad(node("s"), node("q"), node("o"), px.NamedNode(B)),
    *(px.Quad(node(f"n{n}"), node("many"), node("o"), px.NamedNode(B)) for n in range(40)),
    *(px.Quad(node("one"), node("many"), node(f"n{n}"), px.NamedNode(B)) for n in range(40)),
]


def store() -> px.Store:
    """Return a store of what is said, merged in the default graph, as generations are."""
    found = px.Store()
    found.extend(SAID)
    found.extend(px.Quad(q.subject, q.predicate, q.object) for q in SAID)
    return found


@contextmanager
def served() -> Iterator[Engine]:
    with serving(store(), fake.good) as server:
        yield Endpoint.of(server.address, {})


def test_what_is_embedded_comes_as_it_is() -> None:
    assert sorted(map(str, quads(Embedded(store())))) == sorted(map(str, SAID))


def test_rdflib_gives_each_quad_as_the_embedded_engine_spells_it() -> None:
    found = list(quads(InMemory.of(store())))
    assert sorted(map(str, found)) == sorted(map(str, quads(Embedded(store()))))


def test_an_endpoint_gives_each_quad_once_in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quadsources, "PART", 6)
    with served() as engine:
        found = list(quads(engine))
    assert sorted(map(str, found)) == sorted(map(str, quads(Embedded(store()))))


def test_no_question_asks_for_much_more_than_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quadsources, "PART", 10)
    most = 0

    class Watched:
        name = "watched"

        def __init__(self, engine: Engine) -> None:
            self.engine = engine

        def ask(self, text: str, kind: str, limits: Limits) -> object:
            nonlocal most
            found = self.engine.ask(text, kind, limits)
            most = max(most, len(found.rows))
            return found

    assert len(list(quads(Watched(Embedded(store()))))) == len(SAID)  # type: ignore[arg-type]
    assert 0 < most <= 20


@pytest.mark.parametrize("is_held", [True, False])
def test_one_graph_may_be_chosen_and_an_unknown_one_is_refused(is_held: bool) -> None:
    with served() as endpoint:
        engine = Embedded(store()) if is_held else endpoint
        assert {q.graph_name for q in quads(engine, [B])} == {px.NamedNode(B)}
        with pytest.raises(UsageError) as refused:
            list(quads(engine, [graph_iri("c")]))
    assert str(refused.value) == "no source 'c'; there are: a, b"


def test_neither_the_merged_set_nor_graphs_of_others_are_read_from_an_endpoint() -> None:
    held = store()
    held.extend(px.Quad(q.subject, q.predicate, q.object, px.NamedNode(MERGED)) for q in SAID)
    held.add(px.Quad(node("s"), node("p"), node("o"), node("other")))
    with serving(held, fake.good) as server:
        found = list(quads(Endpoint.of(server.address, {})))
    assert sorted(map(str, found)) == sorted(map(str, quads(Embedded(store()))))


def test_an_endpoint_that_gives_less_than_it_counts_is_found_out() -> None:
    class Losing:
        name = "losing"

        def __init__(self, engine: Engine) -> None:
            self.engine = engine

        def ask(self, text: str, kind: str, limits: Limits) -> object:
            found = self.engine.ask(text, kind, limits)
            if "COUNT" in text or "DISTINCT" in text:
                return found
            return dataclasses.replace(found, rows=found.rows[1:])

    with pytest.raises(EngineError) as refused:
        list(quads(Losing(Embedded(store()))))  # type: ignore[arg-type]
    assert str(refused.value) == (
        f"losing: <{A}>: 13 statements came where it counts 14; expected all."
        " Fix: export again when nobody writes to it"
    )


def test_the_time_limit_of_an_engine_holds_for_each_question() -> None:
    with served() as endpoint:
        assert len(list(quads(Within(endpoint, 20)))) == len(SAID)
        with pytest.raises(EngineError, match="took more than 0 s"):
            list(quads(Within(endpoint, 0.0)))


def test_a_store_gives_its_named_graphs_only() -> None:
    assert {str(q.graph_name) for q in named(store())} == {f"<{A}>", f"<{B}>"}
    assert {str(q.graph_name) for q in named(store(), [A])} == {f"<{A}>"}


@pytest.mark.parametrize(
    ("short", "whole", "kind"),
    [
        ("-44-03-15", "-0044-03-15", "date"),
        ("-044-03-15T00:00:00Z", "-0044-03-15T00:00:00Z", "dateTime"),
        ("-1", "-0001", "gYear"),
        ("-044-03", "-0044-03", "gYearMonth"),
        ("-12044", "-12044", "gYear"),
        ("-44", "-44", "integer"),
    ],
)
def test_years_before_christ_get_the_zeros_back_that_virtuoso_leaves_out(
    short: str, whole: str, kind: str
) -> None:
    line = readingback.line((node("s"), node("p"), typed(short, kind)))
    assert line == f"{node('s')} {node('p')} {typed(whole, kind)} ."
