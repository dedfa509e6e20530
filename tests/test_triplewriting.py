"""Claims as triple terms: written, read back, asked; never asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as px
import pytest
from engine_kinds import endpoint
from profileshapes import Breaking, told

from alliancekg import profiles
from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, ID, PREFIXES
from alliancekg.profiles import Profile
from alliancekg.store import Store
from alliancekg.triplewriting import PARTS, REIFIES, finished

IRI = px.NamedNode
CLAIM = IRI("urn:claim")
SUBJECT, PREDICATE, OBJECT = PARTS
WHOLE = [
    px.Triple(CLAIM, SUBJECT, IRI("urn:a")),
    px.Triple(CLAIM, PREDICATE, IRI("urn:p")),
    px.Triple(CLAIM, OBJECT, IRI("urn:b")),
]
REIFIED = f"<urn:claim> {REIFIES} <<( <urn:a> <urn:p> <urn:b> )>> .\n"
PATTERNS = {
    "ReifiedClaimShape-unasserted": """
        <urn:x-broken:this> rdf:subject <urn:a> ; rdf:predicate ak:ledTo ; rdf:object <urn:b> .
        <urn:a> ak:ledTo <urn:b> .""",
}


@pytest.fixture(scope="module")
def profile(root: Path) -> Profile:
    return profiles.get(root / "queries", "triple-terms")


@pytest.fixture(scope="module")
def plain(profile: Profile, built: Store) -> list[px.Triple]:
    """Return the triples before the last step."""
    return profiles.constructed(profile, Embedded(built.current().open()))


@pytest.fixture(scope="module")
def lines(profile: Profile, built: Store) -> list[str]:
    made = profiles.made(profile, Embedded(built.current().open()))
    return [line for line in made if isinstance(line, str)]


@pytest.fixture(scope="module")
def read(lines: list[str]) -> px.Store:
    """Return a store into which the file was read."""
    store = px.Store()
    store.load("".join(lines).encode(), format=px.RdfFormat.N_TRIPLES)
    return store


def test_the_three_parts_become_one_triple_term() -> None:
    label = px.Triple(CLAIM, IRI("urn:label"), px.Literal('a "b"\nc – é', language="en"))
    assert list(finished([*WHOLE, label, label])) == [
        REIFIED,
        '<urn:claim> <urn:label> "a \\"b\\"\\nc – é"@en .\n',
    ]


def test_lines_are_sorted_whatever_the_order() -> None:
    more = [px.Triple(IRI(f"urn:{name}"), IRI("urn:p"), px.Literal("x")) for name in "zéa"]
    made = list(finished([*more, *WHOLE]))
    assert made == list(finished([*reversed(WHOLE), *reversed(more)]))
    assert made == sorted(made, key=str.encode)
    assert list(finished([])) == []


def test_a_literal_may_be_what_is_claimed() -> None:
    number = px.Triple(CLAIM, OBJECT, px.Literal(37000))
    (line,) = finished([*WHOLE[:2], number])
    assert line.endswith('<urn:p> "37000"^^<http://www.w3.org/2001/XMLSchema#integer> )>> .\n')


@pytest.mark.parametrize(
    ("triples", "problem"),
    [
        (WHOLE[:2], "has no rdf:object; expected one rdf:subject, one rdf:predicate and one"),
        (WHOLE[1:], "has no rdf:subject; expected"),
        ([*WHOLE, px.Triple(CLAIM, SUBJECT, IRI("urn:c"))], "has 2 rdf:subjects; expected one"),
        (
            [*WHOLE[1:], px.Triple(CLAIM, SUBJECT, px.Literal("a"))],
            "has a literal or a blank node as rdf:subject or rdf:predicate; expected IRIs",
        ),
        (
            [px.Triple(IRI("urn:a"), IRI("urn:p"), IRI("urn:b")), *WHOLE],
            "is asserted as well: <urn:a> <urn:p> <urn:b>; expected what it says only claimed",
        ),
    ],
)
def test_what_cannot_be_reified_is_refused(triples: list[px.Triple], problem: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"<urn:claim>: {problem}")) as told_:
        finished(triples)
    assert str(told_.value).endswith(". Fix: correct the claim")


def test_what_is_made_conforms_to_its_shapes(profile: Profile, plain: list[px.Triple]) -> None:
    assert told(profile.shapes, plain) == set()


def test_each_constraint_is_told_when_it_is_broken(profile: Profile) -> None:
    breaking = Breaking(profile.shapes, PATTERNS)
    assert breaking.without == set()
    assert len(breaking.expected) == 44
    assert breaking.expected - told(profile.shapes, breaking.data) == set()


def test_each_claim_with_a_content_reifies_it_and_nothing_is_lost(
    plain: list[px.Triple], lines: list[str], built: Store
) -> None:
    quads = built.current().quads()
    contents = {q.subject for q in quads if q.predicate == PREDICATE}
    assert len(contents) == 73
    assert sum(f" {REIFIES} <<( " in line for line in lines) == 73
    # Three triples become one; all others stay.
    assert len(lines) == len(set(lines)) == len(plain) - 2 * 73
    assert not [line for line in lines if f" {SUBJECT} " in line or f" {OBJECT} " in line]


def test_each_term_is_what_its_claim_says_in_the_graph(read: px.Store, built: Store) -> None:
    said = {part: {q.subject: q.object for q in built.current().open().quads_for_pattern(
        None, part, None, px.DefaultGraph())} for part in PARTS}  # fmt: skip
    terms = {quad.subject: quad.object for quad in read.quads_for_pattern(None, REIFIES, None)}
    assert terms.keys() == said[PREDICATE].keys()
    for claim, term in terms.items():
        assert isinstance(term, px.Triple)
        assert [*term] == [said[part][claim] for part in PARTS]


def test_oxigraph_reads_the_file_and_writes_the_same(lines: list[str], read: px.Store) -> None:
    assert len(read) == len(lines)
    written = px.serialize((quad.triple for quad in read), format=px.RdfFormat.N_TRIPLES)
    assert sorted((written or b"").decode().splitlines(keepends=True), key=str.encode) == lines


def test_no_claimed_triple_is_asserted(read: px.Store) -> None:
    terms = [quad.object for quad in read.quads_for_pattern(None, REIFIES, None)]
    assert len(terms) == 73
    for term in terms:
        assert isinstance(term, px.Triple)
        assert px.Quad(*term) not in read
    relations = {term.predicate for term in terms if isinstance(term, px.Triple)}
    assert all(not list(read.quads_for_pattern(None, name, None)) for name in relations)


def test_a_query_of_sparql_1_2_finds_who_claims_what(read: px.Store) -> None:
    found = read.query(f"""
        PREFIX ak: <{AK}> PREFIX rdf: <{PREFIXES["rdf"]}>
        SELECT ?claim ?who ?object ?value WHERE {{
          ?claim rdf:reifies <<( ?subject ak:inResponseTo ?object )>> ;
            ak:claimant ?who ; ak:stance/ak:stanceValue ?value ; ak:evidence ?passage .
          FILTER(?subject = <{ID}event/calls-to-end-alliance>)
        }}""")
    assert isinstance(found, px.QuerySolutions)
    rows = [[str(term).rpartition("/")[2] for term in row] for row in found]
    assert rows == [
        ["calls-follow-quarrels>", "balbina-hwang>", "us-rok-public-disagreements>",
         "stance#asserts>"]
    ]  # fmt: skip


def test_an_event_that_is_named_tells_whether_it_happened(plain: list[px.Triple]) -> None:
    named = {t.subject.value for t in plain if t.object == IRI(AK + "Event")}  # type: ignore[union-attr]
    status = {
        t.subject.value: t.object.value.partition("#")[2]  # type: ignore[union-attr]
        for t in plain
        if t.predicate.value == AK + "status"
    }
    assert named == set(status)
    assert status[ID + "event/alliance-termination"] == "hypothetical"
    assert status[ID + "event/acheson-speech"] == "done"


def test_no_node_is_without_a_class_and_a_name(read: px.Store) -> None:
    nodes: set[object] = set()
    for quad in read:
        nodes.add(quad.subject)
        if isinstance(quad.object, px.Triple):
            nodes |= {quad.object.subject, quad.object.predicate, quad.object.object}
        elif isinstance(quad.object, IRI) and quad.predicate.value != PREFIXES["rdf"] + "type":
            nodes.add(quad.object)
    for name in ("rdf:type", "rdfs:label"):
        prefix, _, local = name.partition(":")
        has = {q.subject for q in read.quads_for_pattern(None, IRI(PREFIXES[prefix] + local), None)}
        assert nodes - has == set(), name


def test_endpoints_make_the_same(profile: Profile, lines: list[str], built: Store) -> None:
    with endpoint(built.current().open()) as engine:
        assert list(profiles.made(profile, engine)) == lines
