"""What the style guide asks of files and no other tool holds: queries, shapes, and all of them."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from alliancekg import queryheader
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.sparqltext import Token, code, columns, form, prologue, tokenize

ROOT = Path(__file__).parent.parent
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
SAVED = sorted((ROOT / "queries").glob("*.rq"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
# SPARQL's own spelling where it is not all in capitals.
SPELLED = {
    *("a", "true", "false", "bnode", "isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC"),
    *("sameTerm", "langMatches"),
}
PREFIX = re.compile(r"PREFIX ([\w-]*): <([^<>]+)>")
# Shapes of what holds whatever the class, or for several classes together.
OF_MANY_CLASSES = {
    *("codes", "concept", "domains", "order", "record", "relations", "statuses", "terms"),
}
# Written in two parts, so that this file is not its own finding.
MACHINE = re.compile(r"(?<![\w.:)}/>-])/(?:wo" r"rk|tm" r"p|ho" r"me|ro" r"ot|Us" r"ers)\b")
LEFT_OPEN = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@cache
def tokens(path: Path) -> list[Token]:
    return code(tokenize(path.read_text(encoding="utf-8")))


def header(path: Path) -> tuple[queryheader.Header, queryheader.Report]:
    report = queryheader.Report(name(path))
    return queryheader.parse(path.read_text(encoding="utf-8"), report), report


def quads(path: Path) -> list[Quad]:
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    if listed.returncode:
        pytest.skip("needs a checkout by git")
    paths = [ROOT / file for file in sorted(set(listed.stdout.split("\0"))) if file]
    return tuple(path for path in paths if path.is_file())


def standing(pattern: re.Pattern[str]) -> Iterator[str]:
    """Return the lines of the project's files in which a pattern stands."""
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield f"{name(path)}:{number}: {line.strip()}"


def test_there_are_queries_and_shapes() -> None:
    assert len(SAVED) >= 10
    assert SHAPE_FILES


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_query_is_named_in_kebab_case(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem)


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_query_is_header_prefixes_and_body_with_a_blank_line_between(path: Path) -> None:
    parts = path.read_text(encoding="utf-8").split("\n\n")
    assert [part for part in parts[0].splitlines() if not part.startswith("#+")] == []
    has_prefixes = bool(prologue(tokens(path)))
    if has_prefixes:
        assert [line for line in parts[1].splitlines() if not PREFIX.fullmatch(line)] == []
    assert len(parts) == 2 + has_prefixes
    assert parts[-1].endswith(("}\n", ")\n")) or "\nORDER BY " in parts[-1]
    assert not PREFIX.search(parts[-1])


@pytest.mark.parametrize("path", SAVED, ids=name)
def test_a_header_says_what_is_asked_and_what_is_returned(path: Path) -> None:
    found, report = header(path)
    assert report.findings == []
    assert re.fullmatch(r"[A-Z].*[^.\s]", found.summary)
    assert re.fullmatch(r"[A-Z].*\?", found.question)
    if form(tokens(path)) == "SELECT":
        assert found.returns == columns(tokens(path))


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_prefixes_are_sorted_known_and_all_used(path: Path) -> None:
    declared = PREFIX.findall("\n".join(lines(path)))
    names = [prefix for prefix, _ in declared]
    assert names == sorted(set(names))
    start = prologue(tokens(path))
    used = {t.text.partition(":")[0] for t in tokens(path)[start:] if t.kind == "pname"}
    assert sorted(used) == names
    for prefix, namespace in declared:
        scheme = f"https://w3id.org/alliancekg/scheme/{prefix}#"
        # A profile may have words of a vocabulary that only its own output needs.
        other = namespace if path.parent.name == "profiles" else scheme
        assert namespace in (scheme, PREFIXES.get(prefix, other))


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_keywords_are_in_capitals(path: Path) -> None:
    words = {token.text for token in tokens(path) if token.kind == "word"}
    assert sorted(w for w in words - SPELLED if w != w.upper()) == []


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_query_is_indented_by_two_spaces(path: Path) -> None:
    by_line: dict[int, list[str]] = defaultdict(list)
    for token in tokens(path):
        by_line[token.line].append(token.text)
    opened: list[int] = []  # the indent of the line of each bracket that is open
    wrong = []
    for number, line in enumerate(lines(path), 1):
        indent = len(line) - len(line.lstrip())
        signs = by_line[number]
        is_closing = signs[:1] in (["}"], [")"])
        within = opened[-1] + 2 * (not is_closing) if opened else 0
        # A line that goes on with its subject or its list stands one step further in.
        is_indented = indent == within or (indent == within + 2 and not is_closing)
        if line != line.rstrip() or "\t" in line or (signs and not is_indented):
            wrong.append((number, line))
        for sign in signs:
            if sign in {"{", "("}:
                opened.append(indent)
            elif sign in {"}", ")"}:
                opened.pop()
    assert wrong == []
    assert opened == []


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_a_select_ends_with_an_order(path: Path) -> None:
    found = tokens(path)
    if form(found) != "SELECT":
        return
    last = max(n for n, token in enumerate(found) if token.text == "}")
    after = [token.text for token in found[last + 1 :]]
    assert after[:2] == ["ORDER", "BY"]
    assert len(after) > 2


@pytest.mark.parametrize("path", SAVED, ids=name)
def test_the_expected_answer_stands_beside_a_query(path: Path) -> None:
    assert path.with_suffix(".csv").is_file()


def test_an_answer_stands_beside_its_query() -> None:
    answers = sorted((ROOT / "queries").rglob("*.csv"))
    assert [name(path) for path in answers if not path.with_suffix(".rq").is_file()] == []


def targets(path: Path) -> set[str]:
    """Return the classes whose members the shapes of a file look at."""
    target = NamedNode(PREFIXES["sh"] + "targetClass")
    found = {str(q.object).strip("<>") for q in quads(path) if q.predicate == target}
    return {iri.removeprefix(AK) for iri in found if iri.startswith(AK)}


@pytest.mark.parametrize("path", SHAPE_FILES, ids=name)
def test_a_shape_file_is_of_one_class_and_named_after_it(path: Path) -> None:
    if path.stem not in OF_MANY_CLASSES:
        assert {target.lower() for target in targets(path)} == {path.stem}


def test_each_class_has_a_shape_of_its_own_or_of_a_class_above_it() -> None:
    terms = quads(ROOT / "ontology" / "alliancekg.ttl")
    owl, rdf, rdfs = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
    declared = {
        q.subject
        for q in terms
        if q.predicate.value == rdf + "type" and q.object == NamedNode(owl + "Class")
    }
    above: dict[object, set[object]] = defaultdict(set)
    for quad in terms:
        if quad.predicate.value == rdfs + "subClassOf":
            above[quad.subject].add(quad.object)
    shaped = {NamedNode(AK + target) for path in SHAPE_FILES for target in targets(path)}
    bare = {c for c in declared if c not in shaped and not above[c] & shaped}
    assert sorted(str(c) for c in bare) == []


def test_no_path_of_a_machine_stands_in_a_file() -> None:
    assert list(standing(MACHINE)) == []


def test_nothing_is_left_for_later() -> None:
    assert list(standing(LEFT_OPEN)) == []
