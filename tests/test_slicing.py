"""Slices: all of what was asked for, and closed: each node in the file is named and typed there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pyoxigraph as px
import pytest

from alliancekg import quadsources, slicing, slicingrecords
from alliancekg.dates import parse
from alliancekg.embedded import Embedded
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, BASE, ID, PREFIXES, graph_iri
from alliancekg.slicingclosure import closed
from alliancekg.slicingrecords import owner
from alliancekg.store import Store

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABELS = {
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "https://w3id.org/alliancekg/ns#paraphrase",
}
A, B = px.NamedNode("https://example.org/a"), px.NamedNode("https://example.org/b")
VERSION = f"{BASE}ns/0.1.0"  # of the ontology: no node of the graph


@pytest.fixture(scope="module")
def engine(built: Store) -> Engine:
    return Embedded(built.current().open())


@pytest.fixture(scope="module")
def graph(engine: Engine) -> set[px.Quad]:
    return set(quadsources.quads(engine))


def unclosed(quads: Iterable[px.Quad]) -> set[str]:
    """Return the nodes of the project of which the quads say no type or no label."""
    every = list(quads)
    typed = {q.subject for q in every if q.predicate.value == RDF_TYPE}
    named = {q.subject for q in every if q.predicate.value in LABELS}
    terms = {term for q in every for term in q.triple if isinstance(term, px.NamedNode)}
    ours = {term for term in terms if term.value.startswith(BASE)}
    return {term.value for term in ours - (typed & named)}


def of_graph(quads: Iterable[px.Quad], key: str) -> set[px.Quad]:
    return {quad for quad in quads if quad.graph_name == px.NamedNode(graph_iri(key))}


def test_a_source_is_whole_and_closed_by_types_and_labels_only(
    engine: Engine, graph: set[px.Quad]
) -> None:
    for key in ("derived", "hwang-2006", "links", "ontology", "public-record"):
        quads, own = set(slicing.of_source(engine, key).quads()), of_graph(graph, key)
        assert own <= quads <= graph
        assert {q.predicate.value for q in quads - own} <= LABELS | {RDF_TYPE}
        assert unclosed(quads) == ({VERSION} if key == "ontology" else set())
        assert unclosed(own)


def test_what_is_told_of_by_the_source_itself_is_not_added(engine: Engine) -> None:
    quads = set(slicing.of_source(engine, "hwang-2006").quads())
    own = of_graph(quads, "hwang-2006")
    untold = unclosed(own)
    assert f"{BASE}id/actor/china" in untold
    added = {q.subject.value for q in quads - own if isinstance(q.subject, px.NamedNode)}
    assert f"{BASE}ns#Passage" in added
    assert {iri for iri in added if "/id/" in iri} <= untold


def told(quads: Iterable[px.Quad]) -> dict[str, set[str]]:
    """Return the properties of each node of which more is said than what it is called and is."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        assert isinstance(quad.subject, px.NamedNode)
        if quad.predicate.value not in {*LABELS, RDF_TYPE}:
            found.setdefault(quad.subject.value, set()).add(quad.predicate.value)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "event/nixon-doctrine",
        "actor/usa",
        "claim/crisis-of-1977",
        "treaty/us-rok-mutual-defense-treaty",
        "place/south-korea",
        "passage/hwang-2006/p020.1",
        "source/hwang-2006",
        "status#cancelled",
    ],
)
def test_what_is_around_a_record_is_whole_and_closed(
    engine: Engine, graph: set[px.Quad], name: str
) -> None:
    quads = set(slicing.of_record(engine, name).quads())
    assert quads < graph
    assert unclosed(quads) == set()
    nodes = told(quads)
    kinds = told(graph)
    assert {node: kinds[node] for node in nodes} == nodes  # all that is said of them, or nothing
    for quad in graph:
        if quad.subject.value in nodes and quad.predicate.value in (  # type: ignore[union-attr]
            *(f"{AK}evidence", f"{AK}source", f"{AK}quantity", f"{AK}stance", f"{AK}dating"),
            *(f"{AK}time", f"{AK}participation", f"{PREFIXES['oa']}hasSelector"),
        ):
            assert quad in quads
            assert quad.object.value in nodes  # type: ignore[union-attr]


def records(quads: Iterable[px.Quad], *kinds: str) -> set[str]:
    """Return the records of these kinds that are told of, by kind and key."""
    keys = {node.removeprefix(ID) for node in told(quads) if "#" not in node}
    return {key for key in keys if key.partition("/")[0] in kinds}


def test_around_an_event_are_the_claims_about_it_and_what_they_rest_on(engine: Engine) -> None:
    quads = list(slicing.of_record(engine, "event/nixon-doctrine").quads())
    assert records(quads, "actor", "claim", "event", "policy", "source") == {
        *("claim/doctrine-led-to-withdrawal", "claim/doctrine-new-direction"),
        *("claim/doctrine-shifted-burden", "claim/strategy-shift-in-response"),
        *("event/nixon-doctrine", "source/hwang-2006", "source/public-record"),
    }
    nodes = told(quads)
    assert f"{ID}event/nixon-doctrine#time-public-record" in nodes
    assert f"{ID}claim/doctrine-new-direction#stance-balbina-hwang" in nodes
    assert f"{ID}file/seeds/public-record/datings.csv#row=2" not in nodes  # of another event
    named = {q.subject.value: q.object for q in quads if q.predicate.value in LABELS}  # type: ignore[union-attr]
    assert named[f"{ID}actor/usa"] == px.Literal("United States", language="en")


@pytest.mark.parametrize("name", ["actor/usa", "policy/nixon-doctrine", "place/south-korea"])
def test_around_a_record_is_whatever_refers_to_it(
    engine: Engine, graph: set[px.Quad], name: str
) -> None:
    node = px.NamedNode(ID + name)
    saying = {f"{AK}source", f"{PREFIXES['oa']}hasSource"}
    pointing = {
        q.subject.value  # type: ignore[union-attr]
        for q in graph
        if q.object == node and q.predicate.value not in saying
    }
    assert pointing
    assert pointing | {node.value} <= told(slicing.of_record(engine, name).quads()).keys()


def test_a_record_may_be_named_by_its_label_and_an_unknown_one_is_refused(engine: Engine) -> None:
    by_key = set(slicing.of_record(engine, "event/nixon-doctrine").quads())
    label = "Declaration of the Nixon Doctrine"
    assert set(slicing.of_record(engine, label).quads()) == by_key
    with pytest.raises(UsageError, match=r"^no node 'event/nixon-doctrin'; .* Fix: write event/n"):
        slicing.of_record(engine, "event/nixon-doctrin")


def test_during_a_time_are_the_records_whose_preferred_date_may_touch_it(
    engine: Engine, graph: set[px.Quad]
) -> None:
    quads = set(slicing.during(engine, "1970-05/1971").quads())
    assert quads < graph
    assert unclosed(quads) == set()
    assert records(quads, "event", "policy", "treaty") == {
        *("event/cold-war", "event/cold-war-convergence", "event/nixon-china-rapprochement"),
        "event/nixon-era-tension",
        *("event/rok-in-vietnam", "event/rok-strategy-shift", "event/seventh-division-withdrawal"),
        *("event/us-choice-to-engage", "event/us-withdrawal-from-vietnam", "event/vietnam-war"),
        *("policy/self-reliant-defense", "treaty/korean-armistice", "treaty/us-japan-alliance"),
        *("treaty/us-rok-alliance", "treaty/us-rok-mutual-defense-treaty"),
    }
    nodes = told(quads)
    assert f"{ID}event/seventh-division-withdrawal#time-hwang-2006" in nodes
    assert f"{ID}passage/hwang-2006/p020.2b" in nodes
    assert f"{ID}actor/rok" not in nodes  # a list has it as a state in these years


def test_slices_of_loaded_data_are_whole_and_closed(linked: Store) -> None:
    engine = Embedded(linked.current().open())
    graph = set(quadsources.quads(engine))
    slices = {
        "troops-kane": slicing.of_source(engine, "troops-kane"),
        "links": slicing.of_source(engine, "links"),
        "usa": slicing.of_record(engine, "actor/usa"),
        "pact": slicing.of_record(engine, "treaty/us-rok-mutual-defense-treaty"),
        "1971": slicing.during(engine, "1971"),
    }
    found = {name: set(slice_.quads()) for name, slice_ in slices.items()}
    for quads in found.values():
        assert quads < graph
        assert unclosed(quads) == set()
    troops = f"{ID}quantity/troops-kane-"
    assert {owner(node) for node in told(found["1971"]) if node.startswith(troops)} == {
        f"{troops}732-1971"
    }
    every = {node for node in told(graph) if node.startswith(troops)}
    assert len(every) > 4
    assert every <= told(found["usa"]).keys()
    assert any(node.startswith(f"{ID}link/") for node in told(found["pact"]))


def days(graph: set[px.Quad], name: str) -> dict[str, int]:
    """Return the day of each time span that a property gives."""
    found = ((q.subject, q.object) for q in graph if q.predicate.value == AK + name)
    return {s.value: int(o.value) for s, o in found}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("1969/1971", "1969-01-01", "1971-12-31"),
        ("1969-07-25", "1969-07-25", "1969-07-25"),
        ("1978-11-07", "1978-11-07", "1978-11-07"),
        ("197X", "1970-01-01", "1979-12-31"),
        ("../1900", None, "1900-12-31"),
        ("2004-08/..", "2004-08-01", None),
        ("-0500/-0400", None, "-0001-12-31"),  # of open starts alone
        ("9000", "9000-01-01", None),  # of open ends alone
    ],
)
def test_dates_are_compared_by_their_days(
    engine: Engine, graph: set[px.Quad], window: str, first: str | None, last: str | None
) -> None:
    begin, end = (None if d is None else parse(d).earliest_begin for d in (first, last))
    begins, ends = days(graph, "earliestBeginDay"), days(graph, "latestEndDay")
    listed = {q.subject for q in graph if str(q.object) in (f"<{AK}Code>", f"<{AK}Coverage>")}
    no_dates = {AK + name for name in ("cowTime", "gwTime", "conflictsWith", "dating")}
    expected = set()
    for quad in graph:
        span = getattr(quad.object, "value", "")
        is_date = quad.predicate.value not in no_dates and quad.subject not in listed
        if not is_date or not (span in begins or span in ends):
            continue
        begun = begins.get(span) if end is not None else None
        over = ends.get(span) if begin is not None else None
        if (begun is None or begun <= (end or 0)) and (over is None or over >= (begin or 0)):
            expected.add(owner(quad.subject.value))  # type: ignore[union-attr]
    bounds = parse(window)
    assert slicingrecords.dated(engine, bounds.earliest_begin, bounds.latest_end) == expected
    assert expected


def test_a_slice_is_handed_on_while_it_is_read(engine: Engine) -> None:
    def endless() -> Iterator[px.Quad]:
        for number in itertools.count():
            yield px.Quad(px.NamedNode(f"{ID}event/{number}"), A, B)

    assert len(list(itertools.islice(closed(endless(), engine), 5000))) == 5000


def test_what_a_source_says_is_not_around_it_and_owners_of_parts_are(engine: Engine) -> None:
    of_source = told(slicing.of_record(engine, "source/hwang-2006").quads())
    assert {node.removeprefix(ID) for node in of_source if not node.startswith(f"{ID}file/")} == {
        *("source/hwang-2006", "source/hwang-2006#coverage", "source/hwang-2006#coverage-time"),
    }
    around = slicingrecords.around(engine, f"{ID}actor/usa")
    assert f"{ID}event/nixon-doctrine" in around
    assert f"{ID}event/nixon-doctrine#participation-usa-announcer" not in around
