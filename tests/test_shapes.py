"""Each shape has a case that breaks it, and nothing else, and one that just passes it.

Cases are the files of tests/shapes. All are validated in one graph, beside the ontology and
tests/shapes/context.ttl: each describes nodes of its own, and a finding belongs to the case in
whose file its node stands. A case begins with `#+ expect:` and the rules that it breaks, or
`nothing`; a passing case goes on with `#+ covers:` and the rules that it was made for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from alliancekg import rdfreading, shaclresults, vocabulary
from alliancekg.cells import PREDICATES, SHOWN
from alliancekg.checking import check
from alliancekg.indexing import node_name
from alliancekg.namespaces import AK, PREFIXES, SCHEME, SHAPES
from alliancekg.reports import Report
from alliancekg.turtle import tidy

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/shapes"
FILES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.ttl"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
SH, RDF, RDFS = (PREFIXES[prefix] for prefix in ("sh", "rdf", "rdfs"))
# The terms of SHACL that the shapes may use; an engine passes over a misspelt one in silence.
SHACL_TERMS = {
    *("NodeShape", "PropertyShape", "SPARQLConstraint", "IRI", "Violation", "Warning", "Info"),
    *("and", "class", "datatype", "description", "disjoint", "equals", "hasValue", "in"),
    *("languageIn", "lessThan", "lessThanOrEquals", "maxCount", "maxInclusive", "message"),
    *("minCount", "minInclusive", "minLength", "name", "node", "nodeKind", "not", "or", "path"),
    *("pattern", "property", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape"),
    *("select", "severity", "sparql", "targetClass", "targetNode", "targetObjectsOf"),
    *("targetSubjectsOf", "uniqueLang", "xone"),
}
# How a parameter is weakened least: a number by one, in the direction of more that passes; all
# others by leaving them out.
STEPS = {
    **dict.fromkeys(("maxCount", "maxInclusive", "qualifiedMaxCount"), 1),
    **dict.fromkeys(("minCount", "minInclusive", "minLength", "qualifiedMinCount"), -1),
}
REMOVED = {
    *("and", "class", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn", "lessThan"),
    *("lessThanOrEquals", "node", "nodeKind", "not", "or", "pattern", "sparql", "uniqueLang"),
    "xone",
}
PARAMETERS = {*STEPS, *REMOVED}
# No SHACL engine judges dates rightly: the rules are declared in the shapes and judged in code.
JUDGED_IN_CODE = {"TimeSpanShape-edtf-bounds", "TimeSpanShape-edtf-valid"}

Terms = Mapping[str, Mapping[str, list[str]]]
Nodes = Mapping[str, Set[str]]


def header(name: str, key: str) -> set[str]:
    """Return the rules that a case names in its lines `#+ key: …`."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix(f"#+ {key}: ") for line in lines if line.startswith(f"#+ {key}: ")]
    return {rule for rules in said for rule in rules.split()} - {"nothing"}


def expectation(name: str) -> set[str]:
    """Return the rules that the first line of a case names."""
    first = (CASES / name).read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#+ expect: "), f"{name} has no line '#+ expect: …'"
    return header(name, "expect")


def turtle_files(*folders: Path) -> list[Quad]:
    return [
        quad
        for folder in folders
        for path in sorted(folder.rglob("*.ttl"))
        for quad in rdfreading.read(path, path.name).quads
    ]


@pytest.fixture(scope="module")
def documents() -> Mapping[str, rdfreading.Document]:
    return {name: rdfreading.read(CASES / name, name) for name in FILES}


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return turtle_files(ROOT / "ontology")


@pytest.fixture(scope="module")
def shapes() -> list[Quad]:
    """Return the shapes of the graph; those of profiles are held to by test_profiles."""
    return [quad for path in SHAPE_FILES for quad in rdfreading.read(path, path.name).quads]


@pytest.fixture(scope="module")
def data(documents: Mapping[str, rdfreading.Document], ontology: list[Quad]) -> list[Quad]:
    return [*ontology, *(quad for document in documents.values() for quad in document.quads)]


def checked(folder: Path, data: list[Quad], documents: Mapping[str, rdfreading.Document]) -> Report:
    places = {iri: place for d in documents.values() for iri, place in d.places.items()}
    return check(data, folder, places)


def by_file(report: Report, documents: Mapping[str, rdfreading.Document]) -> Mapping[str, set[str]]:
    """Return the rules that are broken in each case, those too that follow from another."""
    rules: dict[str, set[str]] = defaultdict(set)
    files = {node: place.file for d in documents.values() for node, place in d.places.items()}
    for result in shaclresults.results(shaclresults.parse(report.results)):
        assert isinstance(result.shape, NamedNode)
        rules[files[node_name(result.focus)]].add(result.shape.value.removeprefix(SHAPES))
    for finding in report.findings:
        if finding.rule in JUDGED_IN_CODE:
            rules[finding.place.file].add(finding.rule)
    return rules


@pytest.fixture(scope="module")
def report(data: list[Quad], documents: Mapping[str, rdfreading.Document]) -> Report:
    return checked(ROOT / "shapes", data, documents)


@pytest.fixture(scope="module")
def found(report: Report, documents: Mapping[str, rdfreading.Document]) -> Mapping[str, set[str]]:
    return by_file(report, documents)


def values(shapes: list[Quad], term: str) -> dict[str, list[str]]:
    """Return the values of a SHACL term by the local name of their shape."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in shapes:
        if quad.predicate.value == SH + term:
            assert isinstance(quad.subject, NamedNode)
            found[quad.subject.value.removeprefix(SHAPES)].append(getattr(quad.object, "value", ""))
    return found


def rules(shapes: list[Quad]) -> set[str]:
    """Return the names of the rules: the shapes that say how grave it is to break them."""
    return set(values(shapes, "severity"))


@pytest.fixture(scope="module")
def parameters(shapes: list[Quad]) -> Mapping[str, list[str]]:
    """Return the constraint parameters of each rule, sorted."""
    found: dict[str, list[str]] = {rule: [] for rule in rules(shapes)}
    for term in sorted(PARAMETERS):
        for rule in found.keys() & values(shapes, term).keys():
            found[rule].append(term)
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_case_breaks_what_it_says_and_nothing_else(
    name: str, found: Mapping[str, set[str]]
) -> None:
    assert found.get(name, set()) == expectation(name)


def test_every_finding_stands_in_the_file_of_a_case(found: Mapping[str, set[str]]) -> None:
    assert set(found) <= set(FILES)


def test_a_case_describes_only_nodes_of_its_own(
    documents: Mapping[str, rdfreading.Document],
) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, document in documents.items():
        for quad in document.quads:
            owners[str(quad.subject)].add(name)
    assert {node: names for node, names in owners.items() if len(names) > 1} == {}


def test_every_shape_has_a_case_that_breaks_it(shapes: list[Quad]) -> None:
    broken = set().union(*(expectation(name) for name in FILES))
    assert rules(shapes) == broken


def test_every_shape_has_a_case_that_passes_it(shapes: list[Quad]) -> None:
    covered = set().union(*(header(name, "covers") for name in FILES))
    assert covered == rules(shapes)


def test_only_a_case_that_passes_covers_a_shape() -> None:
    assert [n for n in FILES if header(n, "covers") and expectation(n)] == []


def test_every_shape_file_has_a_case_that_passes() -> None:
    passing = {name.partition("/")[0] for name in FILES if not expectation(name)}
    assert {path.stem for path in SHAPE_FILES} <= passing


# Whether a case that passes a shape was judged by it


@pytest.fixture(scope="module")
def looked_at(shapes: list[Quad], data: list[Quad]) -> Nodes:
    """Return the nodes that each rule looks at, found without the engine."""
    members, subjects = nodes_by_class(data), defaultdict(set)
    for quad in data:
        subjects[quad.predicate.value].add(str(quad.subject))
    aimed: dict[str, set[str]] = defaultdict(set)
    for term, nodes in (("targetClass", members), ("targetSubjectsOf", subjects)):
        for shape, targets in values(shapes, term).items():
            aimed[shape].update(*(nodes.get(target, set()) for target in targets))
    for shape, rules in values(shapes, "property").items():
        for rule in rules:
            aimed[rule.removeprefix(SHAPES)] |= aimed[shape]
    return aimed


def nodes_by_class(data: list[Quad]) -> Nodes:
    """Return the nodes of each class and of the classes below it."""
    direct, below = defaultdict(set), defaultdict(set)
    for quad in data:
        if quad.predicate.value == RDF + "type":
            direct[getattr(quad.object, "value", "")].add(str(quad.subject))
        elif quad.predicate.value == RDFS + "subClassOf":
            below[getattr(quad.object, "value", "")].add(str(quad.subject)[1:-1])

    def members(class_: str) -> set[str]:
        return direct[class_].union(*(members(lower) for lower in below[class_]))

    return {class_: members(class_) for class_ in {*direct, *below}}


@pytest.fixture(scope="module")
def stated(documents: Mapping[str, rdfreading.Document]) -> Mapping[str, Terms]:
    """Return what each case states: by node, the values of each property."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name, document in documents.items():
        nodes = found.setdefault(name, defaultdict(lambda: defaultdict(list)))
        for quad in document.quads:
            nodes[str(quad.subject)][quad.predicate.value].append(str(quad.object))
    return found


@pytest.fixture(scope="module")
def terms(shapes: list[Quad]) -> Terms:
    """Return what each shape says: by its local name, the values of each SHACL term."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in shapes:
        if quad.predicate.value.startswith(SH):
            shape = str(quad.subject)[1:-1].removeprefix(SHAPES)
            value = getattr(quad.object, "value", "")
            found[shape][quad.predicate.value.removeprefix(SH)].append(value)
    return found


@pytest.mark.parametrize("name", [name for name in FILES if header(name, "covers")])
def test_a_case_stands_at_the_edge_of_the_shapes_that_it_covers(
    name: str,
    terms: Terms,
    stated: Mapping[str, Terms],
    looked_at: Nodes,
    ontology: list[Quad],
) -> None:
    ours = {quad.subject.value for quad in ontology if isinstance(quad.subject, NamedNode)}
    missed = {
        rule
        for rule in header(name, "covers")
        if not any(
            at_the_edge(rule, terms[rule], properties, ours)
            for node, properties in stated[name].items()
            if node in looked_at.get(rule, ())
        )
    }
    assert missed == set()


def at_the_edge(
    rule: str,
    said: Mapping[str, list[str]],
    node: Mapping[str, list[str]],
    ours: Set[str],
) -> bool:
    """Tell whether a node has just what a rule permits, or at least a value that it judges."""

    def all_of(*names: str) -> list[str]:
        return [value for name in names for value in said.get(name, ())]

    if not (paths := all_of("path")):
        named = rule.split("-")[1]  # most shapes without a path are about a property of their name
        return any(re.split("[#/]", iri)[-1] == named for iri in node) or AK + named not in ours
    given = node.get(paths[0], [])
    if counts := all_of("minCount", "maxCount"):
        return len(given) == int(counts[0])
    if counts := all_of("qualifiedMinCount", "qualifiedMaxCount"):
        return len(given) >= int(counts[0])
    if bounds := all_of("minInclusive", "maxInclusive"):
        return any(value.startswith(f'"{bounds[0]}"^^') for value in given)
    if others := all_of("lessThanOrEquals"):
        return bool(set(given) & set(node.get(others[0], ())))
    return bool(given) and all(other in node for other in all_of("lessThan", "disjoint", "equals"))


# Whether a shape that is weaker than ours would be noticed


def weaker(shapes: list[Quad], parameters: Mapping[str, list[str]], turn: int) -> list[Quad]:
    """Return the shapes with one parameter of each rule weakened; with the turn, another one."""
    return [
        found
        for quad in shapes
        for term in [quad.predicate.value.removeprefix(SH)]
        for choice in [parameters.get(str(quad.subject)[1:-1].removeprefix(SHAPES)) or [""]]
        for found in ([quad] if term != choice[turn % len(choice)] else one_step(quad, term))
    ]


def one_step(quad: Quad, term: str) -> list[Quad]:
    """Return what is left of a parameter when it is weakened."""
    if term not in STEPS:
        return []
    assert isinstance(quad.object, Literal)
    number = Literal(str(int(quad.object.value) + STEPS[term]), datatype=quad.object.datatype)
    return [Quad(quad.subject, quad.predicate, number)]


def test_each_rule_has_a_parameter_that_can_be_weakened(
    parameters: Mapping[str, list[str]],
) -> None:
    assert {rule for rule, terms in parameters.items() if not terms} == JUDGED_IN_CODE


def test_a_weaker_shape_misses_a_case(
    shapes: list[Quad],
    parameters: Mapping[str, list[str]],
    data: list[Quad],
    documents: Mapping[str, rdfreading.Document],
    tmp_path: Path,
) -> None:
    missed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for turn in range(max(map(len, parameters.values()))):
        folder = tmp_path / str(turn)
        folder.mkdir()
        quads = weaker(shapes, parameters, turn)
        serialize((q.triple for q in quads), folder / "weak.ttl", format=RdfFormat.TURTLE)
        found = by_file(checked(folder, data, documents), documents)
        for name in FILES:
            for rule in expectation(name) - JUDGED_IN_CODE - found.get(name, set()):
                missed[rule, parameters[rule][turn % len(parameters[rule])]].add(name)
    pairs = {(rule, term) for rule, terms in parameters.items() for term in terms}
    assert pairs - missed.keys() == set()  # each parameter has a case that only it holds back
    cases = {(name, rule) for name in FILES for rule in expectation(name) - JUDGED_IN_CODE}
    seen = {(name, rule) for (rule, _), names in missed.items() for name in names}
    assert cases - seen == set()  # and each case stands next to what passes


# Whether the shapes know all of the ontology


@pytest.fixture(scope="module")
def domains(ontology: list[Quad]) -> Mapping[str, set[str]]:
    """Return the classes that the ontology gives each property, both by their local names."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in ontology:
        if quad.predicate.value in (RDFS + "domain", PREFIXES["schema"] + "domainIncludes"):
            name = str(quad.subject)[1:-1].removeprefix(AK)
            found[name].add(str(quad.object)[1:-1].removeprefix(AK))
    return found


def listed(shapes: list[Quad], head: str) -> list[str]:
    """Return the members of an RDF list by the local name of its first node."""
    rest = {str(q.subject): q for q in shapes if q.predicate.value == RDF + "rest"}
    first = {str(q.subject): q for q in shapes if q.predicate.value == RDF + "first"}
    members, node = [], f"<{SHAPES}{head}>"
    while node in first:
        members.append(str(first[node].object)[1:-1].removeprefix(SHAPES))
        node = str(rest[node].object)
    return members


def test_a_property_stands_on_the_classes_that_the_ontology_gives_it(
    shapes: list[Quad], terms: Terms, domains: Mapping[str, set[str]]
) -> None:
    found: dict[str, set[str]] = {}
    for rule in (rule for rule in rules(shapes) if rule.startswith("DomainShape-")):
        names = [n.removeprefix(SHAPES) for n in terms[rule].get("or", ())]
        nodes = [rule, *(node for name in names for node in listed(shapes, name))]
        classes = [class_ for node in nodes for class_ in terms[node].get("class", ())]
        found[rule.split("-")[1]] = {class_.removeprefix(AK) for class_ in classes}
        assert terms[rule]["targetSubjectsOf"] == [AK + rule.split("-")[1]]
    assert found == domains


def test_each_property_of_a_class_has_a_shape_there(
    shapes: list[Quad],
    terms: Terms,
    ontology: list[Quad],
    domains: Mapping[str, set[str]],
) -> None:
    above = {
        (str(q.subject)[1:-1].removeprefix(AK), str(q.object)[1:-1].removeprefix(AK))
        for q in ontology
        if q.predicate.value == RDFS + "subClassOf"
    }
    judged = {
        (target.removeprefix(AK), terms[rule.removeprefix(SHAPES)]["path"][0].removeprefix(AK))
        for shape, said in terms.items()
        for target in said.get("targetClass", ())
        for rule in said.get("property", ())
    }
    # The content of a claim, and the order that it states, have shapes with targets of their own.
    queried = {rule.split("-")[1] for rule in values(shapes, "sparql")}
    asked = {(class_, name) for name, classes in domains.items() for class_ in classes}
    bare = {
        (class_, name)
        for class_, name in asked
        if not {(class_, name), *((up, name) for low, up in above if low == class_)} & judged
        and name not in queried
    }
    assert bare == set()


def test_what_has_one_value_by_the_ontology_has_one_value_by_the_shapes(
    shapes: list[Quad], terms: Terms, ontology: list[Quad]
) -> None:
    functional = {
        str(q.subject)[1:-1]
        for q in ontology
        if str(q.object) == f"<{PREFIXES['owl']}FunctionalProperty>"
    }
    single = {terms[rule]["path"][0] for rule, n in values(shapes, "maxCount").items() if "1" in n}
    assert functional - single == set()


def test_each_pair_of_kinds_is_held_apart(
    shapes: list[Quad], terms: Terms, ontology: list[Quad]
) -> None:
    classes = {
        str(q.subject)[1:-1] for q in ontology if str(q.object) == f"<{PREFIXES['owl']}Class>"
    }
    later: dict[str, set[str]] = {}
    for rule in (rule for rule in rules(shapes) if rule.endswith("-type-not")):
        (target,) = terms[rule.partition("-")[0]]["targetClass"]
        (node,) = terms[rule]["not"]
        (head,) = terms[node.removeprefix(SHAPES)]["in"]
        later[target] = set(listed(shapes, head.removeprefix(SHAPES)))
    above = {
        str(q.subject)[1:-1]: str(q.object)[1:-1]
        for q in ontology
        if q.predicate.value == RDFS + "subClassOf" and str(q.object)[1:-1] in classes
    }
    kinds = (classes | {PREFIXES["oa"] + "TextPositionSelector"}) - above.keys()
    together = [
        (one, other)
        for one, other in combinations(sorted(kinds), 2)
        if other not in later.get(one, ()) and one not in later.get(other, ())
    ]
    assert together == []
    for kind, others in later.items():  # and what stands below a kind is held apart with it
        assert others >= {low for low, up in above.items() if up in others}
        assert not others & {kind, *(low for low, up in above.items() if up == kind)}


# What shapes are like


def test_every_shape_with_a_target_looks_at_a_node(report: Report) -> None:
    assert {shape for shape, count in report.focus_nodes.items() if not count} == set()


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda path: path.name)
def test_a_shape_file_is_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == tidy(text)


def test_shapes_have_no_blank_node(shapes: list[Quad]) -> None:
    terms = [term for quad in shapes for term in (quad.subject, quad.object)]
    assert [term for term in terms if isinstance(term, BlankNode)] == []


def test_shapes_use_known_terms_of_shacl(shapes: list[Quad]) -> None:
    terms = {str(term) for quad in shapes for term in (quad.predicate, quad.object)}
    used = {term[1:-1].removeprefix(SH) for term in terms if term.startswith(f"<{SH}")}
    assert used <= SHACL_TERMS


def test_shapes_use_known_terms_of_the_ontology(shapes: list[Quad], ontology: list[Quad]) -> None:
    known = {str(quad.subject) for quad in ontology}
    terms = {str(quad.object) for quad in shapes}
    assert {term for term in terms if term.startswith(f"<{AK}")} - known == set()


def test_a_pattern_for_concepts_names_a_scheme(shapes: list[Quad], ontology: list[Quad]) -> None:
    known = {str(quad.subject) for quad in ontology}
    patterns = [p.replace("[.]", ".") for ps in values(shapes, "pattern").values() for p in ps]
    schemes = {p.strip("^#") for p in patterns if p.startswith("^" + SCHEME)}
    assert len(schemes) == 15
    assert {f"<{scheme}>" for scheme in schemes} - known == set()


def test_the_relations_that_only_claims_state_are_those_of_the_ontology(
    shapes: list[Quad], ontology: list[Quad]
) -> None:
    relations = {
        quad.subject.value.removeprefix(AK)
        for quad in ontology
        if quad.predicate.value == PREFIXES["rdfs"] + "subPropertyOf"
        and str(quad.object) == f"<{AK}claimedRelation>"
        and isinstance(quad.subject, NamedNode)
    }
    only_claimed = {f"RelationShape-{name}-maxCount" for name in (*relations, "claimedRelation")}
    assert only_claimed == {rule for rule in rules(shapes) if rule.startswith("Relation")}
    (pattern,) = values(shapes, "pattern")["ClaimContentShape-predicate-pattern"]
    assert {n for n in relations if re.search(pattern, AK + n)} == relations
    assert set(PREDICATES) == relations


def test_each_shape_says_what_is_wrong_what_is_expected_and_how_to_mend_it(
    shapes: list[Quad],
) -> None:
    said, queries = values(shapes, "message"), values(shapes, "sparql")
    # A template such as {?code} is filled in only where it stands on the query.
    messages = {
        rule: [*said[rule], *(m for q in queries[rule] for m in said[q.removeprefix(SHAPES)])]
        for rule in rules(shapes)
    }
    assert [m for rule in rules(shapes) for m in said[rule] if "{" in m] == []
    form = re.compile(r"[a-z][^;]*; expected [^;]+(; [^;]+)?\. Fix: [^;]+(; [^;]+)?[^.]")
    assert {r: m for r, m in messages.items() if len(m) != 1 or not form.fullmatch(m[0])} == {}
    for term in ("name", "description", "severity"):
        given = values(shapes, term)
        assert {rule for rule in messages if len(given[rule]) != 1} == set()


def test_a_rule_is_named_by_what_it_is_about_and_other_shapes_in_title_case(
    shapes: list[Quad],
) -> None:
    names = {(shape in rules(shapes), name) for shape, (name,) in values(shapes, "name").items()}
    of_rules, of_others = (r"[a-z][a-z ]*: \w.*[^.]", r"[A-Z][a-z, ]*")
    assert [
        n for is_rule, n in names if not re.fullmatch(of_rules if is_rule else of_others, n)
    ] == []


def test_a_rule_for_concepts_lists_those_of_the_scheme(shapes: list[Quad]) -> None:
    concepts = vocabulary.concepts(ROOT / "ontology" / "schemes")
    patterns = values(shapes, "pattern")
    for rule, (message,) in values(shapes, "message").items():
        if rule.endswith("-scheme"):
            scheme = patterns[rule][0].rpartition("/")[2].rstrip("#")
            keys = sorted(concepts[scheme])
            expected = message.partition("; expected ")[2].partition(". Fix: ")[0]
            example = message.rpartition("#")[2].partition(";")[0]
            assert example in keys
            assert expected == (
                f"{', '.join(keys[:-1])} or {keys[-1]}"
                if len(keys) <= SHOWN
                else f"one of its {len(keys)} concepts, such as {example}"
            )


def test_each_shape_is_named_by_class_property_and_constraint(shapes: list[Quad]) -> None:
    form = re.compile(r"[A-Z][A-Za-z]*Shape-[a-zA-Z0-9_]+-[a-zA-Z-]+")
    paths = values(shapes, "path")
    for rule in rules(shapes):
        assert form.fullmatch(rule), rule
        path = re.split(r"[#/]", paths[rule][0])[-1] if rule in paths else ""
        assert path in ("", rule.split("-")[1]) or rule == "TreatyShape-party-minCount"


def test_each_shape_is_used(shapes: list[Quad]) -> None:
    listed = {shape for names in values(shapes, "property").values() for shape in names}
    aimed = {*values(shapes, "targetClass"), *values(shapes, "targetSubjectsOf")}
    used = {shape.removeprefix(SHAPES) for shape in listed}
    assert rules(shapes) - used - aimed == set()
