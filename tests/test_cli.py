"""The command line, end to end: what goes where, exit codes, and messages whole."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from fake_endpoint import serving
from storing import tree

import alliancekg
from alliancekg import arguments, cli, reporting, results
from alliancekg.export import write
from alliancekg.pipeline import build
from alliancekg.serving import confining
from alliancekg.store import Store
from alliancekg.workspace import FOLDERS, Workspace
from loaders import TABLES

COMMANDS = (
    "build", "validate", "export", "query", "queries", "sparql", "explain", "verify", "log",
    "rollback", "doctor", "template", "push", "ask", "serve", "tables", "network",
)  # fmt: skip
PLACES = """\
#+ summary: Places
#+ question: Which places are there?

PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?place ?label
WHERE {
  ?place a ak:Place ;
         rdfs:label ?label .
}
ORDER BY ?place
"""
GUAM = "https://w3id.org/alliancekg/id/place/guam"
ACTORS = "SELECT ?a { ?a a <https://w3id.org/alliancekg/ns#Actor> } ORDER BY ?a"


class Ran(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


class Small(NamedTuple):
    """A small workspace with a query of its own, and its store, built once; only to be read."""

    root: Path
    store: Path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command line in this process."""
    for name in ("ALLIANCEKG_STORE", "ALLIANCEKG_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def few(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("few")
    for name in FOLDERS:
        content = root / "tests" / "bad-input" / "good" if name == "seeds" else root
        shutil.copytree(content / name, folder / name)
    (folder / "queries" / "places.rq").write_text(PLACES, "utf-8")
    build(Workspace.find(folder), Store(folder / "store"), TABLES, lambda _: None)
    return Small(folder, folder / "store")


@pytest.fixture
def own(few: Small, tmp_path: Path) -> Small:
    """Return a copy of the small workspace and store that a test may change."""
    shutil.copytree(few.root, tmp_path / "own")
    return Small(tmp_path / "own", tmp_path / "own" / "store")


def options(small: Small) -> tuple[object, ...]:
    return "--store", small.store, "--workspace", small.root


def process(
    *arguments: object, shell: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own; `shell` follows it in a shell."""
    command = [sys.executable, "-m", "alliancekg", *map(str, arguments)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALLIANCEKG", "PYTHON"))}
    if shell:
        command = ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *command]
    return subprocess.run(command, capture_output=True, timeout=60, env=kept | (env or {}))


# --- the whole of it


def test_help_names_every_command_and_what_the_exit_codes_mean(run: Run) -> None:
    shown = run("--help")
    assert (shown.code, shown.err) == (0, "")
    assert all(f"    {name} " in shown.out for name in COMMANDS)
    assert "exit codes: 0 fine; 1 the data break a rule" in shown.out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_argument_has_a_word_of_help(command: str, run: Run) -> None:
    shown = run(*command.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"usage: alliancekg {command}".rstrip())
    lines = shown.out.split("\n")
    named = [
        (line, after)
        for line, after in itertools.pairwise(lines)
        if line.startswith("  ") and line[2:3] in "-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ]
    bare = [
        line
        for line, after in named
        if "  " not in line.strip() and not after.startswith(" " * 10) and "COMMAND" not in line
    ]
    assert bare == []
    if command:
        assert all(option in shown.out for option in ("--store", "--workspace", "--quiet"))


def test_help_and_version_import_no_heavy_library() -> None:
    script = """
import sys
from alliancekg import cli
for arguments in (["--help"], ["--version"], ["query", "--help"], ["export", "--help"]):
    try:
        cli.main(arguments)
    except SystemExit:
        pass
heavy = {"pyoxigraph", "rdflib", "pyshacl", "rich", "yaml", "loaders", "csv", "urllib", "email"}
print(*sorted(heavy & set(sys.modules)), end="", file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"alliancekg {alliancekg.__version__}\n" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("nosuch", "argument COMMAND: invalid choice: 'nosuch'"),
        ("--nosuch log", "unrecognized arguments: --nosuch"),
        ("log --nosuch", "unrecognized arguments: --nosuch"),
        ("log extra", "unrecognized arguments: extra"),
        ("query", "the following arguments are required: NAME"),
        ("explain", "the following arguments are required: NAME"),
        ("export --format=html", "argument --format: invalid choice: 'html'"),
        ("export --at one", "argument --at: invalid int value: 'one'"),
        ("verify hwang-2006", "the following arguments are required: --text"),
        ("build --forc", "unrecognized arguments: --forc"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: str, message: str, run: Run) -> None:
    ran = run(*arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: alliancekg")
    assert f"error: {message}" in ran.err


@pytest.mark.parametrize("command", ["log", "build", "verify x --text x", "doctor"])
@pytest.mark.parametrize("way", ["before", "after", "environment"])
def test_an_address_is_only_asked(
    command: str, way: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    option = ["--store", "https://example.org/sparql"]
    words = command.split()
    if way == "environment":
        monkeypatch.setenv("ALLIANCEKG_STORE", option[1])
        ran = run(*words)
    else:
        ran = run(*option, *words) if way == "before" else run(*words, *option)
    message = (
        "https://example.org/sparql is an address; expected a folder: only query, sparql,"
        " explain, cite, ask, describe, export, tables and network take an address."
        " Fix: name a folder with --store\n"
    )
    if command == "doctor":
        assert ran.code == 3
        assert f"FAULT  {message}" in ran.out
    else:
        assert ran == (2, "", message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--store", "--workspace"])
@pytest.mark.parametrize("command", ["log", "build", "queries", "rollback"])
def test_an_empty_folder_name_is_not_taken_for_the_default(
    command: str, option: str, run: Run, few: Small
) -> None:
    told = (2, "", f"{option} is empty; expected a folder. Fix: name one, or leave it out\n")
    assert run(option, "", command) == told
    assert run(command, f"{option}=") == told
    assert run(command, *options(few), option, "") == told


@pytest.mark.parametrize(
    "command",
    ["query numbers", "sparql x", "export", "explain x", "verify x --text x", "rollback", "log"],
)
def test_without_a_graph_each_command_says_how_to_make_one(
    command: str, run: Run, tmp_path: Path
) -> None:
    store = tmp_path / "none"
    ran = run(*command.split(), "--store", store)
    assert ran == (2, "", f"{store}: no graph yet. Fix: run alliancekg build\n")
    assert not store.exists()


def test_a_workspace_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("queries", "--workspace", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{tmp_path} is no workspace: it has no folder ontology, shapes,")


# --- build


def test_build_prints_counts_validation_headline_and_place(run: Run, own: Small) -> None:
    shutil.rmtree(own.store)
    ran = run("build", *options(own))
    assert ran.code == 0
    counts, _, rest = ran.out.partition("\n\n")
    assert counts.split("\n")[:3] == [
        "class          nodes",
        "-------------  -----",
        "Actor              4",
    ]
    assert " statements in 5 named graphs\nvalidation: 0 violations, 0 warnings, 3 infos, " in rest
    assert ran.out.endswith(f"\nstore: {own.store} (generation 1, new)\n")
    steps = [line.split()[0] for line in ran.err.splitlines()]
    assert steps == ["reading", "mapping", "checking", "publishing", "no"]
    assert "no headline: actor: 'usa' is no actor of the graph" in ran.err
    again = run("build", "--quiet", *options(own))
    assert again.code == 0
    assert again.out == ran.out.replace("(generation 1, new)", "(generation 1, unchanged)")
    assert again.err.splitlines() == ran.err.splitlines()[-1:]


def test_build_answers_the_headline_question(run: Run, built: Store, tmp_path: Path) -> None:
    shutil.copytree(built.path, tmp_path / "store")
    ran = run("build", "--quiet", "--store", tmp_path / "store")
    assert (ran.code, ran.err) == (0, "")
    parts = ran.out.split("\n\n")
    assert parts[2].startswith("Which events followed U.S. withdrawal announcements")
    _, _, *rows = parts[3].splitlines()
    asked = run("query", "events-after-withdrawal-announcements", "--store", built.path)
    assert rows == asked.out.splitlines()[2:]
    assert any("Establishment of the Combined Forces Command" in row for row in rows)


def test_build_passes_over_a_headline_that_is_missing_and_no_bad_one(run: Run, own: Small) -> None:
    query = own.root / "queries" / "events-after-withdrawal-announcements.rq"
    query.write_text("#+ summary: x\nSELECT ?x { ?x }", "utf-8")
    before = tree(own.store)
    ran = run("build", "--force", *options(own))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"queries/{query.name}:2: query: is no SPARQL at column 17: ")
    assert ran.err.count("\n") == 1
    assert tree(own.store) == before
    query.unlink()
    ran = run("build", *options(own))
    assert ran.code == 0
    assert ran.err == f"no headline: no query '{query.stem}' in the workspace\n"


def test_build_tells_what_is_wrong_and_leaves_the_store_alone(run: Run, own: Small) -> None:
    before = tree(own.store)
    places = own.root / "seeds" / "essay" / "places.csv"
    places.write_text(places.read_text("utf-8").replace("japan", "jpaan"), "utf-8")
    ran = run("build", "--quiet", *options(own))
    assert ran == (
        1,
        "",
        "seeds/essay/places.csv:2: in_state: 'jpaan' is not an actor; expected the id of an actor."
        " Fix: write 'japan', or add the actor\n",
    )
    assert tree(own.store) == before


def test_a_folder_of_other_things_is_no_store(run: Run, own: Small, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "love.txt").write_text("x", "utf-8")
    ran = run("build", "--quiet", "--workspace", own.root, "--store", tmp_path / "letters")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{tmp_path / 'letters'}: this is no store, it holds 'love.txt'.")


# --- query, queries, sparql


def test_a_saved_query_answers_in_each_format(run: Run, few: Small) -> None:
    told = {
        form: run("query", "places", "--format", form, *options(few))
        for form in ("table", "csv", "tsv", "json", "xml", "markdown")
    }
    assert {ran.code for ran in told.values()} == {0}
    assert told["csv"].out == f"place,label\n{GUAM},Guam\n".replace("\n", "\r\n")
    assert told["tsv"].out == f'?place\t?label\n<{GUAM}>\t"Guam"@en\n'
    assert json.loads(told["json"].out)["results"]["bindings"][0]["place"]["value"] == GUAM
    assert f"<uri>{GUAM}</uri>" in told["xml"].out
    assert told["table"].out == "place  label\n-----  -----\nGuam   Guam\n"
    assert told["markdown"].out.startswith("| place | label |")
    assert told["table"].out == run("query", "places", *options(few)).out


def test_parameters_of_a_query_stand_before_and_behind_its_name(run: Run, built: Store) -> None:
    one = run("query", "numbers", "--value", 62000, "--format", "csv", "--store", built.path)
    two = run("--store", built.path, "query", "numbers", "--format=csv", "--value=62000")
    assert one == two
    assert one.code == 0
    rows = list(csv.DictReader(io.StringIO(one.out)))
    assert {row["value"] for row in rows} == {"62000"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("query places --value 3", "no parameter 'value'; the query has none. Fix: leave it out\n"),
        (
            "query numbers --vale 3",
            "no parameter 'vale'; there are: measure, value. Fix: write --value\n",
        ),
        (
            "query numbers 3",
            "'3' stands alone; expected --PARAMETER VALUE. Fix: name the parameter before it\n",
        ),
        (
            "query numbers --value",
            "--value has no value; expected --value VALUE. Fix: add a value\n",
        ),
        (
            "query events-of-actor --actor utopia",
            "actor: 'utopia' is no actor of the graph; expected an id, a label or an IRI."
            " Fix: one of the nearest: The author (author)\n",
        ),
    ],
)
def test_a_wrong_parameter_is_named(arguments: str, message: str, run: Run, few: Small) -> None:
    ran = run(*arguments.split(), *options(few))
    assert ran == (2, "", message)


def saved(few: Small) -> list[str]:
    """Return the names of the saved queries, in order."""
    folder = few.root / "queries"
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.rq")
        if path.parent.name != "profiles"
    )
    return [path.removesuffix(".rq") for path in paths]


@pytest.mark.parametrize("command", ["query", "queries"])
def test_an_unknown_query_is_told_with_those_there_are(command: str, run: Run, few: Small) -> None:
    names = ", ".join(saved(few))
    ran = run(command, "nosuch", *options(few))
    assert ran == (2, "", f"no query 'nosuch' in queries/; there are: {names}\n")


def test_queries_lists_them_or_tells_about_one(run: Run, few: Small) -> None:
    listed = run("queries", *options(few))
    assert (listed.code, listed.err) == (0, "")
    names = [line.split()[0] for line in listed.out.splitlines()[2:]]
    assert names == saved(few)
    told = run("queries", "places", *options(few))
    assert told == (0, "places\n  Places\n\nWhich places are there?\n\n", "")
    assert "\n  --value  (integer; repeatable) " in run("queries", "numbers", *options(few)).out


def test_check_compares_with_the_expected_answer(run: Run, own: Small) -> None:
    check = ("query", "places", "--check", *options(own))
    file = own.root / "queries" / "places.csv"
    missing = run(*check)
    assert (missing.code, missing.out) == (1, "")
    assert missing.err.startswith("queries/places.csv: cannot be read (No such file or directory)")
    file.write_text(f"place,label\n{GUAM},Guam\n", "utf-8")
    assert run(*check) == (0, "", "places: as expected\n")
    assert run(*check, "--quiet") == (0, "", "")
    file.write_text(f"place,label\n{GUAM},Saipan\n", "utf-8")
    assert run(*check) == (
        1,
        "",
        "queries/places.csv:2: label: 'Guam' is the answer; expected 'Saipan'. Fix: mend the data"
        " or the query, or review the answer and write the file anew\nplaces: differs\n",
    )


def test_an_empty_answer_is_fine_and_says_so(run: Run, few: Small) -> None:
    ran = run("sparql", "SELECT ?s { ?s <urn:nosuch> ?o }", *options(few))
    assert (ran.code, ran.out) == (0, "s\n-\n")
    assert ran.err != ""
    assert run("sparql", "SELECT ?s { ?s <urn:nosuch> ?o }", "--quiet", *options(few)).err == ""


def test_sparql_comes_as_text_as_file_or_by_standard_input(
    run: Run, few: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = run("sparql", ACTORS, "--format", "csv", *options(few))
    assert (text.code, len(text.out.splitlines())) == (0, 5)
    file = tmp_path / "actors.rq"
    file.write_text("\ufeff" + ACTORS, "utf-8")
    assert run("sparql", "-f", file, "--format", "csv", *options(few)) == text
    for words in (["-"], []):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ACTORS.encode())))
        assert run("sparql", *words, "--format", "csv", *options(few)) == text


def test_sparql_asks_and_constructs(run: Run, few: Small) -> None:
    asked = run("sparql", "ASK { ?s ?p ?o }", "--format", "json", *options(few))
    assert json.loads(asked.out)["boolean"] is True
    made = run("sparql", f"CONSTRUCT WHERE {{ <{GUAM}> ?p ?o }}", *options(few))
    assert made.code == 0
    triples = {str(q.triple) for q in px.parse(made.out, format=px.RdfFormat.TURTLE)}
    assert f'<{GUAM}> <http://www.w3.org/2000/01/rdf-schema#label> "Guam"@en' in triples


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("SELEC ?s {}",), "expected one of SELECT, ASK, CONSTRUCT, DESCRIBE"),
        (("SELECT ?s { ?s",), "expected"),
        (("DELETE WHERE { ?s ?p ?o }",), "DELETE"),
        (("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",), "SERVICE"),
        (("-f", "/nosuch.rq"), "/nosuch.rq: cannot be read: No such file or directory"),
        ((ACTORS, "-f", "x.rq"), "a text and a file are given; expected one of them"),
        ((ACTORS, "--format", "turtle"), "SELECT gives no graph; turtle and ntriples are for"),
    ],
)
def test_a_query_that_cannot_be_answered_is_exit_code_2(
    words: tuple[str, ...], part: str, run: Run, few: Small
) -> None:
    ran = run("sparql", *words, *options(few))
    assert (ran.code, ran.out) == (2, "")
    assert part in ran.err


def test_a_query_that_is_not_utf_8_is_named_by_its_line(
    run: Run, few: Small, tmp_path: Path
) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes(b"# one\n# caf\xe9\n" + ACTORS.encode())
    ran = run("sparql", "-f", file, *options(few))
    assert ran == (2, "", f"{file}:2: is not UTF-8. Fix: save the query as UTF-8\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ASK {\n ?s ?p }", ":2: column 9: no SPARQL 1.1; "),
        ("ASK {\n ?s ex:p ?o }", ":2: column 5: no SPARQL 1.1; the prefix ex: is not declared\n"),
        ("ASK {}\n}", ":2: '}' closes nothing\n"),
        ("# nothing", ": there is no query in the text; expected one of SELECT"),
        ("CLEAR ALL", ": CLEAR is an update, and only queries are answered"),
    ],
)
def test_what_is_wrong_with_a_query_of_a_file_names_file_and_line(
    text: str, told: str, run: Run, few: Small, tmp_path: Path
) -> None:
    file = tmp_path / "mine.rq"
    file.write_text(text, "utf-8")
    ran = run("sparql", "-f", file, *options(few))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{file}{told}")


# --- explain, verify


def test_explain_takes_an_iri_a_key_or_a_label(run: Run, few: Small) -> None:
    told = run("explain", GUAM, *options(few))
    assert (told.code, told.err) == (0, "")
    assert run("explain", "place/guam", *options(few)) == told
    assert run("explain", "Guam", *options(few)) == told
    for part in ("Guam\n", "Japan", "essay, 1, 0–100 [passage/essay/p1]",
                 "seeds/essay/places.csv, row 2", "Anon. (2000). An Essay."):  # fmt: skip
        assert part in told.out


def test_an_unknown_node_is_told_with_what_may_be_meant(run: Run, few: Small) -> None:
    assert run("explain", "place/gaum", *options(few)) == (
        2,
        "",
        "no node 'place/gaum'; expected an IRI, kind/key or a label. Fix: write place/guam\n",
    )


@pytest.mark.parametrize("iri", ["\udcff", "<x>", "a b", "event/", "://", "", "\0", "event/war#"])
def test_whatever_is_to_be_explained_never_ends_in_a_traceback(
    iri: str, run: Run, few: Small
) -> None:
    ran = run("explain", iri, *options(few))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("no node ")


def test_an_unknown_source_is_told_with_those_there_are(
    run: Run, few: Small, tmp_path: Path
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("x", "utf-8")
    ran = run("verify", "nosuch", "--text", text, *options(few))
    assert ran == (2, "", "no source 'nosuch' with passages; there are: essay\n")
    ran = run("verify", "essay", "--text", tmp_path / "none", *options(few))
    assert ran == (2, "", f"{tmp_path / 'none'}: cannot be read: No such file or directory\n")


def test_verify_reports_each_passage_that_is_not_there(
    run: Run, few: Small, tmp_path: Path
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Another text. " * 100, "utf-8")
    ran = run("verify", "essay", "--text", text, *options(few))
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert [line.partition(": ")[2] for line in lines[:-1]] == [
        "essay, 1, 0–100 [passage/essay/p1]",
        "essay, 2, 100–200 [passage/essay/p2]",
    ]
    assert lines[-1].startswith("0 intact, 0 moved, ")


@pytest.mark.shared
def test_every_passage_of_the_document_is_intact(run: Run, built: Store, shared: Path) -> None:
    text = shared / "source" / "hwang-alliance-on-the-rocks.txt"
    ran = run("verify", "hwang-2006", "--text", text, "--store", built.path)
    assert (ran.code, ran.err) == (0, "")
    count = int(ran.out.split()[0])
    assert count > 200
    assert ran.out == f"{count} intact, 0 moved, 0 changed, 0 missing\n"


# --- export


@pytest.mark.parametrize(
    ("form", "rdf"),
    [
        ("turtle", px.RdfFormat.TURTLE),
        ("ntriples", px.RdfFormat.N_TRIPLES),
        ("trig", px.RdfFormat.TRIG),
        ("nquads", px.RdfFormat.N_QUADS),
        ("jsonld", px.RdfFormat.JSON_LD),
        ("rdfxml", px.RdfFormat.RDF_XML),
    ],
)
def test_what_is_exported_is_read_back_as_it_was(
    form: str, rdf: px.RdfFormat, run: Run, few: Small, tmp_path: Path
) -> None:
    is_flat = form in ("turtle", "ntriples", "rdfxml")
    words = ("export", "--format", form, *(["--flatten"] if is_flat else []), *options(few))
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")
    quads = list(Store(few.store).current().quads())
    if is_flat:
        quads = [px.Quad(q.subject, q.predicate, q.object) for q in quads]
    assert set(px.parse(ran.out, format=rdf)) == set(quads)
    file = tmp_path / "graph"
    assert run(*words, "-o", file) == (0, "", f"wrote {file}\n")
    assert file.read_text("utf-8") == ran.out
    if is_flat:
        refused = run("export", "--format", form, *options(few))
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith(f"{form}: holds one graph, and the statements are of several")


def test_one_source_can_be_exported(run: Run, few: Small) -> None:
    ran = run("export", "--format", "nquads", "--source", "record", *options(few))
    quads = set(px.parse(ran.out, format=px.RdfFormat.N_QUADS))
    record = px.NamedNode("https://w3id.org/alliancekg/graph/record")
    all_ = set(Store(few.store).current().quads())
    assert {q for q in quads if q.graph_name == record} == {
        q for q in all_ if q.graph_name == record
    }
    assert quads < all_
    turtle = run("export", "--source", "record", *options(few)).out  # with what others call nodes
    triples = {quad.triple for quad in quads}
    assert {quad.triple for quad in px.parse(turtle, format=px.RdfFormat.TURTLE)} == triples
    assert run("export", "--source", "nosuch", *options(few)) == (
        2,
        "",
        "no source 'nosuch'; there are: derived, essay, ontology, record, states\n",
    )


def test_a_profile_can_be_exported(run: Run, few: Small, tmp_path: Path) -> None:
    ran = run("export", "--profile", "sem", *options(few))
    triples = {quad.triple for quad in px.parse(ran.out, format=px.RdfFormat.TURTLE)}
    assert (ran.code, ran.err) == (0, "")
    assert "PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>\n" in ran.out
    assert triples
    xml = run("export", "--profile", "sem", "--format", "rdfxml", *options(few)).out
    assert {quad.triple for quad in px.parse(xml, format=px.RdfFormat.RDF_XML)} == triples
    assert run("export", "--profile", "sem", "--engine", "rdflib", *options(few)) == ran
    file = tmp_path / "sem.ttl"
    wrote = run("export", "--profile", "sem", "-o", file, *options(few))
    assert wrote == (0, "", f"wrote {file}\n")
    assert file.read_text(encoding="utf-8") == ran.out


def test_a_profile_has_the_form_of_its_last_step(run: Run, few: Small, tmp_path: Path) -> None:
    trig = run("export", "--profile", "nanopub", *options(few)).out
    assert {type(quad.graph_name) for quad in px.parse(trig, format=px.RdfFormat.TRIG)} == {
        px.NamedNode
    }
    lines = run("export", "--profile", "triple-terms", *options(few)).out
    assert list(px.parse(lines, format=px.RdfFormat.N_TRIPLES))
    file = tmp_path / "claims.nt"
    run("export", "--profile", "triple-terms", "-o", file, *options(few))
    assert file.read_text(encoding="utf-8") == lines
    refused = run("export", "--profile", "triple-terms", "--format", "turtle", *options(few))
    assert refused == (
        2,
        "",
        "--format: profile triple-terms has a format of its own; expected none. Fix: leave it"
        " out\n",
    )


def test_a_profile_is_of_the_whole_graph(run: Run, few: Small, tmp_path: Path) -> None:
    one = run("export", "--profile", "sem", "--source", "record", *options(few))
    assert one == (
        2,
        "",
        "--source is for the graph as it is, and a profile says the whole graph; expected one of"
        " the two. Fix: leave out --source or --profile\n",
    )
    given = tmp_path / "a.ttl"
    given.write_text("", encoding="utf-8")
    assert run("export", given, "--profile", "sem", *options(few)).err == (
        "--profile is for the graph; expected none with files. Fix: leave it out\n"
    )
    unknown = run("export", "--profile", "semm", *options(few))
    assert unknown.code == 2
    assert unknown.err.startswith("no profile 'semm' in queries/profiles/; there are: cidoc-crm, ")
    assert unknown.err.endswith(". Fix: write sem\n")


def test_a_file_that_cannot_be_written_is_named(run: Run, few: Small, tmp_path: Path) -> None:
    file = tmp_path / "none" / "graph.ttl"
    ran = run("export", "-o", file, *options(few))
    assert ran == (2, "", f"{file}: has no folder; expected one that exists. Fix: make it first\n")


@pytest.mark.parametrize("form", ["trig", "jsonld"])
def test_the_same_bytes_come_from_rdflib_and_from_an_endpoint(
    form: str, run: Run, few: Small
) -> None:
    words = ("export", "--format", form)
    ours = run(*words, *options(few))
    assert run(*words, "--engine", "rdflib", *options(few)) == ours
    with serving(Store(few.store).current().open(), fake.good) as server:
        there = run(*words, "--store", server.address)
        assert there == ours
        of_one = run(*words, "--source", "record", "--store", server.address)
        assert of_one == run(*words, "--source", "record", *options(few))
        assert run("export", "--source", "nosuch", "--store", server.address) == (
            2,
            "",
            "no source 'nosuch'; there are: derived, essay, ontology, record, states\n",
        )


def test_files_are_written_anew_with_their_prefixes_and_spellings(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "1.ttl", tmp_path / "2.trig"
    one.write_text(
        "@prefix e: <https://example.org/> .\ne:b e:p [ e:q 1.50 ] . e:a e:p 2 .", "utf-8"
    )
    assert run("export", one) == (
        0,
        "PREFIX e: <https://example.org/>\n\n"
        "_:c14n0\n    e:q 1.50 ;\n.\n\n"
        "e:a\n    e:p 2 ;\n.\n\n"
        "e:b\n    e:p _:c14n0 ;\n.\n",
        "",
    )
    two.write_text("@prefix e: <https://example.org/> . e:g { e:a e:p 2 }", "utf-8")
    both = run("export", two, one)
    assert both == run("export", one, two)
    assert "\ne:g {\n    e:a\n        e:p 2 ;\n    .\n}\n" in both.out
    assert run("export", one, two, "--format", "turtle").code == 2
    flat = run("export", one, two, "--format", "turtle", "--flatten")
    assert flat == run("export", one)


def test_what_is_odd_in_a_file_is_told_beside_the_output(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "x.nt", tmp_path / "out.nt"
    day = '<urn:x:s> <urn:x:p> "1971-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    file.write_text(day, "utf-8")
    ran = run("export", file, "--format", "ntriples", "-o", out)
    assert (ran.code, ran.out, out.read_text("utf-8")) == (0, "", day)
    assert ran.err.startswith(f"{file}:1: urn:x:p: '1971-02-30' ")
    assert ran.err.endswith(f"\nwrote {out}\n")


@pytest.mark.parametrize("option", [("--source", "x"), ("--engine", "rdflib"), ("--at", "1")])
def test_what_is_for_the_graph_is_refused_with_files(
    option: tuple[str, str], run: Run, tmp_path: Path
) -> None:
    assert run("export", tmp_path / "x.ttl", *option) == (
        2,
        "",
        f"{option[0]} is for the graph; expected none with files. Fix: leave it out\n",
    )


def test_blank_nodes_that_are_alike_end_by_the_time_limit(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "clique.nt", tmp_path / "out.ttl"
    nodes = range(10)
    lines = (f"_:n{a} <urn:x:p> _:n{b} .\n" for a in nodes for b in nodes if a != b)
    file.write_text("".join(lines), "utf-8")
    ran = run("export", file, "--time-limit", "0.5", "-o", out)
    assert (ran.code, ran.out, out.exists()) == (3, "", False)
    assert ran.err.startswith("the blank nodes of 90 statements were not told apart within 0.5 s;")


# --- validate

GOOD = """\
PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX id: <https://w3id.org/alliancekg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

<https://w3id.org/alliancekg/id/place/saipan>
    a ak:Place ;
    rdfs:label "Saipan"@en ;
    ak:inState <https://w3id.org/alliancekg/id/actor/japan> ;
    ak:evidence <https://w3id.org/alliancekg/id/passage/essay/p1> ;
.
"""


def test_new_data_are_checked_in_the_context_of_the_graph(
    run: Run, few: Small, tmp_path: Path
) -> None:
    before = tree(few.store)
    file = tmp_path / "new.ttl"
    file.write_text(GOOD, "utf-8")
    ran = run("validate", file, *options(few))
    assert (ran.code, ran.err) == (0, "")
    alone = run("validate", file, "--standalone", *options(few))
    assert (alone.code, alone.err) == (1, "")
    assert "new.ttl:5: inState: 'actor/japan' is described nowhere;" in alone.out
    file.write_text(GOOD.replace('    rdfs:label "Saipan"@en ;\n', ""), "utf-8")
    ran = run("validate", file, *options(few))
    assert (ran.code, ran.err) == (1, "")
    assert "new.ttl:5: label: has no English label; expected one, such as" in ran.out
    assert run("validate", file, "--fail-on", "none", *options(few)) == (0, ran.out, "")
    assert tree(few.store) == before


@pytest.mark.parametrize(
    ("fail_on", "code"), [("violation", 0), ("warning", 1), ("info", 1), ("none", 0)]
)
def test_data_that_conform_with_a_warning_fail_only_if_asked_to(
    run: Run, few: Small, tmp_path: Path, fail_on: str, code: int
) -> None:
    (tmp_path / "new.ttl").write_text(GOOD, "utf-8")
    (tmp_path / "empty.ttl").write_text("", "utf-8")
    files = (tmp_path / "new.ttl", tmp_path / "empty.ttl")
    ran = run("validate", *files, "--fail-on", fail_on, *options(few))
    assert (ran.code, ran.err) == (code, "")
    assert ran.out.startswith("1 warning:\nempty.ttl: holds no triples; ")
    assert "\n0 violations, 1 warning, 0 infos in 1 focus node of 2 files\n" in ran.out


def test_a_table_is_validated_through_its_loader(run: Run, few: Small, tmp_path: Path) -> None:
    file = tmp_path / "islands.csv"
    file.write_text("id,label,alt_labels,in_state,part_of,wikidata,passages,note\n"
                    "saipan,Saipan,,jpaan,,,p1,\n", "utf-8")  # fmt: skip
    ran = run("validate", file, *options(few))
    assert (ran.code, ran.out) == (2, "")
    assert "islands.csv: 'islands' is no loader; expected one of actors, claims, " in ran.err
    asked = ("validate", file, "--loader", "places", "--source", "essay", *options(few))
    ran = run(*asked)
    assert ran.code == 1
    assert "islands.csv:2: in_state: 'jpaan' is not an actor;" in ran.out
    file.write_text(file.read_text("utf-8").replace("jpaan", "japan"), "utf-8")
    assert run(*asked).code == 0


# --- log, rollback, --at, doctor


def test_the_log_tells_of_builds_and_rollbacks(run: Run, own: Small) -> None:
    states = own.root / "seeds" / "states.csv"
    states.write_text(states.read_text("utf-8").replace("Japan", "Nippon"), "utf-8")
    assert run("build", "--quiet", *options(own)).code == 0
    label = "SELECT ?l { <https://w3id.org/alliancekg/id/actor/japan> rdfs:label ?l }"
    ask = ("sparql", f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {label}",
           "--format", "csv", *options(own))  # fmt: skip
    assert run(*ask).out == "l\r\nNippon\r\n"
    assert run(*ask, "--at", 1).out == "l\r\nJapan\r\n"
    none = f"{own.store}: no generation 7; there are: 1, 2. Fix: choose one of these\n"
    for words in (("export",), ("explain", "Guam"), ("query", "places"), ("doctor",)):
        ran = run(*words, "--at", 7, *options(own))
        assert none in ran.err + ran.out
        assert ran.code == (3 if words == ("doctor",) else 2)
    assert run("rollback", *options(own)) == (0, "current generation: 1\n", "")
    assert run(*ask).out == "l\r\nJapan\r\n"
    logged = [line.split() for line in run("log", *options(own)).out.splitlines()[2:]]
    assert [(line[0], " ".join(line[2:4])) for line in logged] == [
        ("1*", "rolled back"),
        ("2", f"published {logged[1][3]}"),
        ("1", f"published {logged[2][3]}"),
    ]
    assert run("rollback", 2, *options(own)) == (0, "current generation: 2\n", "")
    assert run("rollback", 7, *options(own)) == (2, "", none)


def test_doctor_looks_at_each_file(run: Run, own: Small) -> None:
    well = run("doctor", *options(own))
    assert (well.code, well.err) == (0, "")
    assert all(line.startswith("ok     ") for line in well.out.splitlines())
    assert ("can make no connection" in well.out) is (confining.landlock() >= 4)
    data = next((own.store / "generations" / "000001" / "data").glob("*.sst"))
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    ill = run("doctor", *options(own))
    assert ill.code == 3
    assert "FAULT  " in ill.out
    (own.root / "queries" / "places.rq").write_text("#+ summary: [\nSELECT * {}", "utf-8")
    assert "places.rq" in run("doctor", *options(own)).out


def test_a_damaged_store_is_exit_code_3(run: Run, own: Small) -> None:
    shutil.rmtree(own.store / "generations" / "000001" / "data")
    ran = run("export", *options(own))
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.endswith(". Fix: alliancekg build makes a new one\n")


# --- in a process of its own: streams, locale, signals


@pytest.mark.parametrize("command", ["export", "queries", "log", "--help"])
def test_a_reader_that_goes_away_is_no_fault(command: str, few: Small) -> None:
    ran = process(*options(few), command, shell="| head -n 1 | wc -l")
    assert (ran.stdout.strip(), ran.stderr) == (b"1", b"")


def test_without_a_buffer_an_answer_that_is_cut_is_no_success(few: Small) -> None:
    rows = "SELECT ?a ?b ?c { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    ran = process(
        *options(few), "sparql", rows, shell="| head -c 1 | wc -c", env={"PYTHONUNBUFFERED": "1"}
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (141, b"1", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("command", "unbuffered"),
    [("export --format nquads", ""), ("queries", ""), ("queries", "1"), ("--help", "")],
)
def test_a_full_disk_is_exit_code_3(command: str, unbuffered: str, few: Small) -> None:
    env = {"PYTHONUNBUFFERED": unbuffered}
    ran = process(*options(few), *command.split(), shell=">/dev/full", env=env)
    assert ran.returncode == 3
    assert ran.stderr == b"the output: No space left on device\n"


@pytest.mark.parametrize("command", ["export --format nquads", "queries", "--help"])
def test_a_closed_output_is_exit_code_3(command: str, few: Small) -> None:
    ran = process(*options(few), *command.split(), shell=">&-")
    assert (ran.returncode, ran.stderr) == (3, b"the output: Bad file descriptor\n")


def test_messages_that_nobody_can_be_told_leave_the_exit_code(few: Small) -> None:
    for shell in ("2>&-", "2>/dev/full"):
        assert process(*options(few), "query", "nosuch", shell=shell).returncode == 2
        assert process(*options(few), "queries", shell=shell).returncode == 0


def test_a_closed_input_is_an_empty_query(few: Small) -> None:
    ran = process(*options(few), "sparql", shell="<&-")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.startswith(b"there is no query in the text;")


def test_output_is_utf_8_whatever_the_locale(few: Small) -> None:
    ascii_ = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = process(*options(few), "explain", "event/war", env=ascii_)
    assert (told.returncode, told.stderr) == (0, b"")
    assert "A “great” war".encode() in told.stdout
    shown = process("explain", "--help", env=ascii_)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "event/…".encode() in shown.stdout
    wrong = process(*options(few), "explain", "Élysée", env=ascii_)
    assert wrong.returncode == 2
    assert wrong.stderr.decode().startswith("no node '")


@pytest.mark.parametrize("mode", ["0", "1"])
def test_arguments_are_utf_8_whatever_the_locale(mode: str, few: Small) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": mode, "PYTHONCOERCECLOCALE": "0"}
    ask = "ASK { FILTER('–µ' = 'x' || STRLEN('–µ') = 2) }"
    ran = process(*options(few), "sparql", ask, "--format", "csv", env=env)
    assert (ran.returncode, ran.stdout.split()) == (0, [b"answer", b"true"])
    file = few.root / "µ.rq"
    file.write_text(ask, encoding="utf-8")
    ran = process(*options(few), "sparql", "--file", file, "--format", "csv", env=env)
    assert (ran.returncode, ran.stdout.split()) == (0, [b"answer", b"true"])
    named = few.root / "queries" / "labels.rq"
    labels = "SELECT (?_label_string AS ?l) { ?s ?p ?_label_string }"
    named.write_text(f"#+ summary: x\n#+ params: [{{name: label, type: string}}]\n{labels}")
    try:
        ran = process(*options(few), "query", "labels", "--label", "U.S.–ROK", env=env)
    finally:
        named.unlink()
    assert (ran.returncode, b"surrogate" in ran.stderr) == (0, False)


def test_a_build_that_is_interrupted_says_so_and_leaves_the_store_alone(own: Small) -> None:
    before = tree(own.store)
    command = [sys.executable, "-m", "alliancekg", "build", "--force", *map(str, options(own))]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stderr is not None
        assert child.stderr.readline() == b"reading ontology and tables\n"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, b"")
    assert err.splitlines()[-1] == b"interrupted"
    assert b"Traceback" not in err
    assert tree(own.store) == before


def test_an_export_by_a_process_is_that_of_the_library(few: Small) -> None:
    ran = process(*options(few), "export", "--format", "trig")
    whole = io.BytesIO()
    write(Store(few.store).current().quads(), "trig", whole)
    assert (ran.returncode, ran.stderr, ran.stdout) == (0, b"", whole.getvalue())


def test_the_formats_that_are_offered_are_those_that_are_written() -> None:
    """The command line names them itself, so that its help need not import `results`."""
    assert arguments._FORMATS == results.FORMATS
    assert arguments._REPORTS == reporting.FORMATS
