"""Claims as nanopublications: who says what, in which graph, under an IRI that holds its digest."""

from __future__ import annotations

import io
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, Protocol

import pyoxigraph as px
import pytest
import rdflib
from engine_kinds import embedded, endpoint
from engine_kinds import rdflib as rdflib_engine
from nanopub.nanopub import Nanopub
from nanopub.utils import MalformedNanopubError
from profileshapes import Breaking, told

from alliancekg import export, nanopubs, nanopubwriting, profiles, trusty
from alliancekg.checking import check
from alliancekg.dataloaders import Context
from alliancekg.embedded import Embedded
from alliancekg.errors import UsageError
from alliancekg.identity import States
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.pipeline import build
from alliancekg.profiles import Profile
from alliancekg.records import Claim, Record
from alliancekg.shapes import read_shapes
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES
from loaders.nanopub import outcomes

ROOT: Final = Path(__file__).parent.parent

HWANG: Final = "actor/balbina-hwang"
STATED: Final = "strategy-shift-in-response"
REJECTED: Final = "retaliation-charge"
HEDGED: Final = "vietnam-from-korea"
PREDICTED: Final = "us-policy-risks-war"
DESCRIBES: Final = px.NamedNode("http://purl.org/nanopub/x/describes")
PLAIN: Final = "alliance-bedrock-summary"


def iri(name: str) -> px.NamedNode:
    """Return the node of a prefixed name, a record (`kind/key`) or a concept (`scheme#name`)."""
    prefix, colon, local = name.partition(":")
    if colon:
        return px.NamedNode(PREFIXES[prefix] + local)
    return px.NamedNode((SCHEME if "#" in name and "/" not in name else ID) + name)


def triple(subject: px.NamedNode, predicate: str, value: str) -> px.Triple:
    return px.Triple(subject, iri(predicate), iri(value))


@pytest.fixture(scope="module")
def profile() -> Profile:
    return profiles.get(ROOT / "queries", "nanopub")


@pytest.fixture(scope="module")
def engine(built: Store) -> Embedded:
    return Embedded(built.current().open())


@pytest.fixture(scope="module")
def triples(profile: Profile, engine: Embedded) -> Sequence[px.Triple]:
    return profiles.constructed(profile, engine)


@pytest.fixture(scope="module")
def quads(triples: Sequence[px.Triple]) -> Sequence[px.Quad]:
    return list(nanopubwriting.finished(triples))


class Written(NamedTuple):
    """A nanopublication: its IRI, and its graphs by their fragments."""

    base: px.NamedNode
    graphs: Mapping[str, frozenset[px.Triple]]

    def graph(self, name: str) -> frozenset[px.Triple]:
        return self.graphs[name]


@pytest.fixture(scope="module")
def written(quads: Sequence[px.Quad]) -> Mapping[str, Written]:
    """Return each nanopublication by the key of its claim."""
    return by_claim(quads)


def by_iri(quads: Iterable[px.Quad]) -> Mapping[str, Sequence[px.Quad]]:
    found: dict[str, list[px.Quad]] = defaultdict(list)
    for quad in quads:
        found[text(quad.graph_name).partition("#")[0]].append(quad)
    return found


def by_claim(quads: Iterable[px.Quad]) -> Mapping[str, Written]:
    return {key: found for found in map(_written, by_iri(quads).items()) for key in _claims(found)}


def _written(item: tuple[str, Sequence[px.Quad]]) -> Written:
    graphs: dict[str, set[px.Triple]] = defaultdict(set)
    for quad in item[1]:
        graphs[text(quad.graph_name).partition("#")[2]].add(quad.triple)
    return Written(px.NamedNode(item[0]), {name: frozenset(t) for name, t in graphs.items()})


def _claims(found: Written) -> list[str]:
    """Return the key of the claim; the only one."""
    (key,) = [
        text(t.object).removeprefix(f"{ID}claim/")
        for t in found.graph("pubinfo")
        if (t.subject, t.predicate) == (found.base, DESCRIBES)
    ]
    return [key]


def text(term: object) -> str:
    """Return the text of an IRI or a literal."""
    assert isinstance(term, px.NamedNode | px.Literal)
    return term.value


def of_assertion(graphs: Written, predicate: str) -> set[px.NamedNode]:
    """Return what the provenance says of the assertion."""
    about = px.NamedNode(graphs.base.value + "#assertion")
    return {
        t.object
        for t in graphs.graph("provenance")
        if (t.subject, t.predicate) == (about, iri(predicate))
        and isinstance(t.object, px.NamedNode)
    }


# What each graph says


def test_each_claim_is_one_nanopublication_of_four_graphs(
    written: Mapping[str, Written], engine: Embedded
) -> None:
    query = f"SELECT ?c {{ ?c a <{AK}Claim> }}"
    claims = {text(row[0]) for row in engine.ask(query, "SELECT", profiles.LIMITS).rows}
    assert {f"{ID}claim/{key}" for key in written} == claims
    assert len(claims) > 200
    for graphs in written.values():
        assert sorted(graphs.graphs) == ["Head", "assertion", "provenance", "pubinfo"]
        assert len(graphs.graph("Head")) == 4
        assert all(graphs.graphs.values())


def test_a_relation_that_is_put_forward_as_a_fact_stands_in_the_assertion_alone(
    written: Mapping[str, Written],
) -> None:
    statement = triple(iri("event/rok-strategy-shift"), "ak:inResponseTo", "event/nixon-doctrine")
    graphs = written[STATED]
    assert graphs.graph("assertion") == {statement}
    assert of_assertion(graphs, "prov:wasAttributedTo") == {iri(HWANG)}
    assert of_assertion(graphs, "prov:wasDerivedFrom") == {iri("passage/hwang-2006/p021.1a")}
    assert of_assertion(graphs, "prov:hadPrimarySource") == {iri("source/hwang-2006")}
    assert statement not in {
        said for key, other in written.items() if key != STATED for said in other.graph("assertion")
    }
    assert all(statement not in graphs.graph(name) for name in ("Head", "provenance", "pubinfo"))


def test_the_passage_is_told_with_its_place_and_never_with_its_words(
    written: Mapping[str, Written],
) -> None:
    passage, place = (iri(f"passage/hwang-2006/p021.1a{end}") for end in ("", "#position"))
    said = {t for t in written[STATED].graph("provenance") if t.subject in (passage, place)}
    assert triple(passage, "oa:hasSelector", "passage/hwang-2006/p021.1a#position") in said
    assert {(t.predicate, t.object) for t in said if t.subject == place} == {
        (iri("rdf:type"), iri("oa:TextPositionSelector")),
        (iri("rdfs:label"), px.Literal("characters 9782–9991", language="en")),
        (iri("oa:start"), px.Literal(9782)),
        (iri("oa:end"), px.Literal(9991)),
    }
    predicates = {
        t.predicate.value for graphs in written.values() for t in graphs.graph("provenance")
    }
    assert PREFIXES["oa"] + "exact" not in predicates


def test_a_rejected_view_is_that_of_those_who_hold_it(written: Mapping[str, Written]) -> None:
    graphs = written[REJECTED]
    assert graphs.graph("assertion") == {
        triple(
            iri("event/redeployment-decision"),
            "ak:inResponseTo",
            "event/rok-criticism-of-us-policy",
        )
    }
    assert of_assertion(graphs, "prov:wasAttributedTo") == {iri("actor/unnamed-suspecters")}
    assert of_assertion(graphs, "ak:reportedBy") == {iri(HWANG)}
    (stance,) = of_assertion(graphs, "ak:stance")
    assert triple(stance, "ak:holder", HWANG) in graphs.graph("provenance")
    assert triple(stance, "ak:stanceValue", "stance#rejects") in graphs.graph("provenance")


def test_no_reported_view_is_attributed_to_who_reports_it(written: Mapping[str, Written]) -> None:
    reported = {key: g for key, g in written.items() if of_assertion(g, "ak:reportedBy")}
    assert len(reported) == 28  # of the table of claims
    for graphs in reported.values():
        assert not of_assertion(graphs, "prov:wasAttributedTo") & of_assertion(
            graphs, "ak:reportedBy"
        )


@pytest.mark.parametrize(
    ("key", "subject", "predicate", "value"),
    [
        (HEDGED, "event/us-entrenchment-in-vietnam", "ak:causedBy",
         "event/us-failure-against-communism-in-korea"),
        (PREDICTED, "policy/us-stance-on-north-korea", "ak:ledTo",
         "event/instability-by-us-policy"),
    ],
)  # fmt: skip
def test_a_hedged_or_predicted_relation_is_told_and_not_stated(
    written: Mapping[str, Written], key: str, subject: str, predicate: str, value: str
) -> None:
    claim, said = iri(f"claim/{key}"), written[key].graph("assertion")
    content = {("rdf:subject", subject), ("rdf:predicate", predicate), ("rdf:object", value)}
    assert {triple(claim, name, term) for name, term in content} < said
    assert all(
        triple(iri(subject), predicate, value) not in g for g in written[key].graphs.values()
    )
    hedges = {text(t.object) for t in said if t.predicate == iri("ak:hedge")}
    assert hedges == ({"arguably"} if key == HEDGED else set())


def test_a_claim_without_a_relation_stands_there_with_its_text_and_what_it_is_about(
    written: Mapping[str, Written],
) -> None:
    claim = iri(f"claim/{PLAIN}")
    said = "The alliance is a bedrock for American commitment in the Asia–Pacific."
    assert written[PLAIN].graph("assertion") == {
        triple(claim, "rdf:type", "ak:Claim"),
        px.Triple(claim, iri("ak:paraphrase"), px.Literal(said, language="en")),
        triple(claim, "ak:claimKind", "claim-kind#evaluative"),
        triple(claim, "ak:about", "treaty/us-rok-alliance"),
        triple(claim, "ak:about", "actor/usa"),
        triple(claim, "ak:about", "place/asia-pacific"),
    }


@pytest.mark.parametrize(
    ("key", "link", "other"),
    [
        ("retaliation-untrue", "disputes", REJECTED),
        ("sino-japanese-prize", "supports", "korea-fulcrum"),
        ("bona-fide-crisis", "inTensionWith", "no-need-to-terminate"),
    ],
)
def test_how_a_claim_stands_to_another_is_told_beside_it_and_not_asserted(
    written: Mapping[str, Written], key: str, link: str, other: str
) -> None:
    graphs = written[key]
    said = triple(iri(f"claim/{key}"), f"ak:{link}", f"claim/{other}")
    assert {name for name, found in graphs.graphs.items() if said in found} == {"pubinfo"}
    names = {t.predicate for t in graphs.graph("pubinfo") if t.subject == iri(f"claim/{other}")}
    assert names == {iri("rdf:type"), iri("rdfs:label")}


@pytest.mark.parametrize(
    ("key", "edtf", "place"),
    [
        ("acheson-excluded-korea", "1950-01", "assertion"),
        ("doctrine-led-to-withdrawal", "[1971-01..1971-04]", "pubinfo"),  # a statement is alone
    ],
)
def test_the_time_of_which_a_claim_speaks_stands_with_what_it_says(
    written: Mapping[str, Written], key: str, edtf: str, place: str
) -> None:
    claim, graphs = iri(f"claim/{key}"), written[key]
    (scope,) = {t.object for g in graphs.graphs.values() for t in g if t.subject == claim
                and t.predicate == iri("ak:timeScope")}  # fmt: skip
    assert isinstance(scope, px.NamedNode)
    said = px.Triple(scope, iri("ak:edtf"), px.Literal(edtf))
    assert {name for name, found in graphs.graphs.items() if said in found} == {place}


def test_no_statement_of_an_assertion_is_one_of_our_graph(
    written: Mapping[str, Written], engine: Embedded
) -> None:
    relations = [
        t
        for graphs in written.values()
        for t in graphs.graph("assertion")
        if not text(t.subject).startswith(f"{ID}claim/")
    ]
    assert len(relations) > 50
    asked = " ".join(f"({t.subject} {t.predicate} {t.object})" for t in relations)
    query = f"SELECT * {{ VALUES (?s ?p ?o) {{ {asked} }} ?s ?p ?o }}"
    assert engine.ask(query, "SELECT", profiles.LIMITS).rows == ()


def test_the_publication_has_its_maker_and_licence_and_names_what_it_speaks_of(
    written: Mapping[str, Written],
) -> None:
    graphs = written[STATED]
    base, said = graphs.base, graphs.graph("pubinfo")
    maker = iri("agent/alliancekg-contributors")
    assert px.Triple(base, iri("dcterms:creator"), maker) in said
    licence = px.NamedNode("https://creativecommons.org/licenses/by/4.0/")
    assert px.Triple(base, iri("dcterms:license"), licence) in said
    for node in ("event/nixon-doctrine", "event/rok-strategy-shift", "ak:inResponseTo"):
        assert {t.predicate for t in said if t.subject == iri(node)} >= {
            iri("rdf:type"),
            iri("rdfs:label"),
        }
    assert triple(iri("event/nixon-doctrine"), "ak:status", "status#done") in said
    assert {t.object for t in said if t.subject == iri("status#done")} == {
        iri("skos:Concept"),
        px.Literal("done", language="en"),
    }


# Digests


def test_every_digest_is_that_of_the_statements(quads: Sequence[px.Quad], tmp_path: Path) -> None:
    path = tmp_path / "all.trig"
    export.export_to(path, quads, "trig")
    package = nanopubs.read(path, "all.trig")
    assert package.strays == ()
    assert [nanopub.faults for nanopub in package.nanopubs if nanopub.faults] == []
    assert all(nanopub.is_trusty for nanopub in package.nanopubs)
    assert len({nanopub.digest for nanopub in package.nanopubs}) == len(package.nanopubs)


def test_equal_triples_in_any_order_give_equal_bytes(
    triples: Sequence[px.Triple], quads: Sequence[px.Quad]
) -> None:
    mixed = [*triples, *triples[:50]]
    Random(1).shuffle(mixed)
    assert list(nanopubwriting.finished(mixed)) == quads
    out = io.BytesIO()
    export.write(quads[:200], "trig", out)
    assert b"_:" not in out.getvalue()


def test_another_word_gives_another_iri_to_what_it_stands_in_and_to_nothing_else(
    triples: Sequence[px.Triple], written: Mapping[str, Written]
) -> None:
    claim = iri(f"claim/{PLAIN}")
    old = next(t for t in triples if (t.subject, t.predicate) == (claim, iri("ak:paraphrase")))
    new = px.Triple(claim, old.predicate, px.Literal("Another.", language="en"))
    changed = by_claim(nanopubwriting.finished([new if t == old else t for t in triples]))
    moved = {key for key in written if changed[key].base != written[key].base}
    assert moved == {PLAIN}


def parsed(quads: Iterable[px.Quad]) -> Nanopub:
    """Return what the `nanopub` package makes of the quads of one nanopublication."""
    graph = rdflib.ConjunctiveGraph()
    lines = px.serialize(quads, format=px.RdfFormat.N_QUADS)
    assert isinstance(lines, bytes)
    graph.parse(data=lines.decode(), format="nquads")
    return Nanopub(rdf=graph)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_nanopub_package_finds_them_valid_and_their_digests_right(
    quads: Sequence[px.Quad], written: Mapping[str, Written]
) -> None:
    chosen = (STATED, REJECTED, HEDGED, PREDICTED, PLAIN)
    of = by_iri(quads)
    for name in (*(written[key].base.value for key in chosen), *sorted(of)[::33]):
        found = parsed(of[name])
        assert found.is_valid
        assert found.has_valid_trusty
        assert str(found.source_uri) == name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_nanopub_package_finds_a_changed_statement(
    quads: Sequence[px.Quad], written: Mapping[str, Written]
) -> None:
    mine = by_iri(quads)[written[STATED].base.value]
    forged = [
        px.Quad(iri("event/korean-war"), q.predicate, q.object, q.graph_name)
        if q.subject == iri("event/rok-strategy-shift") and q.predicate == iri("ak:inResponseTo")
        else q
        for q in mine
    ]
    assert forged != mine
    with pytest.raises(MalformedNanopubError, match="is not valid"):
        parsed(forged).has_valid_trusty  # noqa: B018


def test_every_engine_gives_the_same_bytes(profile: Profile, small: Workspace) -> None:
    store = Store(small.root.parent / "store")
    build(small, store, TABLES, lambda _: None)
    texts = set()
    for kind in (embedded, rdflib_engine, endpoint):
        with kind(store.current().open()) as engine:
            out = io.BytesIO()
            quads = profiles.made(profile, engine)
            export.write(quads, "trig", out, prefixes=profile.prefixes)  # type: ignore[arg-type]
            texts.add(out.getvalue())
    (text,) = texts
    assert text.count(b"a np:Nanopublication") == 2


# The way back


def test_the_loader_of_nanopublications_reads_them_back(
    quads: Sequence[px.Quad], written: Mapping[str, Written], tmp_path: Path
) -> None:
    path = tmp_path / "all.trig"
    export.export_to(path, quads, "trig")
    found = list(outcomes(path, "all.trig", Context("nanopub", States(()))))
    assert [outcome.refusals for outcome in found if outcome.refusals] == []
    claims = [r for outcome in found for r in outcome.records if isinstance(r, Claim)]
    assert len(claims) == len(written)
    of = partial(_claim_of, claims, written)
    start = "The alliance is a bedrock for American commitment"
    assert of(PLAIN).paraphrase.startswith(start)
    shift = "South Korean shift to equal weight for self-reliant defense in response to Declaration"
    assert of(STATED).paraphrase == f"{shift} of the Nixon Doctrine."
    assert of(STATED).claimants == ("nanopub-w3id.org-alliancekg-id-actor-balbina-hwang",)
    assert of(REJECTED).claimants == ("nanopub-w3id.org-alliancekg-id-actor-unnamed-suspecters",)
    maker = "nanopub-w3id.org-alliancekg-id-agent-alliancekg-contributors"
    assert {claim.reported_by for claim in claims} == {maker}
    assert {claim.stance for claim in claims} == {"reports"}


def _claim_of(claims: Iterable[Record], written: Mapping[str, Written], key: str) -> Claim:
    code = trusty.code_of(written[key].base.value)
    (claim,) = [c for c in claims if isinstance(c, Claim) and written[key].base.value in c.note]
    assert code
    return claim


# Shapes, licences and faults


class Broken(Protocol):
    """Tells which rules are broken by more triples, or without some."""

    def __call__(self, *more: px.Triple, without: Iterable[px.Triple] = ()) -> set[str]: ...


@pytest.fixture
def broken(profile: Profile, triples: Sequence[px.Triple], tmp_path: Path) -> Broken:
    folder = tmp_path / "shapes"
    folder.mkdir()
    shutil.copy(profile.shapes, folder)

    def rules(*more: px.Triple, without: Iterable[px.Triple] = ()) -> set[str]:
        left = {*triples, *more} - set(without)
        report = check(
            [px.Quad(t.subject, t.predicate, t.object) for t in left], read_shapes(folder), {}
        )
        return {finding.rule for finding in report.findings}

    return rules


def test_shapes_hold_and_find_what_is_wrong(broken: Broken, triples: Sequence[px.Triple]) -> None:
    assert broken() == set()
    about = iri(f"claim/{REJECTED}#nanopub-assertion")
    reporter = triple(about, "prov:wasAttributedTo", HWANG)
    assert broken(reporter) == {"NanopubAssertionShape-wasAttributedTo-disjoint"}
    stance = [t for t in triples if (t.subject, t.predicate) == (about, iri("ak:stance"))]
    assert broken(without=stance) == {"NanopubAssertionShape-stance-minCount"}
    another = triple(about, "rdf:predicate", "ak:ledTo")
    assert broken(another) == {"NanopubAssertionShape-predicate-maxCount"}


def test_each_constraint_is_told_when_it_is_broken(profile: Profile) -> None:
    breaking = Breaking(profile.shapes, {})
    assert len(breaking.expected) == 47
    assert breaking.expected - told(profile.shapes, breaking.data) == set()


def made(profile: Profile, turtle: str) -> Mapping[str, Written]:
    """Return the nanopublications of a graph that is given in Turtle."""
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("ak", "dcterms", "rdfs"))
    store = px.Store()
    for quad in px.parse(f"{prefixes}BASE <{ID}>\n{turtle}", px.RdfFormat.TURTLE):
        store.add(px.Quad(quad.subject, quad.predicate, quad.object, iri("g")))
        store.add(quad)
    return by_claim(profiles.made(profile, Embedded(store)))  # type: ignore[arg-type]


CLAIM: Final = """
<claim/a> a ak:Claim ; ak:paraphrase "A."@en ; ak:source <source/s> ; ak:evidence <row> .
<row> a ak:Row ; rdfs:label "row 2"@en ; ak:source <source/s> .
<source/s> a ak:%s , ak:Source ; rdfs:label "S"@en .
<https://w3id.org/alliancekg/ns> dcterms:license <by> ; dcterms:creator "Us" .
"""
MADE: Final = "<claim/a> ak:claimant <actor/x> . <actor/x> a ak:Group ; rdfs:label 'X'@en ."


@pytest.mark.parametrize(
    ("kind", "more", "licences"),
    [
        ("Document", "", {"by"}),  # our words
        ("Document", "<source/s> dcterms:license <nc> .", {"nc"}),
        ("Dataset", "<source/s> dcterms:license <nc> .", {"nc"}),
        ("Dataset", "", set()),  # its makers do not say
    ],
)
def test_the_licence_is_that_of_the_source_and_never_guessed(
    profile: Profile, kind: str, more: str, licences: set[str]
) -> None:
    said = made(profile, CLAIM % kind + MADE + more)["a"].graph("pubinfo")
    found = {t.object for t in said if t.predicate == iri("dcterms:license")}
    assert found == {px.NamedNode(ID + licence) for licence in licences}


def test_a_row_is_the_evidence_where_there_is_no_passage(profile: Profile) -> None:
    graphs = made(profile, CLAIM % "Dataset" + MADE)["a"]
    assert of_assertion(graphs, "prov:wasDerivedFrom") == {iri("row")}
    passage = (
        "<claim/a> ak:evidence <p> . <p> a ak:Passage ; rdfs:label 'p'@en ; ak:source <source/s> ."
    )
    graphs = made(profile, CLAIM % "Document" + MADE + passage)["a"]
    assert of_assertion(graphs, "prov:wasDerivedFrom") == {iri("p")}


def test_a_claim_that_nobody_makes_is_refused(profile: Profile) -> None:
    with pytest.raises(UsageError) as caught:
        made(profile, CLAIM % "Document")
    assert str(caught.value) == (
        f"<{ID}claim/a>: is a claim that nobody makes; expected a claimant. Fix: add ak:claimant;"
        " for people who are not named, a group"
    )
