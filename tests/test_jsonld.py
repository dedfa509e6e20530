"""JSON-LD is read whole, or refused with lines: nothing is fetched, nothing is lost in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliancekg import rdfreading
from alliancekg.jsontext import DEEPEST
from alliancekg.rdfreading import Document, RdfError


def read(folder: Path, content: str | bytes) -> Document:
    path = folder / "a.jsonld"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return rdfreading.read(path, "a.jsonld")


def refusals(folder: Path, content: str | bytes) -> list[str]:
    with pytest.raises(RdfError) as raised:
        read(folder, content)
    assert raised.value.exit_code == 2
    assert str(raised.value) == "\n".join(map(str, raised.value.findings))
    return [str(finding).removeprefix("a.jsonld:") for finding in raised.value.findings]


def triples(folder: Path, content: str | bytes) -> list[str]:
    document = read(folder, content)
    assert document.findings == ()
    return [str(quad) for quad in document.quads]


REMOTE = (
    " is a remote context, which is never fetched; expected a context that stands in the file."
    " Fix: write what the context says as an object under @context"
)
RELATIVE = (
    " is a relative IRI, and no base is given; expected absolute IRIs."
    " Fix: write the IRI in full, or give @base, @vocab or the term in the @context"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"@context": "https://schema.org",\n "name": "x"}', ["1: @context: 'https://schema.org'"]),
        ('{"@context": "local.jsonld"}', ["1: @context: 'local.jsonld'"]),
        ('{"@context": {"@import":\n "urn:c"}}', ["2: @import: 'urn:c'"]),
        ('{"@context": [{"n": "urn:n"},\n"urn:c",\n"urn:d"]}',
         ["2: @context: 'urn:c'", "3: @context: 'urn:d'"]),
        ('{"@context": {"p": {"@id": "urn:p", "@context": "urn:c"}}}', ["1: @context: 'urn:c'"]),
        ('{"@context": {"p": {"@id": "urn:p", "@context": [{"@import": "urn:c"}]}}}',
         ["1: @import: 'urn:c'"]),
        ('{"urn:p": [{"urn:q": {"@context": "urn:c"}}]}', ["1: @context: 'urn:c'"]),
        ('{"\\u0040context": "urn:c"}', ["1: @context: 'urn:c'"]),
    ],
)  # fmt: skip
def test_a_context_that_would_be_fetched_is_refused_by_its_name(
    tmp_path: Path, content: str, said: list[str]
) -> None:
    assert refusals(tmp_path, content) == [words + REMOTE for words in said]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"@id": "foo",\n "urn:p": "x"}', ["1: 'foo'"]),
        ('{"@id": "urn:a",\n "urn:p": {"@id": "foo"}}', ["2: 'foo'"]),
        ('{"@id": "urn:a",\n "@type": "Person"}', ["2: 'Person'"]),
        ('{"@id": "urn:a", "urn:p": {"@list": [1,\n {"@id": "foo"}]}}', ["2: 'foo'"]),
        ('{"@id": "urn:a", "@reverse": {"urn:p": {"@id": "foo"}}}', ["1: 'foo'"]),
        ('{"@id": "g", "@graph": {"@id": "urn:a", "urn:p": 1}}', ["1: 'g'"]),
        ('{"@id": "", "urn:p": 1}', ["1: '\"\"'"]),
        ('{"@id": "//host/a", "urn:p": 1}', ["1: '//host/a'"]),
        ('{"@context": {"@base": null},\n"@id": "foo", "urn:p": 1}', ["2: 'foo'"]),
        ('{"@context": {"p": {"@id": "urn:p", "@type": "@id"}},\n"p": "foo"}', ["2: 'foo'"]),
        ('{"urn:p": {"@value": "x", "@type": "foo"}}', ["1: 'foo'"]),
        ('{"@id": "b",\n "urn:p": {"@id": "a"}}', ["1: 'b'", "2: 'a'"]),
    ],
)
def test_a_relative_iri_without_a_base_is_refused(
    tmp_path: Path, content: str, said: list[str]
) -> None:
    assert refusals(tmp_path, content) == [words + RELATIVE for words in said]


NO_IRI = "is no IRI: Invalid IRI code point ' '; expected an IRI. Fix: correct it"
NO_TAG = "is no language tag; expected a tag of BCP 47 such as en-US. Fix: correct it"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"@id": "urn:a b",\n "urn:p": "x"}', [f"1: 'urn:a b' {NO_IRI}"]),
        ('{"@id": "urn:a",\n "@type": "urn:a b"}', [f"2: 'urn:a b' {NO_IRI}"]),
        ('{"@id": "urn:a",\n "urn:p q": "x"}', [f"2: 'urn:p q' {NO_IRI}"]),
        ('{"@context": {"e": "urn:e:"},\n"@id": "e:a b", "urn:p": 1}',
         [f"2: 'urn:e:a b' {NO_IRI}"]),
        ('{"urn:p": {"@value": "x", "@type": "urn:a b"}}', [f"1: 'urn:a b' {NO_IRI}"]),
        ('{"@id": "urn:a",\n "@type": "_:a/b"}', ["2: '_:a/b' is no label of a blank node; "
         "expected letters and digits after _:. Fix: correct it"]),
        ('{"urn:p": {"@value": "x",\n "@language": "en_US"}}', [f"2: 'en_US' {NO_TAG}"]),
        ('{"@context": {"@language": "en_US"}, "urn:p": "x"}', [f"1: 'en_US' {NO_TAG}"]),
        ('{"@context": {"p": {"@id": "urn:p", "@container": "@language"}},\n'
         '"p": {"en": "x", "en_US": "y"}}', [f"2: 'en_US' {NO_TAG}"]),
    ],
)  # fmt: skip
def test_an_iri_or_a_tag_that_the_parser_would_drop_is_refused(
    tmp_path: Path, content: str, said: list[str]
) -> None:
    assert refusals(tmp_path, content) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"urn:p": "a",\n "urn:q": "caf\xe9"}',
         "2: holds the byte 0xe9, which is not UTF-8; expected UTF-8. Fix: save it as UTF-8"),
        ('{"urn:p": "a",\n "urn:q": }',
         "2: is not valid JSON: Expecting value; expected JSON. Fix: mend the file at this line"),
        ("", "1: is not valid JSON: Expecting value; expected JSON. "
         "Fix: mend the file at this line"),
        ("{}\n{}", "2: is not valid JSON: Extra data; expected JSON. "
         "Fix: mend the file at this line"),
        ('{"urn:p": 1,\n "urn:q": 2,\n "urn:p": 3}',
         "3: 'urn:p' is twice a key of one object; expected each key once. Fix: correct it"),
        ('{"urn:p":\n NaN}', "2: 'NaN' is no number of JSON; expected a number. Fix: correct it"),
        ('{"urn:p":\n -Infinity}',
         "2: '-Infinity' is no number of JSON; expected a number. Fix: correct it"),
        ('{"urn:p":\n "\\ud800"}', "2: '\\ud800' has half of a surrogate pair; "
         "expected whole characters. Fix: correct it"),
    ],
)  # fmt: skip
def test_what_is_no_plain_json_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert refusals(tmp_path, content) == [said]


@pytest.mark.parametrize("deep", ['{"urn:p":\n', "[", '{"urn:p":[', "[{"])
def test_a_text_that_is_nested_too_deep_reaches_no_parser(tmp_path: Path, deep: str) -> None:
    (said,) = refusals(tmp_path, deep * 10_000)
    line = 1 + deep.count("\n") * DEEPEST
    assert said == (
        f"{line}: is nested more than 200 levels deep; expected fewer levels. "
        "Fix: give the inner nodes an @id"
    )


def test_a_text_as_deep_as_may_be_is_read(tmp_path: Path) -> None:
    text = '{"urn:p":' * (DEEPEST - 1) + '{"urn:p": 1}' + "}" * (DEEPEST - 1)
    assert len(read(tmp_path, text).quads) == DEEPEST
    brackets = json.dumps({"@id": "urn:a", "urn:p": "[{" * 1000})
    assert triples(tmp_path, brackets) == [f'<urn:a> <urn:p> "{"[{" * 1000}"']


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"@id": "urn:a", "urn:p": 1,\n "name": "x"}',
         "2: 'name' is no term of the @context, and is left out; expected a term, or an IRI. "
         "Fix: declare it in the @context, or correct it"),
        ('{"@id": "urn:a", "urn:p": 1,\n "name": {"@id": "urn:b", "urn:p": 1}}',
         "2: 'name' is no term of the @context, and is left out; expected a term, or an IRI. "
         "Fix: declare it in the @context, or correct it"),
        ('{"@id": "urn:a", "urn:p": 1,\n "_:q": "x"}',
         "2: '_:q' is a blank node as a property, and is left out; expected a term, or an IRI. "
         "Fix: correct it"),
        ('{"@id": "urn:a",\n "skos:note": "x"}',
         "2: 'skos:note' is taken as it stands, as 'skos' is no prefix of the @context; "
         "expected a prefix that is declared. Fix: declare it in the @context, or correct it"),
        ('{"@id": "urn:a", "urn:p": 1,\n "@tpye": "urn:T"}',
         "2: '@tpye' is no keyword of JSON-LD, and is left out; expected a keyword or an IRI. "
         "Fix: correct it"),
        ('{"@id": "@foo", "urn:p": 1}',
         "1: '@foo' is no keyword of JSON-LD, and is left out; expected a keyword or an IRI. "
         "Fix: correct it"),
        ('{"urn:p": {"@value": "x", "@direction": "rtl"}}',
         "1: '@direction' is left out, as RDF has no direction; expected @language alone. "
         "Fix: correct it"),
    ],
)  # fmt: skip
def test_what_json_ld_leaves_out_is_a_warning(tmp_path: Path, content: str, said: str) -> None:
    document = read(tmp_path, content)
    assert len(document.quads) == 1
    assert [str(f).removeprefix("a.jsonld:") for f in document.findings] == [said]
    assert {finding.severity for finding in document.findings} == {"warning"}


@pytest.mark.parametrize("content", ["{}", "[]", '"x"', '{"@id": "urn:a"}', '{"urn:p": null}'])
def test_a_file_that_yields_nothing_is_a_warning(tmp_path: Path, content: str) -> None:
    assert [str(finding) for finding in read(tmp_path, content).findings] == [
        "a.jsonld: holds no triples; expected one statement or more. "
        "Fix: check that this is the file you mean"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'\xef\xbb\xbf{"@id": "urn:a", "urn:p": true}',
         ['<urn:a> <urn:p> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>']),
        ('{"@context": {"@base": "http://b/", "@vocab": "http://v/", "n": null},'
         '"@id": "a", "@type": "T", "n": "left out on purpose"}',
         ["<http://b/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://v/T>"]),
        ('{"@context": {"e": "urn:e:", "p": {"@id": "e:p", "@type": "@id"}},'
         '"@id": "e:g", "@graph": [{"@id": "e:a", "p": ["e:b", "urn:c"]}]}',
         ["<urn:e:a> <urn:e:p> <urn:e:b> <urn:e:g>", "<urn:e:a> <urn:e:p> <urn:c> <urn:e:g>"]),
        ('{"@id": "urn:a", "urn:p": {"@value": "x", "@language": "en-US"}}',
         ['<urn:a> <urn:p> "x"@en-us']),
    ],
)  # fmt: skip
def test_plain_json_ld_is_read(tmp_path: Path, content: str | bytes, expected: list[str]) -> None:
    assert triples(tmp_path, content) == expected
