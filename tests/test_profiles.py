"""Profiles: their files, what they make on every engine, and the shapes that it conforms to."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import profile_outputs
import pyoxigraph as px
import pytest
from engine_kinds import Kind, embedded, endpoint, rdflib
from profile_outputs import QUERIES, RDF_TYPE
from rdflib.namespace import DCAT, DCTERMS, PROV, SDO, TIME

from alliancekg import checking, profiles, queries, shaclresults, turtle
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError, UsageError
from alliancekg.namespaces import BASE, PREFIXES, SHAPES
from alliancekg.reports import Report
from alliancekg.results import Result
from alliancekg.shapes import Shapes, read_shape_file
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
NAMES = profiles.names(QUERIES)
CASES = ROOT / "tests" / "profiles"
BROKEN = [
    (path.stem, number, case)
    for path in sorted(CASES.glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], 1)
]
# The examples beside the profiles, by the format of these or by their last step.
SUFFIXES = {"turtle": "ttl", "trig": "trig", "triple-terms": "nt", "quickstatements": "qs"}
# Of these, and of wikidata, every rule has a case that breaks it.
WHOLE = ("owl-time", "prov", "schema", "sem")
# Shapes that look at nothing in the graph of the seeds, which dates no term of office to the day.
LOADED_ONLY = {"org": {"OrgInstantShape"}}
SH = PREFIXES["sh"]


# --- files

GOOD = """\
#+ summary: A vocabulary
#+ description: For a test.
#+ vocabulary: http://example.org/v#
#+ version: first
#+ mapping: ["ak:Event -> v:Thing: one to one"]
#+ unsaid: [All else]

PREFIX v: <http://example.org/v#>

CONSTRUCT { ?x a v:Thing } WHERE { ?x a ?y }
"""


def put(folder: Path, text: str) -> Path:
    file = folder / "queries" / "profiles" / "v.rq"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder / "queries"


def test_a_profile_is_read_with_its_header_its_prefixes_and_the_place_of_its_shapes(
    tmp_path: Path,
) -> None:
    folder = put(tmp_path, GOOD)
    profile = profiles.get(folder, "v")
    assert profiles.names(folder) == ("v",)
    assert profiles.find(folder) == {"v": profile}
    assert (profile.name, profile.text, profile.finish) == ("v", GOOD, "")
    assert profile.format == "turtle"
    assert profile.shapes == tmp_path / "shapes" / "profiles" / "v.ttl"
    assert profile.prefixes == {**PREFIXES, "v": "http://example.org/v#"}
    header = profile.header
    assert (header.summary, header.description) == ("A vocabulary", "For a test.")
    assert (header.vocabulary, header.version) == ("http://example.org/v#", "first")
    assert [(r.ours, r.theirs, r.note) for r in header.mapping] == [
        ("ak:Event", "v:Thing", "one to one")
    ]
    assert header.unsaid == ("All else",)


@pytest.mark.parametrize(
    ("finish", "form"),
    [("nanopub", "trig"), ("triple-terms", ""), ("quickstatements", "")],
)
def test_the_last_step_says_in_which_format_a_profile_is_written(
    tmp_path: Path, finish: str, form: str
) -> None:
    text = GOOD.replace("#+ unsaid", f"#+ finish: {finish}\n#+ unsaid")
    profile = profiles.get(put(tmp_path, text), "v")
    assert (profile.finish, profile.format) == (finish, form)


KEYS = "summary, description, tags, vocabulary, version, mapping, unsaid, finish"
FAULTS = {
    "an unknown key": (
        ("#+ version:", "#+ verson: x\n#+ version:"),
        f"queries/profiles/v.rq:4: header: 'verson' is an unknown key; expected one of {KEYS}. "
        "Fix: write version",
    ),
    "a key of a question": (
        ("#+ version:", "#+ params: []\n#+ version:"),
        f"queries/profiles/v.rq:4: header: 'params' is an unknown key; expected one of {KEYS}. "
        "Fix: take it out",
    ),
    "no summary": (
        ("#+ summary: A vocabulary\n", ""),
        "queries/profiles/v.rq:1: summary: is missing; expected a line '#+ summary: …'. "
        "Fix: add it",
    ),
    "no description": (
        ("#+ description: For a test.\n", ""),
        "queries/profiles/v.rq:1: description: is missing; expected what the profile is for. "
        "Fix: add it",
    ),
    "no version": (
        ("#+ version: first", "#+ version: ''"),
        "queries/profiles/v.rq:4: version: is empty; expected the version of the target "
        "vocabulary that was checked. Fix: add it",
    ),
    "no vocabulary": (
        ("#+ vocabulary: http://example.org/v#\n", ""),
        "queries/profiles/v.rq:1: vocabulary: is missing; expected the IRI of the target "
        "vocabulary. Fix: add it",
    ),
    "a vocabulary that is no IRI": (
        ("#+ vocabulary: http://example.org/v#", "#+ vocabulary: v"),
        "queries/profiles/v.rq:3: vocabulary: 'v' is no IRI; expected http://… or https://…. "
        "Fix: correct vocabulary",
    ),
    "no mapping": (
        ('#+ mapping: ["ak:Event -> v:Thing: one to one"]', "#+ mapping: []"),
        "queries/profiles/v.rq:5: mapping: is empty; expected a list of texts "
        "'ours -> theirs: note'. Fix: add it",
    ),
    "a mapping without a note": (
        ("v:Thing: one to one", "v:Thing"),
        "queries/profiles/v.rq:5: mapping: 'ak:Event -> v:Thing' is no rule; expected "
        "'ours -> theirs: note'. Fix: correct mapping",
    ),
    "nothing unsaid": (
        ("#+ unsaid: [All else]\n", ""),
        "queries/profiles/v.rq:1: unsaid: is missing; expected a list of what the profile cannot "
        "say, and why. Fix: add it",
    ),
    "an empty line in what is unsaid": (
        ("[All else]", "[All else, '']"),
        "queries/profiles/v.rq:6: unsaid: is empty; expected a list of what the profile cannot "
        "say, and why. Fix: add it",
    ),
    "an unknown last step": (
        ("#+ unsaid", "#+ finish: nanopubs\n#+ unsaid"),
        "queries/profiles/v.rq:6: finish: 'nanopubs' is no step; expected one of nanopub, "
        "triple-terms, quickstatements. Fix: correct finish",
    ),
    "a header line too late": (
        ("WHERE {", "\n#+ tags: [x]\nWHERE {"),
        "queries/profiles/v.rq:11: header: '#+ tags: [x]' is a header line after the query began; "
        "expected it at the top. Fix: move it up",
    ),
    "no CONSTRUCT": (
        ("CONSTRUCT { ?x a v:Thing }", "SELECT *"),
        "queries/profiles/v.rq:10: 'SELECT' gives no triples; expected CONSTRUCT. "
        "Fix: write a CONSTRUCT",
    ),
    "a blank node": (
        ("{ ?x a v:Thing }", "{ _:b a v:Thing }"),
        "queries/profiles/v.rq:10: query: '_:b' makes a blank node; expected "
        "IRI(CONCAT(STR(?x), '#…')), bound in WHERE. Fix: correct query",
    ),
    "a blank node in brackets": (
        ("{ ?x a v:Thing }", "{ [] a v:Thing }"),
        "queries/profiles/v.rq:10: query: '[' makes a blank node; expected "
        "IRI(CONCAT(STR(?x), '#…')), bound in WHERE. Fix: correct query",
    ),
    "a collection": (
        ("{ ?x a v:Thing }", "{ ?x v:list (1) }"),
        "queries/profiles/v.rq:10: query: '(' makes a blank node; expected "
        "IRI(CONCAT(STR(?x), '#…')), bound in WHERE. Fix: correct query",
    ),
    "SPARQL that calls out": (
        ("{ ?x a ?y }", "{ SERVICE <http://example.org/> { ?x a ?y } }"),
        "queries/profiles/v.rq:10: query: SERVICE",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_file_is_told_with_its_line(tmp_path: Path, fault: str) -> None:
    (old, new), message = FAULTS[fault]
    assert old in GOOD
    folder = put(tmp_path, GOOD.replace(old, new))
    for read in (lambda: profiles.get(folder, "v"), lambda: profiles.find(folder)):
        with pytest.raises(UsageError) as caught:
            read()
        assert str(caught.value).startswith(message)
        assert len(str(caught.value).splitlines()) == 1


def test_blank_nodes_and_brackets_in_the_pattern_are_allowed(tmp_path: Path) -> None:
    text = GOOD.replace("{ ?x a ?y }", "{ ?x a [] . _:b ?p (1) }")
    assert profiles.get(put(tmp_path, text), "v").name == "v"


def test_a_file_that_is_no_text_and_a_header_that_is_no_yaml_are_refused(tmp_path: Path) -> None:
    folder = put(tmp_path, "#+ summary: [\nCONSTRUCT {} WHERE {}\n")
    with pytest.raises(UsageError, match=r"^queries/profiles/v\.rq:1: header: is no YAML"):
        profiles.get(folder, "v")
    (folder / "profiles" / "v.rq").write_bytes(b"#+ summary: \xff\n")
    with pytest.raises(UsageError, match=r"^queries/profiles/v\.rq:1: '\\xff' is not UTF-8"):
        profiles.get(folder, "v")


def test_an_unknown_profile_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        profiles.get(QUERIES, "semm")
    assert str(caught.value) == (
        f"no profile 'semm' in queries/profiles/; there are: {', '.join(NAMES)}. Fix: write sem"
    )


def test_profiles_are_no_questions() -> None:
    assert NAMES
    assert not [name for name in queries.names(QUERIES) if name.startswith("profiles")]
    with pytest.raises(UsageError, match=r"^no query 'profiles/sem'"):
        queries.get(QUERIES, "profiles/sem")


# --- output

LIMITS = Limits(seconds=60)


@pytest.fixture(scope="module")
def part(built: Store) -> px.Store:
    """Return a part of the graph that rdflib reads quickly: records of some letters."""
    kept = re.compile(
        r"/id/(event|claim|policy|treaty|quantity)/a|/id/actor/[ab]|/id/(position|source)/"
        r"|/id/passage/hwang-2006/p02|/hwang-2006/[a-z]*\.csv#row=\d$"
    )
    found = px.Store()
    for quad in built.current().open():
        if "/id/" not in str(quad.subject) or kept.search(str(quad.subject)):
            found.add(quad)
    return found


@pytest.fixture(scope="module", params=[rdflib, endpoint])
def other(request: pytest.FixtureRequest, part: px.Store) -> Iterator[Engine]:
    kind: Kind = request.param
    with kind(part) as engine:
        yield engine


@pytest.mark.parametrize("name", NAMES)
def test_every_engine_gives_the_same_triples(name: str, part: px.Store, other: Engine) -> None:
    profile = profiles.get(QUERIES, name)
    with embedded(part) as ours:
        found = profiles.constructed(profile, ours, LIMITS)
    assert found
    assert profiles.constructed(profile, other, LIMITS) == found


@pytest.mark.parametrize("name", NAMES)
def test_the_triples_are_sorted_without_doubles_or_blank_nodes(name: str, built: Store) -> None:
    found = profile_outputs.triples(built, name)
    lines = [(str(t.subject), str(t.predicate), str(t.object)) for t in found]
    assert lines == sorted(set(lines))
    assert not [line for line in lines if any(term.startswith("_:") for term in line)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_profile_gives_quads_of_the_default_graph(name: str, part: px.Store) -> None:
    profile = profiles.get(QUERIES, name)
    with embedded(part) as engine:
        made = list(profiles.made(profile, engine))
        assert made == [px.Quad(*t) for t in profiles.constructed(profile, engine)]


def test_a_last_step_gives_named_graphs_or_lines(part: px.Store) -> None:
    with embedded(part) as engine:
        quads = list(profiles.made(profiles.get(QUERIES, "nanopub"), engine))
        lines = list(profiles.made(profiles.get(QUERIES, "triple-terms"), engine))
    assert {type(quad.graph_name) for quad in quads if isinstance(quad, px.Quad)} == {px.NamedNode}
    assert [line for line in lines if isinstance(line, str) and "<<( " in line]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_beside_a_profile_is_what_it_makes(name: str, built: Store) -> None:
    """The file says what is shown: all that the profile says of these nodes or graphs."""
    profile = profiles.get(QUERIES, name)
    made = list(profiles.finished(profile, profile_outputs.triples(built, name)))
    path = QUERIES / "profiles" / f"{name}.{SUFFIXES[profile.format or profile.finish]}"
    text = path.read_text(encoding="utf-8")
    assert text
    if profile.finish == "quickstatements":
        assert made == []  # no event of the seeds has a number; test_quickstatements gives some
        return
    if not profile.format:
        starts = {line.partition("> ")[0] for line in text.splitlines()}
        kept = (line for line in made if str(line).partition("> ")[0] in starts)
        assert text == "".join(map(str, kept))
        return
    quads = [quad for quad in made if isinstance(quad, px.Quad)]
    stated = list(px.parse(path=path))
    if profile.format == "trig":
        graphs = {quad.graph_name for quad in stated}
        of_graphs = [quad for quad in quads if quad.graph_name in graphs]
        assert text == "".join(turtle.write_trig(of_graphs, profile.prefixes))
    else:
        subjects = {quad.subject for quad in stated}
        triples = [quad.triple for quad in quads if quad.subject in subjects]
        assert text == "".join(turtle.write_turtle(triples, profile.prefixes))


# The terms of SEM, from its specification (http://semanticweb.cs.vu.nl/2009/11/sem/), and those of
# the others as rdflib lists them from theirs.
SEM = """Actor ActorType Authority Constraint Core Event EventType Object Place PlaceType Role
    RoleType Temporary Time TimeType Type View accordingTo actorType eventProperty eventType
    hasActor hasBeginTimeStamp hasEarliestBeginTimeStamp hasEarliestEndTimeStamp hasEndTimeStamp
    hasLatestBeginTimeStamp hasLatestEndTimeStamp hasPlace hasSubEvent hasSubType hasTime
    hasTimeStamp placeType roleType subEventOf subTypeOf timeType type"""
TERMS = {
    "dcat": set(dir(DCAT)),
    "dcterms": set(dir(DCTERMS)),
    "prov": set(dir(PROV)),
    "rdf": {"type", "value"},
    "rdfs": {"Class", "label"},
    "schema": set(dir(SDO)),
    "sem": set(SEM.split()),
    "time": set(dir(TIME)),
}
USED = {
    "owl-time": {"time"},
    "prov": {"dcat", "dcterms", "prov"},
    "schema": {"schema"},
    "sem": {"sem"},
}


@pytest.mark.parametrize("name", WHOLE)
def test_only_terms_that_the_vocabularies_define_are_used(name: str, built: Store) -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for subject, about in profile_outputs.subjects(built, name).items():
        terms = {subject, *about, *(value for values in about.values() for value in values)}
        for term in terms:
            prefix, _, local = term.partition(":")
            if not term.startswith('"') and prefix in PREFIXES:
                used[prefix].add(local)
    assert used.keys() - {"rdf", "rdfs", "ak", "wd"} == USED[name]
    for prefix in used.keys() - {"ak", "wd"}:
        assert (
            sorted(
                used[prefix] - {str(t).rpartition("/")[2].rpartition("#")[2] for t in TERMS[prefix]}
            )
            == []
        )
    predicates = {t.predicate.value for t in profile_outputs.triples(built, name)}
    assert not [iri for iri in predicates if iri.startswith(BASE)]


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_file_names_it_describes(name: str, built: Store) -> None:
    found = profile_outputs.triples(built, name)
    names = {PREFIXES["rdfs"] + "label", PREFIXES["schema"] + "name", PREFIXES["schema"] + "text"}
    names.add(PREFIXES["schema"] + "roleName")
    named = {t.subject for t in found if t.predicate.value in names}
    typed = {t.subject for t in found if t.predicate == RDF_TYPE}
    objects = {t.object for t in found if isinstance(t.object, px.NamedNode)}
    ours = {term for term in objects if term.value.startswith(BASE)}
    assert sorted(map(str, ours - named)) == []
    assert sorted(map(str, ours - typed)) == []


class Blank:
    """An engine that answers every query with a blank node."""

    name = "blank"

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        del text, limits
        row = (px.BlankNode("b"), RDF_TYPE, px.NamedNode("http://example.org/C"))
        return Result(kind, ("subject", "predicate", "object"), (row,))


def test_a_blank_node_of_an_engine_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^profile sem: '_:b .* has a blank node; expected IRIs"):
        profiles.made(profiles.get(QUERIES, "sem"), Blank())


def test_a_limit_of_rows_is_kept(part: px.Store) -> None:
    with embedded(part) as engine, pytest.raises(EngineError, match="over 10 rows"):
        profiles.constructed(profiles.get(QUERIES, "sem"), engine, Limits(rows=10))


# --- shapes


def checked(triples: Iterable[px.Triple], shapes: Shapes) -> Report:
    return checking.check((px.Quad(*t) for t in triples), shapes, {})


def shapes_of(name: str) -> Shapes:
    return read_shape_file(profiles.get(QUERIES, name).shapes)


@pytest.mark.parametrize("name", NAMES)
def test_the_output_conforms_to_its_shapes_and_each_shape_looks_at_nodes(
    name: str, built: Store
) -> None:
    shapes = shapes_of(name)
    report = checked(profile_outputs.triples(built, name), shapes)
    assert [str(finding) for finding in report.findings] == []
    targets = [px.NamedNode(SH + target) for target in ("targetClass", "targetSubjectsOf")]
    targets += [px.NamedNode(SH + target) for target in ("targetNode", "targetObjectsOf")]
    aimed = {
        str(shape.value).removeprefix(SHAPES)
        for target in targets
        for shape, _ in shapes.index.pairs(target)
        if isinstance(shape, px.NamedNode)
    }
    assert aimed
    looking = {shape for shape, nodes in report.focus_nodes.items() if nodes}
    assert sorted(looking) == sorted(aimed - LOADED_ONLY.get(name, set()))


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_has_a_case_that_breaks_its_shapes(name: str) -> None:
    assert name in {stem for stem, _, _ in BROKEN}


def reachable(triples: Iterable[px.Triple], starts: Iterable[px.NamedNode]) -> Iterator[px.Triple]:
    """Yield the triples of some nodes, of those that these name, and so on."""
    by_subject: dict[object, list[px.Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(triple)
    left: list[object] = list(starts)
    while left:
        found = by_subject.pop(left.pop(), [])
        left += [triple.object for triple in found]
        yield from found


@pytest.mark.parametrize(
    ("name", "case"), [pytest.param(stem, case, id=f"{stem}-{n}") for stem, n, case in BROKEN]
)
def test_a_change_of_the_output_breaks_the_rules_that_it_should(
    name: str, case: dict[str, Any], built: Store
) -> None:
    store = px.Store()
    written = re.findall(r"<((?:id|scheme)/[^>]+)>|ak:(\w+)", case["update"])
    nodes = [px.NamedNode(BASE + (iri or f"ns#{term}")) for iri, term in written]
    named = reachable(profile_outputs.triples(built, name), nodes)
    store.extend(px.Quad(*triple) for triple in named)
    before = set(store)
    prefixes = {**PREFIXES, **profiles.get(QUERIES, name).prefixes}
    store.update(case["update"], base_iri=BASE, prefixes=prefixes)
    assert set(store) != before
    report = checked((quad.triple for quad in store), shapes_of(name))
    results = shaclresults.results(shaclresults.parse(report.results))
    assert {str(r.shape)[1:-1].removeprefix(SHAPES) for r in results} == set(case["breaks"])


@pytest.mark.parametrize("name", [*WHOLE, "wikidata"])
def test_every_rule_has_a_case_that_breaks_it(name: str) -> None:
    broken: dict[str, set[str]] = defaultdict(set)
    for stem, _, case in BROKEN:
        broken[stem] |= set(case["breaks"])
    rules = {
        shape.value.removeprefix(SHAPES)
        for shape, _ in shapes_of(name).index.pairs(px.NamedNode(SH + "message"))
        if isinstance(shape, px.NamedNode)
    }
    assert broken[name] == rules
