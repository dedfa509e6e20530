"""Files of users in the context of a small graph, which is never changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as px
import pytest
from storing import tree

from alliancekg.errors import EngineError, UsageError
from alliancekg.generations import Generation
from alliancekg.namespaces import PREFIXES
from alliancekg.pipeline import build
from alliancekg.reports import Report
from alliancekg.store import Store
from alliancekg.validating import Options, validate
from alliancekg.workspace import FOLDERS, Workspace
from loaders import TABLES

OWL, RDF, SH = (PREFIXES[name] for name in ("owl", "rdf", "sh"))
HEAD = """PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX id: <https://w3id.org/alliancekg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX type: <https://w3id.org/alliancekg/scheme/event-type#>
PREFIX status: <https://w3id.org/alliancekg/scheme/status#>
BASE <https://w3id.org/alliancekg/id/>
"""
ROW = "<file/seeds/essay/events.csv#row=2>"
EVENT = f"""<event/KEY> a ak:Event ; rdfs:label "New"@en ; ak:eventType type:war ;
  ak:status status:done ; ak:evidence {ROW} ; ak:place <place/PLACE> .
"""


def event(key: str = "new", place: str = "guam") -> str:
    return EVENT.replace("KEY", key).replace("PLACE", place)


@pytest.fixture(scope="module")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with few rows, of which nothing is changed."""
    folder = tmp_path_factory.mktemp("small") / "small"
    for name in FOLDERS:
        content = root / "tests" / "bad-input" / "good" if name == "seeds" else root
        shutil.copytree(content / name, folder / name)
    return Workspace.find(folder)


@pytest.fixture(scope="module")
def generation(workspace: Workspace) -> Generation:
    store = Store(workspace.root.parent / "store")
    return build(workspace, store, TABLES, lambda _: None).generation


def report(
    workspace: Workspace,
    generation: Generation | None,
    *files: Path,
    options: Options | None = None,
) -> Report:
    return validate(files, workspace, TABLES, generation, options or Options())


def findings(workspace: Workspace, generation: Generation | None, *files: Path) -> list[str]:
    """Return the findings, each as a line."""
    return [str(finding) for finding in report(workspace, generation, *files).findings]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_right_data_in_all_formats_has_no_finding(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    turtle = HEAD + event(place="guam")
    triples = list(px.parse(turtle.encode(), format=px.RdfFormat.TURTLE))
    files = [write(tmp_path, "new.ttl", turtle)]
    for suffix, form in (("nt", px.RdfFormat.N_TRIPLES), ("nq", px.RdfFormat.N_QUADS)):
        files.append(tmp_path / f"new.{suffix}")
        px.serialize(triples, str(files[-1]), format=form)
    files.append(write(tmp_path, "new.trig", turtle.replace("<event", "<urn:g> { <event") + "}"))
    assert findings(workspace, generation, *files) == []


def test_an_unknown_reference_is_found_at_its_line_and_the_store_stays(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    before = tree(generation.path)
    found = findings(workspace, generation, write(tmp_path, "a.ttl", HEAD + event(place="no")))
    assert tree(generation.path) == before
    assert len(found) == 1
    assert found[0].startswith("a.ttl:7: place: 'place/no' is described nowhere; expected ")


def test_a_subject_that_begins_no_line_is_checked_and_placed(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + event(place="guam").rstrip() + " <event/other> a ak:Event .\n"
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert found
    assert all(f.startswith("a.ttl:8: ") and f.endswith("event/other)") for f in found)


def test_unknown_terms_are_found(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + "<event/x> a ak:Evnt ;\n  ak:nosuch 1 .\n"
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert [f.partition(";")[0] for f in found] == [
        "a.ttl:7: predicate: 'ak:nosuch' is not a property of the ontology",
        "a.ttl:7: type: 'ak:Evnt' is not a class of the ontology",
    ]


def test_files_may_refer_to_each_other(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    columns = "id,label,alt_labels,in_state,part_of,wikidata,passages,note"
    table = write(tmp_path, "essay/places.csv", f"{columns}\nnew-isle,Isle,,,,,p1,\n")
    turtle = write(tmp_path, "a.ttl", HEAD + event(place="new-isle"))
    assert findings(workspace, generation, turtle, table, turtle) == []
    write(tmp_path, "essay/places.csv", f"{columns}\nnew-isle,Isle,,,,,nosuch,\n")
    found = findings(workspace, generation, turtle, table)
    assert [f.split(";")[0] for f in found] == [
        "places.csv:2: passages: 'nosuch' is not a passage of essay"
    ]


@pytest.mark.parametrize("name", ["events", "participations", "treaties"])
def test_a_table_of_the_graph_has_no_finding(
    workspace: Workspace, generation: Generation, name: str
) -> None:
    path = workspace.seeds / "essay" / f"{name}.csv"
    assert findings(workspace, generation, path) == []


def test_a_row_takes_the_place_of_the_one_in_the_graph(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = (workspace.seeds / "essay" / "events.csv").read_text(encoding="utf-8")
    assert ",done," in text
    copy = write(tmp_path, "essay/events.csv", text.replace(",done,", ",ongoing,"))
    assert [f for f in findings(workspace, generation, copy) if "status-maxCount" in f] == []


def test_what_the_graph_knows_of_a_document_counts_for_its_tables(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    columns = "id,label,alt_labels,in_state,part_of,wikidata,passages,note"
    table = write(tmp_path, "essay/places.csv", f"{columns}\nnew-isle,Isle,,,,,,\n")
    passages = (workspace.seeds / "essay" / "passages.csv").read_text("utf-8").splitlines()
    row = dict(zip(passages[0].split(","), passages[1].split(","), strict=True))
    row |= {"id": "p99", "start": "498", "end": "501"}
    beyond = write(tmp_path, "essay/passages.csv", f"{passages[0]}\n{','.join(row.values())}\n")
    assert [f.partition(";")[0] for f in findings(workspace, generation, table, beyond)] == [
        "passages.csv:2: end: '501' is beyond the 500 characters of essay",
        "places.csv:2: passages: are missing",
    ]


def test_the_ontology_is_that_of_the_workspace_and_not_of_an_older_graph(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    """A graph that was built before a term was declared is no reason to call the term unknown."""
    shutil.copytree(workspace.root, tmp_path / "newer")
    newer = Workspace.find(tmp_path / "newer")
    terms = newer.ontology / "alliancekg.ttl"
    new = "\nak:flag a <http://www.w3.org/2002/07/owl#ObjectProperty> .\n"
    terms.write_text(terms.read_text("utf-8") + new, "utf-8")
    text = HEAD + event().rstrip(" .\n") + " ; ak:flag <place/guam> .\n"
    file = write(tmp_path, "a.ttl", text)
    assert findings(newer, generation, file) == []
    assert [f.partition(";")[0] for f in findings(workspace, generation, file)] == [
        "a.ttl:7: predicate: 'ak:flag' is not a property of the ontology"
    ]


def test_without_the_graph_its_records_are_unknown(workspace: Workspace, tmp_path: Path) -> None:
    found = findings(workspace, None, write(tmp_path, "a.ttl", HEAD + event()))
    assert any("'place/guam' is described nowhere" in f for f in found)


def test_bad_dates_and_numbers_are_findings_and_no_failure(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = (
        HEAD + "<event/new#t> a ak:TimeSpan ; ak:edtf 'x' ; ak:earliestBeginDay 'y' .\n"
        "<event/new> a ak:Event ; ak:dating <event/new#t> .\n"
        "<source/s> a ak:Dataset ; ak:rank 'first' .\n"
    )
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert found
    assert all(f.startswith("a.ttl:") for f in found)


def test_blank_nodes_are_warned_of_and_placed(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    found = findings(workspace, generation, write(tmp_path, "a.ttl", HEAD + "\n[] a ak:Event .\n"))
    assert "a.ttl:8: holds 1 blank node(s); expected IRIs. Fix: give each node an IRI" in found
    assert all(f.startswith("a.ttl:8: ") for f in found)
    assert not any("urn:blank" in f for f in found)


UNSEEN = (
    " holds no node at which a shape looks; expected data of classes that the shapes have as their"
    " targets. Fix: give its nodes classes of the ontology, such as ak:Event, or name your own"
    " shapes with --shapes"
)


def test_files_at_which_no_shape_looks_are_refused(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    files = [
        write(tmp_path, "a.nt", "<urn:a> <urn:p> <urn:b> .\n"),
        write(tmp_path, "b.ttl", "[] a <http://www.w3.org/2002/07/owl#Class> .\n"),
        write(tmp_path, "e.ttl", ""),
    ]
    with pytest.raises(UsageError) as caught:
        validate(files, workspace, TABLES, generation, Options())
    assert str(caught.value) == f"a.nt:{UNSEEN}\nb.ttl:{UNSEEN}"


def test_a_file_at_which_no_shape_looks_is_a_warning_beside_others(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    seen = write(tmp_path, "a.ttl", HEAD + event())
    other = write(tmp_path, "b.nt", "<urn:a> <urn:p> <urn:b> .\n")
    terms = write(tmp_path, "c.nt", f"<urn:a> a <{OWL}Class> .\n".replace(" a ", f" <{RDF}type> "))
    assert findings(workspace, generation, seen, other, terms) == [f"b.nt:{UNSEEN}"]


def test_an_empty_file_is_a_warning(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    found = findings(workspace, generation, write(tmp_path, "e.ttl", ""))
    assert [f.partition(";")[0] for f in found] == ["e.ttl: holds no triples"]


def test_shapes_given_as_data_are_refused_even_if_they_are_wrong(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + f"<urn:s> <{SH}targetClass> ak:Evnt .\n"
    with pytest.raises(UsageError) as caught:
        report(workspace, generation, write(tmp_path, "s.ttl", text))
    assert str(caught.value) == (
        "s.ttl: holds SHACL shapes, given as data; expected data of classes that the shapes have as"
        " their targets. Fix: name it with --shapes"
    )


SHAPES_FILE = f"""PREFIX sh: <{SH}>
PREFIX x: <urn:x/>
x:S a sh:NodeShape ; sh:targetClass x:Ship ; sh:property [ sh:path x:flag ; sh:class x:State ] ;
  sh:property [ sh:path x:name ; sh:minCount 1 ; sh:message "has no name" ] .
x:T a sh:NodeShape ; sh:targetClass x:Port ; sh:nodeKind sh:IRI .
"""
SHIPS = """PREFIX x: <urn:x/>
x:uss-maine a x:Ship ; x:flag x:us , x:spain ; x:name "USS Maine" .
[] a x:Ship ; x:flag x:cuba .
x:spain a x:State . x:us a x:Navy .
"""


def test_the_shapes_of_others_are_used_in_place_of_ours(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    data, shapes = write(tmp_path, "a.ttl", SHIPS), write(tmp_path, "s.ttl", SHAPES_FILE)
    checked = report(workspace, generation, data, options=Options(shapes=(shapes,)))
    assert [(str(f), getattr(f, "kind", "")) for f in checked.findings] == [
        (
            "a.ttl:2: flag: 'x:us' Value does not have class <urn:x/State>: it is x:Navy; expected"
            " sh:class x:State. Fix: name another, or correct its class (Violation, x:S-flag,"
            " x:uss-maine)",
            "wrong class",
        ),
        (
            "a.ttl:3: flag: 'x:cuba' is described nowhere; expected sh:class x:State. Fix: see the"
            " shape x:S-flag (Violation, x:S-flag, a blank node)",
            "dangling",
        ),
        (
            "a.ttl:3: name: has no name; expected sh:minCount 1. Fix: see the shape x:S-name"
            " (Violation, x:S-name, a blank node)",
            "",
        ),
        (
            "s.ttl:5: targetClass: 'x:Port' is no class of the data or the ontology, so that the"
            " shape looks at no node; expected a class that is declared, or that nodes have. Fix:"
            " correct the name, or add the class (Warning, x:T)",
            "",
        ),
    ]
    assert (checked.focus_nodes, checked.nodes) == ({"x:S": 2, "x:T": 0}, 2)
    assert checked.files == ("a.ttl",)


def test_shapes_of_others_that_look_at_nothing_are_refused_by_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    data = write(tmp_path, "a.ttl", "<urn:a> a <urn:x/Boat> .")
    shapes = write(tmp_path, "s.ttl", SHAPES_FILE)
    with pytest.raises(UsageError) as caught:
        report(workspace, None, data, options=Options(shapes=(shapes,)))
    lines = str(caught.value).splitlines()
    assert [line.partition(" is no class")[0] for line in lines] == [
        "s.ttl:3: targetClass: 'x:Ship'",
        "s.ttl:5: targetClass: 'x:Port'",
    ]


def test_a_pattern_without_end_is_stopped(workspace: Workspace, tmp_path: Path) -> None:
    text = SHAPES_FILE + 'x:S sh:property [ sh:path x:name ; sh:pattern "^(U+)+$" ] .\n'
    shapes = write(tmp_path, "s.ttl", text)
    data = write(tmp_path, "a.ttl", SHIPS + f'x:b a x:Ship ; x:name "{"U" * 60}!" .\n')
    with pytest.raises(EngineError) as caught:
        report(workspace, None, data, options=Options(shapes=(shapes,), seconds=3))
    assert str(caught.value) == (
        "the shapes were not checked within 3 s; expected an end. Fix: look for a sh:pattern that"
        " repeats a repetition, such as (a+)+, or for a slow sh:select; or give them longer with"
        " --time-limit"
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('sh:minCuont 1', "'sh:minCuont' is no term of SHACL, and would be passed over; expected"
         " SHACL's terms. Fix: write sh:minCount"),
        ('sh:minCount "one"', "minCount: 'one' is not a value of xsd:integer; expected a value of"
         " xsd:integer. Fix: see https://www.w3.org/TR/shacl/#syntax-rules"),
        ('sh:in "a"', "in: 'a' is not an RDF list; expected an RDF list, written ( … )."
         " Fix: see https://www.w3.org/TR/shacl/#syntax-rules"),
        ('sh:pattern "["', "pattern: '[' is no regular expression: unterminated character set at"
         " position 0; expected a regular expression as a string. Fix: correct the pattern"),
        ('sh:minInclusive x:S', "minInclusive: 'urn:x/S' is not a literal; expected a"
         " literal. Fix: see https://www.w3.org/TR/shacl/#syntax-rules"),
    ],
)  # fmt: skip
def test_shapes_of_others_that_are_no_shacl_are_refused_with_their_line(
    workspace: Workspace, tmp_path: Path, wrong: str, told: str
) -> None:
    text = SHAPES_FILE + f"x:Q a sh:PropertyShape ; sh:path x:p ; sh:targetClass x:Ship ; {wrong} ."
    shapes = write(tmp_path, "s.ttl", text)
    with pytest.raises(UsageError) as caught:
        report(workspace, None, write(tmp_path, "a.ttl", SHIPS), options=Options(shapes=(shapes,)))
    assert str(caught.value) == f"s.ttl:6: {told}"


def test_what_of_the_shapes_of_others_is_not_evaluated_is_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = SHAPES_FILE + f"x:S sh:rule [] . <urn:o> <{OWL}imports> <http://example.org/more> .\n"
    shapes = write(tmp_path, "s.ttl", text)
    found = report(
        workspace, None, write(tmp_path, "a.ttl", SHIPS), options=Options(shapes=(shapes,))
    ).findings
    assert [str(f) for f in found if f.rule == "" and f.severity == "warning"] == [
        "s.ttl:3: rule: is not evaluated; expected SHACL Core or SHACL-SPARQL. Fix: say it in one"
        " of these",
        "s.ttl:6: imports: 'http://example.org/more' is not fetched; expected all shapes in the"
        " files named. Fix: name its file with --shapes, too",
    ]


def test_all_that_cannot_be_read_is_named_at_once(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    files = [
        write(tmp_path, "a.ttl", "<urn:a> <urn:p>\n"),
        tmp_path / "missing.nt",
        write(tmp_path, "b.docx", "text"),
        write(tmp_path, "nosuch.csv", "id\n"),
        tmp_path / "events.csv",
    ]
    with pytest.raises(UsageError) as caught:
        validate(files, workspace, TABLES, generation, Options())
    assert sorted(line.partition(";")[0] for line in str(caught.value).splitlines()) == [
        "a.ttl:2: is not valid Turtle: Unexpected end",
        "b.docx: has no extension of an RDF file",
        "events.csv: cannot be read: No such file or directory",
        "missing.nt: cannot be read: No such file or directory",
        "nosuch.csv: 'nosuch' is no loader",
    ]


def test_a_file_that_cannot_be_read_hides_nothing_of_the_others(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    files = [
        write(tmp_path, "a.ttl", "<urn:a> <urn:p>\n"),
        write(tmp_path, "b.ttl", HEAD + event(place="no")),
    ]
    checked = report(workspace, generation, *files)
    assert checked.unread == ("a.ttl",)
    assert [str(f).partition(";")[0] for f in checked.findings] == [
        "a.ttl:2: is not valid Turtle: Unexpected end",
        "b.ttl:7: place: 'place/no' is described nowhere",
    ]


def test_files_of_one_name_are_told_apart(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    seen = write(tmp_path, "a/new.ttl", HEAD + event())
    other = write(tmp_path, "b/new.ttl", "<urn:a> <urn:p> <urn:b> .\n")
    link = tmp_path / "link.ttl"
    link.symlink_to(seen)
    loop = tmp_path / "loop.ttl"
    loop.symlink_to(loop)
    checked = report(workspace, generation, seen, other, link, loop)
    assert checked.files == ("a/new.ttl", "b/new.ttl", "loop.ttl")
    assert [str(f).partition(";")[0] for f in checked.findings] == [
        "loop.ttl: cannot be read: Too many levels of symbolic links",
        "b/new.ttl: holds no node at which a shape looks",
    ]


def test_a_record_without_a_class_of_ours_is_found(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    near = "<event/slash> a <https://w3id.org/alliancekg/ns/Event> .\n"
    text = HEAD + event() + near + '<actor/nobody> rdfs:label "Nobody"@en .\n'
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert [f.partition(";")[0] for f in found] == [
        "a.ttl:9: type: 'https://w3id.org/alliancekg/ns/Event' has no class of the ontology, so"
        " that no shape looks at it",
        "a.ttl:10: type: has no class of the ontology, so that no shape looks at it",
    ]


def test_a_value_of_the_wrong_kind_is_told_with_what_to_write(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    text = HEAD + event().replace("<place/guam>", '"Guam" , <event/war>')
    found = findings(workspace, generation, write(tmp_path, "a.ttl", text))
    assert [f.partition(" (Violation")[0] for f in found] == [
        "a.ttl:7: place: 'Guam' is not a place: it is a text; expected a place of the graph"
        " (ak:Place). Fix: write the IRI, in < > or with a prefix",
        "a.ttl:7: place: 'event/war' is not a place: it is ak:Event; expected a place of the graph"
        " (ak:Place). Fix: name another, or correct its class",
    ]


def test_what_a_table_has_told_of_a_reference_is_told_once(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    """The passage of a mention is evidence of its record, whose row stands in another table."""
    places = "id,label,alt_labels,in_state,part_of,wikidata,passages,note\nnew-isle,Isle,,,,,p1,\n"
    tables = [
        write(tmp_path, "essay/places.csv", places),
        write(tmp_path, "essay/mentions.csv", "record,passages,note\nplace/new-isle,nosuch,\n"),
    ]
    assert [f.partition(";")[0] for f in findings(workspace, generation, *tables)] == [
        "mentions.csv:2: passages: 'nosuch' is not a passage of essay"
    ]


def test_foreign_shapes_look_at_values_and_at_nodes_that_they_name(
    workspace: Workspace, generation: Generation, tmp_path: Path
) -> None:
    shapes = f"""PREFIX sh: <{SH}>
PREFIX x: <urn:x/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
x:Age a sh:NodeShape ; sh:targetObjectsOf x:age ; sh:datatype xsd:integer .
x:Known a sh:NodeShape ; sh:targetObjectsOf x:knows ; sh:class x:Person .
x:Needed a sh:NodeShape ; sh:targetNode x:needed ;
  sh:property [ sh:path x:name ; sh:minCount 1 ] .
"""
    data = 'PREFIX x: <urn:x/>\nx:a a x:Person ; x:age "x" ; x:knows x:b .\n'
    checked = report(
        workspace,
        generation,
        write(tmp_path, "a.ttl", data),
        options=Options(shapes=(write(tmp_path, "s.ttl", shapes),)),
    )
    assert sorted((f.rule, getattr(f, "node", "")) for f in checked.findings) == [
        ("x:Age", "x"), ("x:Known", "x:b"), ("x:Needed-name", "x:needed"),
    ]  # fmt: skip
