"""The files of the W3C suites survive: read, written in each format, read again, the same data."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_reading_w3c import jsonld_tests, rdf_tests

from alliancekg import rewriting
from alliancekg.canonicalising import canonical
from alliancekg.errors import UsageError
from alliancekg.export import FORMATS, write
from alliancekg.rdfreading import RdfError

pytestmark = pytest.mark.shared
EXTENSIONS = {
    "jsonld": ".jsonld",
    "nquads": ".nq",
    "ntriples": ".nt",
    "rdfxml": ".rdf",
    "trig": ".trig",
    "turtle": ".ttl",
}


def readable(folder: Path, suite: str) -> Iterator[rewriting.Files]:
    """Yield what the files of a suite state that our reader takes, once each."""
    tests = jsonld_tests(folder / suite) if suite == "jsonld" else rdf_tests(folder / suite)
    for path in dict.fromkeys(path for kind, path in tests if kind == "positive"):
        try:
            yield rewriting.read([path])
        except RdfError:
            continue


def text(files: rewriting.Files, form: str) -> bytes:
    """Return what files state in a format, labelled here and not in a process each."""
    out = io.BytesIO()
    write(canonical(files.quads), form, out, prefixes=files.prefixes, has_labels=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("suite", "quads", "triples", "rdfxml", "jsonld"),
    [
        # RDF/XML has no name for some predicates, and JSON-LD here none for directions of texts.
        ("rdf11/rdf-turtle", 197, 197, 189, 197),
        ("rdf11/rdf-trig", 219, 88, 84, 219),
        ("rdf11/rdf-n-quads", 52, 40, 37, 52),
        ("rdf11/rdf-xml", 107, 107, 107, 107),
        ("jsonld", 312, 268, 250, 306),
    ],
)
def test_each_format_gives_back_what_it_was_given_or_refuses(
    suite: str,
    quads: int,
    triples: int,
    rdfxml: int,
    jsonld: int,
    shared: Path,
    tmp_path: Path,
) -> None:
    found: Counter[str] = Counter()
    for files in readable(shared / "w3c", suite):
        expected = text(files, "nquads")
        for form in FORMATS:
            copy = tmp_path / f"copy{EXTENSIONS[form]}"
            try:
                files.labelled(form)
                copy.write_bytes(text(files, form))
            except UsageError:
                continue
            assert text(rewriting.read([copy]), "nquads") == expected, (form, expected)
            found[form] += 1
    assert found == {
        **dict.fromkeys(("nquads", "trig"), quads),
        **dict.fromkeys(("ntriples", "turtle"), triples),
        **{"rdfxml": rdfxml, "jsonld": jsonld},
    }
