"""The header of a saved query: what is read, and every mistake with its line."""

from __future__ import annotations

import pytest

from alliancekg.plainyaml import Text, YamlError, read
from alliancekg.queryheader import Header, Report, header_text, parse


def parsed(text: str) -> tuple[Header, list[str]]:
    report = Report("queries/q.rq")
    header = parse(text, report)
    return header, [str(finding) for finding in report.findings]


def test_a_whole_header_is_read() -> None:
    header, findings = parsed(
        "\ufeff# a comment before\r\n"
        "#+ summary: Treaties of an actor\r\n"
        "#+ description: >\r\n"
        "#+   Which treaties,\r\n"
        "#+   and when?\r\n"
        "\r\n"
        "#+ question: Which?\r\n"
        "#+ tags: [a, 'b: c']\r\n"
        "#+ defaults:\r\n"
        "#+   - _actor_iri: https://example.org/usa\r\n"
        "#+ enumerate:\r\n"
        "#+   - _breadth_string: [strict, wide]\r\n"
        "#+ returns: ?actor, ?treaty\r\n"
        "#+ view: timeline\r\n"
        "#+ reading: As it stands\r\n"
        "#+ covers: [measure:leaders, event-type:dispute]\r\n"
        "SELECT ?actor ?treaty {}\r\n"
    )
    assert findings == []
    assert header == Header(
        summary="Treaties of an actor",
        description="Which treaties, and when?",
        question="Which?",
        tags=("a", "b: c"),
        returns=("actor", "treaty"),
        view="timeline",
        reading="As it stands",
        covers=("measure:leaders", "event-type:dispute"),
        params=None,
        defaults={"_actor_iri": ("https://example.org/usa",)},
        choices={"_breadth_string": ("strict", "wide")},
        lines=header.lines,
    )
    assert header.lines["summary"] == 2
    assert header.lines["reading"] == 15


def test_what_looks_like_a_number_a_date_or_a_truth_stays_text() -> None:
    for value in ("NO", "1971-02-30", "12:30:45", "0777", "1.10", "~", "1_000", "=", "2006-01-01"):
        assert parsed(f"#+ summary: {value}\nASK {{}}") == (
            Header(summary=value, lines={"summary": 1}),
            [],
        )


@pytest.mark.parametrize(
    ("returns", "names"),
    [
        ("?a", ("a",)),
        ("?a, ?b", ("a", "b")),
        ("[a, '?b']", ("a", "b")),
        ("\n#+   a: one\n#+   b: two", ("a", "b")),
        ("\n#+   - ?a\n#+   - b", ("a", "b")),
    ],
)
def test_columns_are_written_in_several_ways(returns: str, names: tuple[str, ...]) -> None:
    header, findings = parsed(f"#+ summary: x\n#+ returns: {returns}\nASK {{}}")
    assert (header.returns, findings) == (names, [])


def test_only_leading_lines_are_the_header() -> None:
    assert header_text("#+ a: b\n\n# c\n#+ d: e\nASK {} \n#+ f: g") == "a: b\n\n\nd: e"
    assert header_text("ASK {}\n#+ a: b") == ""


@pytest.mark.parametrize(
    ("header", "finding"),
    [
        (
            "ASK {}",
            "queries/q.rq:1: header: is missing; expected lines '#+ summary: …' at the top."
            " Fix: add a header",
        ),
        (
            "#+ tags: [a]\nASK {}",
            "queries/q.rq:1: summary: is missing; expected a line '#+ summary: …'. Fix: add it",
        ),
        (
            "#+ summary: a\n#+\n#+ sumary: b\nASK {}",
            "queries/q.rq:3: header: 'sumary' is an unknown key; expected one of summary,"
            " description, tags, defaults, enumerate, question, params, returns, view, reading,"
            " not-on, covers. Fix: write summary",
        ),
        (
            "#+ summary: a\n#+ covers: [measure:leaders, leaders]\nASK {}",
            "queries/q.rq:2: covers: 'leaders' is no concept of these schemes; expected a concept"
            " such as measure:leaders or event-type:dispute. Fix: correct covers",
        ),
        (
            "#+ summary: a\n#+ view: b: c\nASK {}",
            "queries/q.rq:2: header: is no YAML: mapping values are not allowed here; expected one"
            " YAML mapping. Fix: quote a text that holds ': ' or begins with a sign, and indent"
            " with spaces",
        ),
        (
            "#+ - a\nASK {}",
            "queries/q.rq:1: header: is a list; expected a mapping: '#+ summary: …'."
            " Fix: correct header",
        ),
        (
            "#+ summary: [a]\nASK {}",
            "queries/q.rq:1: summary: is a list or a mapping; expected a text. Fix: quote the text",
        ),
    ],
)
def test_a_bad_header_is_an_error_with_its_line(header: str, finding: str) -> None:
    assert parsed(header)[1] == [finding]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1\nb: 2\na: 3", (3, "is a duplicate key", "a")),
        ("a: &x 1\nb: *x", (1, "is an anchor, which is not allowed", "&x")),
        ("a: 1\nb: *x", (2, "is an alias, which is not allowed", "*x")),
        ("a: 1\nb: !!python/name:os.system x", (2, "is a tag, which is not allowed", None)),
        ("a: 1\n---\nb: 2", (2, "begins a second YAML document", "---")),
        ("a:\n  [b]: c", (2, "is a key that is a list or a mapping; expected a word", "")),
        ("a: 1\nb: " + "[" * 3000 + "]" * 3000, (2, "is nested too deep, over 8 levels", "")),
        ("a: 1\n b: 2", (2, "is no YAML: mapping values are not allowed here", "")),
        ("a: \x01", (1, None, "")),
    ],
)
def test_yaml_beyond_text_lists_and_mappings_is_refused(
    text: str, error: tuple[int, str | None, str | None]
) -> None:
    with pytest.raises(YamlError) as caught:
        read(text)
    line, problem, value = error
    assert caught.value.line == line
    assert problem is None or caught.value.problem == problem
    assert value is None or caught.value.value == value


def test_no_yaml_is_no_node() -> None:
    assert read("") is None
    assert read("# only a comment\n\n") is None
    assert read("~") == Text(1, "~")
