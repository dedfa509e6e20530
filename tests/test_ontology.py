"""The ontology files: their layout, their documentation, and what may be said in them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from alliancekg.namespaces import AK, PREFIXES, SCHEME, concept_iri
from alliancekg.turtle import tidy

FOLDER = Path(__file__).parent.parent / "ontology"
FILES = sorted(FOLDER.rglob("*.ttl"))
SCHEMES = {
    "event-type": """war military-operation military-intervention invasion attack troop-deployment
        force-contribution troop-withdrawal troop-redeployment withdrawal-announcement
        doctrine-declaration speech statement decision cancellation negotiation summit rapprochement
        agreement-conclusion alliance-formation alliance-termination organization-founding
        responsibility-transfer command-dissolution plan-launch strategy-shift policy-pursuit crisis
        tension public-sentiment perception-shift accusation protest state-dissolution
        regime-collapse opening disaster famine publication testimony hearing economic-development
        economic-assistance political-change social-change unification geopolitical-shift
        foreign-policy-choice human-rights-abuse weapons-program illicit-activity provocation
        terrorism exchange military-conflict consultation rivalry campaign dispute missile-test
        nuclear-test military-exercise memorandum meeting telegram directive letter report demand
        rejection threat coercion assault aid cooperation retreat sanction request support
        mobilization investigation pledge concession disapproval mass-violence
        unspecified""",
    "status": """announced planned cancelled done ongoing recurrent hypothetical counterfactual
        alleged""",
    "role": """agent announcer decider speaker author witness host organizer party belligerent
        intervener contributor target beneficiary affected participant negotiator founder
        predecessor successor withdrawing-power moved-unit host-state holder-of-view accused accuser
        victim subject-matter recipient challenger leader""",
    "treaty-type": "alliance mutual-defense-treaty armistice command-arrangement",
    "policy-type": """doctrine strategy policy plan force-programme official-paper declaratory-line
        deterrence-posture""",
    "claim-kind": "descriptive causal evaluative predictive prescriptive counterfactual",
    "stance": "asserts reports concedes doubts rejects",
    "measure": """troop-strength troop-contribution deaths withdrawal-size redeployment-size
        economic-rank contribution-rank duration interval number-of-items events claims
        personnel-civilian missile-range missile-apogee intensity alliances leaders""",
    "unit": "persons rank years items kilometres points",
    "comparator": "equal more-than at-least about at-most less-than",
    "confidence": "high medium low",
    "hostility": "none threat display force war",
    "obligation": "defense offense neutrality nonaggression consultation entente",
    "side": "first second",
    "code-system": """cow cow-letters gw gw-letters iso-alpha2 iso-alpha3 cameo fips un-m49
        name""",
}
CODES = ("cameo", "plover")
CLAIMED = "claimedRelation causedBy ledTo inResponseTo follows concurrentWith prevents"
CLASSES = """Actor State Government Person Organization MilitaryUnit Group Place Event Treaty Policy
    Participation Claim Stance Quantity TimeSpan Source Document Dataset Passage Row Coverage
    Position Code Link"""


def iri(name: str) -> NamedNode:
    """Return the IRI of `prefix:local`."""
    prefix, local = name.split(":")
    return NamedNode(PREFIXES[prefix] + local)


def quads(*paths: Path) -> list[Quad]:
    return [quad for path in paths for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]


TERMS = quads(FOLDER / "alliancekg.ttl")
ALIGNMENTS = quads(FOLDER / "alignments.ttl")
CONCEPTS = quads(*sorted((FOLDER / "schemes").glob("*.ttl")))
EVERYTHING = quads(*FILES)
MATCHES = (iri("skos:broadMatch"), iri("skos:closeMatch"), iri("skos:relatedMatch"))


def values(of: list[Quad], subject: object, predicate: str) -> list[str]:
    """Return the lexical forms or the IRIs of a subject's values, sorted."""
    found = (q.object for q in of if q.subject == subject and q.predicate == iri(predicate))
    return sorted(str(term.value) for term in found if isinstance(term, Literal | NamedNode))


def of_type(of: list[Quad], *types: str) -> list[NamedNode]:
    wanted = {iri(name) for name in types}
    subjects = {q.subject for q in of if q.predicate == iri("rdf:type") and q.object in wanted}
    return sorted((s for s in subjects if isinstance(s, NamedNode)), key=lambda s: s.value)


CLASS_TERMS = of_type(TERMS, "owl:Class")
PROPERTY_TERMS = of_type(TERMS, "owl:ObjectProperty", "owl:DatatypeProperty")
DECLARED = CLASS_TERMS + PROPERTY_TERMS


def local(term: NamedNode) -> str:
    return term.value.removeprefix(AK)


def concept_key(concept: NamedNode) -> str:
    return concept.value.partition("#")[2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_equals_its_tidy_form(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text == tidy(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_opens_with_one_comment_line(path: Path) -> None:
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].+\.", first)
    assert second == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_no_blank_node_and_no_named_graph(path: Path) -> None:
    found = quads(path)
    assert found
    assert [q for q in found if isinstance(q.subject, BlankNode)] == []
    assert [q for q in found if isinstance(q.object, BlankNode)] == []
    assert {q.graph_name for q in found} == {DefaultGraph()}


def test_no_statement_stands_twice() -> None:
    assert [quad for quad, count in Counter(EVERYTHING).items() if count > 1] == []


def test_the_header_is_full() -> None:
    ontology = NamedNode(AK.removesuffix("#"))
    header = {
        name: values(TERMS, ontology, name)
        for name in (
            *("rdf:type", "owl:versionIRI", "owl:versionInfo", "dcterms:title"),
            *("dcterms:creator", "dcterms:created", "dcterms:modified", "dcterms:license"),
            *("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"),
        )
    }
    assert header == {
        "rdf:type": [PREFIXES["owl"] + "Ontology"],
        "owl:versionIRI": ["https://w3id.org/alliancekg/ns/0.1.0"],
        "owl:versionInfo": ["0.1.0"],
        "dcterms:title": ["Alliance politics: facts, dates and claims"],
        "dcterms:creator": ["alliancekg contributors"],
        "dcterms:created": ["2026-11-25"],
        "dcterms:modified": ["2026-11-25"],
        "dcterms:license": ["https://creativecommons.org/licenses/by/4.0/"],
        "vann:preferredNamespacePrefix": ["ak"],
        "vann:preferredNamespaceUri": [AK],
    }
    assert len(values(TERMS, ontology, "dcterms:description")) == 1
    assert values(TERMS, ontology, "rdfs:seeAlso") == sorted(SCHEME + name for name in SCHEMES)


def test_the_classes_are_those_of_the_design() -> None:
    assert [local(term) for term in CLASS_TERMS] == sorted(CLASSES.split())


def test_every_term_that_is_used_is_declared() -> None:
    used = {t for q in EVERYTHING for t in (q.subject, q.predicate, q.object)}
    ours = {t for t in used if isinstance(t, NamedNode) and t.value.startswith(AK)}
    assert ours == set(DECLARED)


def test_every_term_that_a_note_names_is_declared() -> None:
    texts = " ".join(q.object.value for q in EVERYTHING if isinstance(q.object, Literal))
    assert set(re.findall(r"\bak:(\w+)", texts)) <= {local(term) for term in DECLARED}


def test_a_term_has_one_kind() -> None:
    kinds = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
    counts = Counter(term for kind in kinds for term in of_type(TERMS, kind))
    assert [term for term, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("term", DECLARED, ids=local)
def test_a_term_is_documented_once(term: NamedNode) -> None:
    assert values(TERMS, term, "rdfs:isDefinedBy") == [AK.removesuffix("#")]
    for name in ("rdfs:label", "skos:definition", "skos:example"):
        texts = [q.object for q in TERMS if q.subject == term and q.predicate == iri(name)]
        assert [text.language for text in texts if isinstance(text, Literal)] == ["en"], name
        assert len(texts) == 1, name
    for name in ("skos:definition", "skos:example"):
        (text,) = values(TERMS, term, name)
        assert re.fullmatch(r"(?!This (class|property) )[A-Z].+\.", text), name


def test_class_labels_are_in_title_case_and_property_labels_in_lower_case() -> None:
    labels = {term: values(TERMS, term, "rdfs:label")[0] for term in DECLARED}
    assert [x for x in CLASS_TERMS if labels[x] != labels[x].title()] == []
    assert [x for x in PROPERTY_TERMS if labels[x] != labels[x].lower()] == []
    assert [label for label, count in Counter(labels.values()).items() if count > 1] == []


def test_a_class_is_camel_case_and_says_its_name_in_its_label() -> None:
    for term in CLASS_TERMS:
        assert values(TERMS, term, "rdfs:label") == [re.sub(r"(?<!^)([A-Z])", r" \1", local(term))]
    assert [x for x in PROPERTY_TERMS if not re.fullmatch(r"[a-z][A-Za-z0-9]+", local(x))] == []


def test_a_property_ranges_over_what_its_kind_allows() -> None:
    literals = (PREFIXES["xsd"], PREFIXES["rdf"] + "langString")
    for term in of_type(TERMS, "owl:DatatypeProperty"):
        (datatype,) = values(TERMS, term, "rdfs:range")
        assert datatype.startswith(literals)
    for term in of_type(TERMS, "owl:ObjectProperty"):
        assert not any(x.startswith(literals) for x in values(TERMS, term, "rdfs:range"))


def test_a_property_of_concepts_names_its_scheme() -> None:
    concept = PREFIXES["skos"] + "Concept"
    named = {
        local(term): values(TERMS, term, "rdfs:seeAlso")
        for term in PROPERTY_TERMS
        if concept in values(TERMS, term, "rdfs:range")
    }
    assert sorted(x.removeprefix(SCHEME) for (x,) in named.values()) == sorted(SCHEMES)


def test_a_relation_in_time_or_by_cause_is_never_asserted() -> None:
    claimed = {NamedNode(AK + name) for name in CLAIMED.split()}
    assert [q for q in EVERYTHING if q.predicate in claimed] == []
    below = {q.subject for q in TERMS if q.object == NamedNode(AK + "claimedRelation")}
    assert below == claimed - {NamedNode(AK + "claimedRelation")}
    for term in claimed:
        (note,) = values(TERMS, term, "skos:scopeNote")
        assert note.startswith("Only ever the rdf:predicate of a claim, never asserted")


def test_there_is_one_file_for_each_scheme() -> None:
    stems = sorted(path.stem for path in (FOLDER / "schemes").glob("*.ttl"))
    assert stems == sorted([*SCHEMES, *CODES])
    schemes = [term.value for term in of_type(CONCEPTS, "skos:ConceptScheme")]
    assert schemes == sorted(SCHEME + stem for stem in stems)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_exactly_the_concepts_of_the_design(name: str) -> None:
    found = of_type(quads(FOLDER / "schemes" / f"{name}.ttl"), "skos:Concept")
    assert sorted(str(x) for x in found) == sorted(
        f"<{concept_iri(name, key)}>" for key in SCHEMES[name].split()
    )


@pytest.mark.parametrize("name", [*SCHEMES, *CODES])
def test_a_concept_is_documented_once_and_belongs_to_its_scheme(name: str) -> None:
    found = quads(FOLDER / "schemes" / f"{name}.ttl")
    scheme = NamedNode(SCHEME + name)
    concepts = of_type(found, "skos:Concept")
    assert values(found, scheme, "skos:hasTopConcept") == [concept.value for concept in concepts]
    assert len(values(found, scheme, "skos:definition")) == 1
    for concept in concepts:
        assert values(found, concept, "skos:inScheme") == [scheme.value]
        assert values(found, concept, "skos:topConceptOf") == [scheme.value]
        assert len(values(found, concept, "skos:prefLabel")) == 1
        (definition,) = values(found, concept, "skos:definition")
        assert re.fullmatch(r"[A-Z].+\.", definition)
    labels = [label for concept in concepts for label in values(found, concept, "skos:prefLabel")]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_label_is_the_key_in_words(name: str) -> None:
    found = quads(FOLDER / "schemes" / f"{name}.ttl")
    for concept in of_type(found, "skos:Concept"):
        (label,) = values(found, concept, "skos:prefLabel")
        assert label.replace(" ", "-") == concept_key(concept)


def test_a_definition_sends_the_reader_to_a_concept_of_the_same_scheme() -> None:
    for name, keys in SCHEMES.items():
        known = {key.replace("-", " ") for key in keys.split()}
        for concept in of_type(CONCEPTS, "skos:Concept"):
            if concept.value.startswith(f"{SCHEME}{name}#"):
                (definition,) = values(CONCEPTS, concept, "skos:definition")
                for other in re.findall(
                    r"\buse ([a-z -]+?)(?= or |, and |[.;,]| as well)", definition
                ):
                    assert other in known, concept


def test_matches_and_codes_are_the_same_set() -> None:
    matched = {q.object for q in CONCEPTS if q.predicate in MATCHES}
    matching = {q.subject for q in CONCEPTS if q.predicate in MATCHES}
    codes = {
        concept
        for concept in of_type(CONCEPTS, "skos:Concept")
        if concept.value.startswith(tuple(f"{SCHEME}{name}#" for name in CODES))
    }
    assert matched == codes
    assert {str(x).rpartition("#")[0] for x in matching} == {f"<{SCHEME}event-type"}


def test_a_code_is_the_notation_of_its_concept_as_a_string() -> None:
    notations = [q for q in CONCEPTS if q.predicate == iri("skos:notation")]
    assert len(notations) == sum(
        1
        for x in of_type(CONCEPTS, "skos:Concept")
        if x.value.startswith((f"{SCHEME}cameo#", f"{SCHEME}plover#"))
    )
    for quad in notations:
        assert isinstance(quad.subject, NamedNode)
        assert quad.object == Literal(concept_key(quad.subject))


def test_an_alignment_is_a_statement_about_our_terms_by_a_known_relation() -> None:
    assert {q.subject for q in ALIGNMENTS} <= set(DECLARED)
    relations = ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:closeMatch", "skos:editorialNote")
    assert {q.predicate for q in ALIGNMENTS} <= {iri(name) for name in relations}
    for quad in ALIGNMENTS:
        assert not str(quad.object).startswith(f"<{AK}")


def test_an_alignment_keeps_classes_and_properties_apart() -> None:
    for quad in ALIGNMENTS:
        if quad.predicate == iri("rdfs:subClassOf"):
            assert quad.subject in CLASS_TERMS
        if quad.predicate == iri("rdfs:subPropertyOf"):
            assert quad.subject in PROPERTY_TERMS


def test_an_event_need_not_have_happened_and_so_is_no_crm_event() -> None:
    event = NamedNode(AK + "Event")
    happened = NamedNode(PREFIXES["crm"] + "E5_Event")
    relations = [q.predicate for q in ALIGNMENTS if (q.subject, q.object) == (event, happened)]
    assert relations == [iri("skos:closeMatch")]
    assert iri("prov:Activity") not in {q.object for q in ALIGNMENTS}


def test_nothing_is_imported() -> None:
    assert [q for q in EVERYTHING if q.predicate == iri("owl:imports")] == []


@pytest.mark.shared
def test_every_cameo_code_is_in_the_public_list_under_its_name(shared: Path) -> None:
    listed = shared / "data" / "cameo-plover" / "cameo_codes_icews.csv"
    with listed.open(encoding="utf-8", errors="replace", newline="") as stream:
        names = {row["code"]: row["name"].lower() for row in csv.DictReader(stream)}
    found = quads(FOLDER / "schemes" / "cameo.ttl")
    ours = {
        concept_key(x): values(found, x, "skos:prefLabel")[0]
        for x in of_type(found, "skos:Concept")
    }
    assert ours == {code: names.get(code) for code in ours}


@pytest.mark.shared
def test_every_plover_type_is_in_the_public_list(shared: Path) -> None:
    listed = shared / "data" / "cameo-plover" / "plover_types.csv"
    with listed.open(encoding="utf-8", newline="") as stream:
        types = {row["event_type"].upper() for row in csv.DictReader(stream)}
    found = of_type(quads(FOLDER / "schemes" / "plover.ttl"), "skos:Concept")
    assert {concept_key(x) for x in found} <= types
