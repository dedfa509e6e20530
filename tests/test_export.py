"""Exports: the same bytes from any order, read back the same by two parsers, whole or absent."""

from __future__ import annotations

import io
import random
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, parse
from rdfformats import ENGINE, RDFLIB

from alliancekg import sorting
from alliancekg.errors import EngineError, UsageError
from alliancekg.export import FORMATS, QUAD_FORMATS, export_to, write

A, B = NamedNode("https://w3id.org/alliancekg/id/event/a"), NamedNode("https://example.org/b")
P = NamedNode("https://w3id.org/alliancekg/ns#about")
GRAPHS = (
    NamedNode("https://w3id.org/alliancekg/graph/book"),
    NamedNode("https://w3id.org/alliancekg/graph/record"),
)
XSD = "http://www.w3.org/2001/XMLSchema#"
HARD: list[Literal] = [
    Literal("plain"),
    Literal("line\nbreak, CRLF\r\nand CR\r end"),
    Literal('"quotes" and \'\'\'three\'\'\' and """three"""'),
    Literal("back\\slash \\n \\u0041 ends in \\"),
    Literal("tab\t form\f bell\x07 delete\x7f next\x85 line\u2028 par\u2029 bom\ufeff"),
    Literal("astral 😀 𐍈 and combining e\u0301"),
    Literal("é", language="en"),
    Literal("x" * 200_000 + "\n" + "y" * 10),
    Literal(""),
    Literal("0042", datatype=NamedNode(XSD + "string")),
    Literal("62000", datatype=NamedNode(XSD + "integer")),
    Literal("4.5", datatype=NamedNode(XSD + "decimal")),
    Literal("true", datatype=NamedNode(XSD + "boolean")),
    Literal("-0043-03-15", datatype=NamedNode(XSD + "date")),
]
NAMES: list[NamedNode] = [
    B,
    NamedNode("https://w3id.org/alliancekg/id/event/a#time-hwang-2006"),
    NamedNode("https://w3id.org/alliancekg/id/file/seeds/book/events.csv#row=14"),
    NamedNode("https://w3id.org/alliancekg/ns#a.b/c%20d~é"),
    NamedNode("https://w3id.org/alliancekg/ns#"),
    NamedNode("https://w3id.org/alliancekg/ns#9lives."),
]
QUADS = [
    *(Quad(A, P, literal, GRAPHS[0]) for literal in HARD),
    *(Quad(A, P, name, GRAPHS[0]) for name in NAMES),
    *(Quad(name, P, A, GRAPHS[1]) for name in NAMES),
    Quad(A, P, HARD[0], GRAPHS[1]),
    Quad(A, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), P, GRAPHS[1]),
]


def merged(quads: list[Quad]) -> list[Quad]:
    return [Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads]


MERGED = merged(QUADS)
# XML 1.0 has no characters for these.
LEGAL = [q for q in QUADS if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", str(q.object.value))]  # type: ignore[union-attr]
READ = {
    form: (
        ENGINE[form],
        RDFLIB[form],
        set(QUADS if form in QUAD_FORMATS else merged(LEGAL if form == "rdfxml" else QUADS)),
    )
    for form in FORMATS
}


def written(quads: list[Quad], format_: str) -> bytes:
    some = [quad for quad in quads if quad in LEGAL] if format_ == "rdfxml" else quads
    out = io.BytesIO()
    write(iter(some), format_, out, flatten=True)
    return out.getvalue()


def rdflib_quads(content: bytes, format_: str) -> set[tuple[str, ...]]:
    """Return graph, subject, predicate, object, language and datatype as rdflib reads them."""
    if format_ in ("nt", "turtle", "xml"):
        graph = rdflib.Graph().parse(data=content, format=format_)
        return {("", str(s), str(p), str(o), *_kind(o)) for s, p, o in graph}
    data = rdflib.Dataset()
    data.parse(data=content, format=format_)
    return {(str(g), str(s), str(p), str(o), *_kind(o)) for s, p, o, g in data.quads()}


def _kind(node: object) -> tuple[str, str]:
    if isinstance(node, rdflib.Literal):
        return node.language or "", str(node.datatype or "")
    return "", ""


def as_rdflib(quads: set[Quad]) -> set[tuple[str, ...]]:
    """Return the same of pyoxigraph's quads."""

    def kind(node: object) -> tuple[str, str]:
        if isinstance(node, Literal) and node.language is None:
            plain = node.datatype.value == XSD + "string"
            return "", "" if plain else node.datatype.value
        return (node.language or "", "") if isinstance(node, Literal) else ("", "")

    return {
        (
            getattr(quad.graph_name, "value", ""),
            *(getattr(node, "value", "") for node in quad.triple),
            *kind(quad.object),
        )
        for quad in quads
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_written_is_read_back_the_same_by_pyoxigraph(format_: str) -> None:
    rdf_format, _, expected = READ[format_]
    assert set(parse(written(QUADS, format_), format=rdf_format)) == expected


# rdflib's own parsers use what it deprecates.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_written_is_read_back_the_same_by_rdflib(format_: str) -> None:
    _, name, expected = READ[format_]
    found = rdflib_quads(written(QUADS, format_), name)
    assert found == as_rdflib(expected)


@pytest.mark.parametrize("format_", FORMATS)
def test_any_order_and_repetition_gives_the_same_bytes(format_: str) -> None:
    expected = written(QUADS, format_)
    for seed in range(5):
        shuffled = [*QUADS, *QUADS[:10]]
        random.Random(seed).shuffle(shuffled)
        assert written(shuffled, format_) == expected


@pytest.mark.parametrize("format_", ["nquads", "ntriples"])
def test_lines_are_sorted_by_their_bytes_and_end_in_a_line_feed(format_: str) -> None:
    content = written(QUADS, format_)
    lines = content.split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert len(lines) == len(READ[format_][2])
    assert b"\r" not in content


def test_the_hash_seed_does_not_show() -> None:
    script = (
        "import sys; sys.path[:0] = [sys.argv[1]]; from test_export import QUADS, written, FORMATS;"
        "import hashlib; print([hashlib.sha256(written(QUADS, f)).hexdigest() for f in FORMATS])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - set(QUAD_FORMATS)))
def test_several_graphs_are_merged_only_where_that_is_asked_for(
    format_: str, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    with pytest.raises(UsageError, match=f"{format_}: holds one graph.*--flatten"):
        export_to(path, LEGAL, format_)
    assert list(tmp_path.iterdir()) == []
    one = [quad for quad in LEGAL if quad.graph_name == GRAPHS[1]]
    export_to(path, one, format_)
    assert path.read_bytes() == written(one, format_)
    assert set(parse(path.read_bytes(), format=READ[format_][0])) == set(merged(one))


@pytest.mark.parametrize("format_", QUAD_FORMATS)
def test_several_graphs_stay_apart_where_a_format_has_them(format_: str, tmp_path: Path) -> None:
    export_to(tmp_path / "out", QUADS, format_)
    assert (tmp_path / "out").read_bytes() == written(QUADS, format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_sorted_on_the_disk_has_the_same_bytes(
    format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = written(QUADS, format_)
    monkeypatch.setattr(
        "alliancekg.rowsorting.ordered", lambda lines: sorting.ordered(lines, run=3)
    )
    assert written(QUADS, format_) == expected


@pytest.mark.parametrize("format_", FORMATS)
def test_the_change_of_a_label_is_the_change_of_a_line(format_: str) -> None:
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    texts = []
    for name in ("Mutual Defense Treaty", "Mutual Defence Treaty"):
        named = [Quad(iri, label, Literal(name, language="en"), GRAPHS[0]) for iri in (B,)]
        texts.append(written([*QUADS, *named], format_).decode().split("\n"))
    assert len(texts[0]) == len(texts[1])
    if format_ != "rdfxml":  # where only legal statements of QUADS are written
        assert sum(a != b for a, b in zip(*texts, strict=True)) == 1


def test_turtle_declares_only_the_prefixes_that_it_uses() -> None:
    assert written([Quad(A, P, Literal("x"), GRAPHS[0])], "turtle").decode() == (
        "PREFIX ak: <https://w3id.org/alliancekg/ns#>\n"
        "\n"
        "<https://w3id.org/alliancekg/id/event/a>\n"
        '    ak:about "x" ;\n'
        ".\n"
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_gives_a_file_that_says_nothing(format_: str) -> None:
    content = written([], format_)
    assert list(parse(content, format=READ[format_][0])) == []
    assert (content == b"") == (format_ not in ("jsonld", "rdfxml"))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_blank_node_is_refused(format_: str) -> None:
    with pytest.raises(ValueError, match="blank node"):
        write([Quad(A, P, BlankNode("b"), GRAPHS[0])], format_, io.BytesIO())


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with pytest.raises(UsageError) as caught:
        export_to(path, QUADS, "xls")
    assert str(caught.value) == f"no format 'xls'; there are: {', '.join(FORMATS)}"
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out.nq"
    path.write_text("old")
    export_to(path, QUADS, "nquads")
    assert path.read_bytes() == written(QUADS, "nquads")
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    def broken() -> Iterator[Quad]:
        yield QUADS[0]
        raise KeyboardInterrupt

    path = tmp_path / "out.ttl"
    path.write_text("old")
    for format_ in FORMATS:
        with pytest.raises(KeyboardInterrupt):
            export_to(path, broken(), format_)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target.nq", tmp_path / "link.nq"
    target.write_text("old")
    link.symlink_to(target)
    export_to(link, QUADS, "nquads")
    assert link.is_symlink()
    assert target.read_bytes() == written(QUADS, "nquads")


def test_a_device_is_written_to_and_stays_a_device() -> None:
    device = Path("/dev/null")
    export_to(device, QUADS, "nquads")
    assert stat.S_ISCHR(device.stat().st_mode)


def test_a_folder_and_a_place_without_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; expected a file"):
        export_to(tmp_path, QUADS, "nquads")
    with pytest.raises(UsageError, match="has no folder; expected one that exists"):
        export_to(tmp_path / "nowhere" / "out.nq", QUADS, "nquads")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_reported_with_the_path() -> None:
    with pytest.raises(EngineError) as caught:
        export_to(Path("/dev/full"), QUADS, "nquads")
    assert str(caught.value).startswith("/dev/full: cannot be written: No space left on device; ")
