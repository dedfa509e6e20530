"""The questions of the test material: each is asked by saved queries, and its facts are found."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pyoxigraph as px
import pytest

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
QUERIES = ROOT / "queries"
TABLE = ROOT / "tests" / "questions" / "questions.toml"
ASKS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["ask"]
# What the graph does not say, and the material adds: the strength of the force from outside of all
# sources, and days put into months and years.
BEYOND = {"q35": ["25000", "37500"], "q55": ["17"], "q57": ["59"]}
PARAGRAPH = re.compile(r"hwang-2006, (\w+), ")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*\d(?!\w)")


@pytest.fixture(scope="module")
def graph(built: Store) -> px.Store:
    return built.current().open()


@pytest.fixture(scope="module")
def questions(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "source" / "questions.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found


def cells(question: str) -> list[str]:
    """Return all cells of the answers to a question."""
    return [cell for ask in ASKS if ask["id"] == question for row in ask["rows"] for cell in row]


def numbers(text: str) -> list[str]:
    """Return the numbers of two digits and more; 1994-95 is 1994 and 1995."""
    whole = re.sub(r"\b(\d\d)(\d\d)-(\d\d)\b", r"\1\2 \1\3", text)
    return [number.replace(",", "") for number in NUMBER.findall(whole)]


def named(ask: dict[str, Any]) -> str:
    return f"{ask['id']}-{ask['query']}"


@pytest.mark.parametrize("ask", ASKS, ids=named)
def test_a_question_has_these_rows_and_no_others(ask: dict[str, Any], graph: px.Store) -> None:
    saved = queries.get(QUERIES, ask["query"])
    answer = queries.run(saved, Embedded(graph), ask.get("values", {}))
    at = [answer.variables.index(name) for name in ask["columns"]]
    rows = dict.fromkeys(tuple(row[i] for i in at) for row in results.cells(answer))
    assert [list(row) for row in rows] == ask["rows"]


def test_each_way_to_ask_is_there_once() -> None:
    asked = [ask["asked"] for ask in ASKS]
    ways = [(ask["query"], json.dumps(ask.get("values", {}))) for ask in ASKS]
    assert (len(set(asked)), len(set(ways))) == (len(ASKS), len(ASKS))


@pytest.mark.parametrize("page", ["questions.md", "terms.md"])
def test_the_page_tells_of_each_query_and_its_links_lead_somewhere(page: str) -> None:
    texts = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md")}
    told = r"^### (.+)$" if page == "questions.md" else r"^\| [^|]+ \| \[([^\]]+)\]\(questions.md#"
    names = list(queries.names(QUERIES))
    assert sorted(re.findall(told, texts[page], re.MULTILINE)) == sorted(names)
    anchors = {
        f"{name}#{re.sub(r'[^a-z0-9-]', '', head.lower().replace(' ', '-'))}"
        for name, text in texts.items()
        for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    links = set(re.findall(r"\]\((?!https?:)([^)]+)\)", texts[page]))
    assert sorted(links - anchors - texts.keys()) == []


@pytest.mark.shared
def test_all_questions_are_asked_in_their_order(questions: list[dict[str, Any]]) -> None:
    assert list(dict.fromkeys(ask["id"] for ask in ASKS)) == [q["id"] for q in questions]


@pytest.mark.shared
def test_the_answers_name_the_paragraphs(questions: list[dict[str, Any]]) -> None:
    missing = {
        question["id"]: sorted(
            set(question["paragraphs"])
            - {name for cell in cells(question["id"]) for name in PARAGRAPH.findall(cell)}
        )
        for question in questions
    }
    assert {key: names for key, names in missing.items() if names} == {}


@pytest.mark.shared
def test_the_answers_have_the_numbers_and_the_days(questions: list[dict[str, Any]]) -> None:
    missing: dict[str, list[str]] = {}
    for question in questions:
        said = [cell.replace(",", "") for cell in cells(question["id"])]
        for number in numbers(question["answer_text"]):
            if not any(re.search(rf"(?<!\d){number}(?!\d)", cell) for cell in said):
                missing.setdefault(question["id"], []).append(number)
    assert missing == BEYOND


@pytest.mark.shared
def test_no_sentence_of_the_material_is_copied(questions: list[dict[str, Any]]) -> None:
    page = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    texts = (f"{question['answer_text']} {question['note'] or ''}" for question in questions)
    sentences = [part.strip() for text in texts for part in re.split(r"[.;:]\s", text)]
    long = {sentence for sentence in sentences if len(sentence.split()) > 4}
    written = page + TABLE.read_text(encoding="utf-8")
    assert len(long) > len(questions)
    assert sorted(sentence for sentence in long if sentence in written) == []
    assert {ask["asked"] for ask in ASKS} & {
        question["question"] for question in questions
    } == set()
