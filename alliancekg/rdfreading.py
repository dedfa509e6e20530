"""RDF files of users, read strictly: bytes to quads. What the rules say is left to `checking`.

Turtle, TriG, N-Triples and N-Quads, by the parsers of pyoxigraph. Nothing is ever fetched, and no
text reaches a parser that could take it for a path or an address. Blank nodes get new names, so
that those of several files stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import local

FORMATS: Final[dict[str, RdfFormat]] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}

_KINDS: Final = "Turtle (.ttl), TriG (.trig), N-Triples (.nt) or N-Quads (.nq)"
_BOM: Final = b"\xef\xbb\xbf"
_CONFLICT: Final = re.compile(r"^<<<<<<< ", re.M)
_TRIPLE_TERMS: Final = 1000  # pyoxigraph overflows the stack at some ten thousand nested ones
_TRIPLE_TERM: Final = re.compile(r"<<[^<]")
_PARSER_WORDS: Final = re.compile(r"^Parser error at line .*?: (?=\S)")
_SUBJECT: Final = re.compile(r"^([ \t]*)(?:<([^<>\s]+)>|([\w.-]*):((?:[\w.:%-]|\\.)*))", re.M)
# Only what is surely wrong: XSD 1.1 part 2, sections 3.3.2, 3.3.3 and 3.4.13.
_LEXICAL: Final = {
    PREFIXES["xsd"] + "boolean": re.compile(r"\s*(true|false|0|1)\s*"),
    PREFIXES["xsd"] + "decimal": re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*"),
    PREFIXES["xsd"] + "integer": re.compile(r"\s*[+-]?[0-9]+\s*"),
}


class RdfError(UsageError):
    """A file that cannot be read as RDF; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


@dataclass(frozen=True, slots=True)
class Document:
    """What one file states: its quads in its order, where each subject stands, and what is odd."""

    quads: tuple[Quad, ...]
    places: Mapping[str, Place]  # subject IRI to the line on which its statements begin
    findings: tuple[Finding, ...] = ()  # warnings


def read(path: Path, display: str) -> Document:
    """Return what a file states; `display` is its name in messages.

    Raises RdfError for what is no RDF in strict UTF-8 of the kind that the extension says, with the
    line where the parser tells it.
    """
    kind = FORMATS.get(path.suffix.lower())
    try:
        content = path.read_bytes()
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
        raise _error(display, 0, why, "a readable file", "check its name") from None
    if kind is None:
        raise _foreign(content, display)
    text = _text(content, display)
    _guard(text, kind, display)
    try:
        parser = parse(text.encode(), format=kind, rename_blank_nodes=True)
        quads = tuple(parser)
    except SyntaxError as error:
        raise _syntax(error, kind, display) from None
    lines = _Lines(text, display)
    for quad in quads:
        if isinstance(quad.object, Triple):
            line = lines.of("<<(").line
            raise _error(
                display,
                line,
                "holds a triple term of RDF 1.2",
                "RDF 1.1",
                "name the triple's parts",
            )
    subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    places = lines.subjects(subjects, parser.prefixes)
    return Document(quads, places, tuple(_oddities(quads, lines, display)))


def _error(display: str, line: int, problem: str, expected: str, fix: str) -> RdfError:
    return RdfError(Finding(Place(display, line), "", "", problem, expected, fix))


def _foreign(content: bytes, display: str) -> RdfError:
    """Return why a file with another extension is refused; an XML file is never parsed."""
    if b"<!DOCTYPE" in content[:65536]:
        why = "declares a DOCTYPE, whose entities are never unfolded"
    elif content.removeprefix(_BOM).lstrip()[:5] == b"<?xml" or b"<rdf:RDF" in content[:65536]:
        why = "is XML, which is not read"
    else:
        why = "has no extension of an RDF file"
    return _error(display, 0, why, _KINDS, "convert the file, or name it by what it is")


def _text(content: bytes, display: str) -> str:
    """Return the text of the file without its byte order mark. Raises RdfError."""
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02x}"
        raise _error(
            display, line, f"holds the byte {byte}, which is not UTF-8", "UTF-8", "save it as UTF-8"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _error(
            display, line, "holds a NUL character", "text without control characters", "remove it"
        )
    return text


def _guard(text: str, kind: RdfFormat, display: str) -> None:
    """Refuse what no parser should see: merge conflicts, XML or JSON, endless triple terms."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise _error(
            display, line, "holds a conflict mark (<<<<<<<)", "a merged file", "merge, and save"
        )
    start = text.lstrip()
    other = "XML" if start.startswith(("<?xml", "<!DOCTYPE", "<rdf:RDF")) else ""
    if kind != RdfFormat.TRIG and start.startswith("{"):
        other = "JSON or TriG"
    if other:
        raise _error(display, 1, f"is {other}", f"valid {kind.name}", "name the file by what it is")
    if sum(1 for _ in _TRIPLE_TERM.finditer(text)) > _TRIPLE_TERMS:
        raise _error(
            display, 0, "nests triple terms too deep", "RDF 1.1", "name the triples' parts"
        )


def _syntax(error: SyntaxError, kind: RdfFormat, display: str) -> RdfError:
    """Return the parser's complaint in our form."""
    said = _PARSER_WORDS.sub("", error.msg)
    if "No scheme found" in said:
        return _error(
            display,
            error.lineno or 0,
            "holds a relative IRI, and no base is given",
            "absolute IRIs",
            "write the IRI in full, or declare a BASE",
        )
    why = f"is not valid {kind.name}: {said.rstrip('. ')}"
    return _error(display, error.lineno or 0, why, kind.name, "mend the file at this line")


class _Lines:
    """Where in a text things stand, as places in a file."""

    def __init__(self, text: str, display: str) -> None:
        self._text = text
        self._display = display

    def of(self, words: str) -> Place:
        """Return the line of the first occurrence; without a line if there is none."""
        at = self._text.find(words)
        return Place(self._display, self._text.count("\n", 0, at) + 1 if at >= 0 else 0)

    def subjects(self, iris: set[str], prefixes: Mapping[str, str]) -> dict[str, Place]:
        """Return the line that each IRI begins: one without indent, or else the first.

        The parser tells no lines; an IRI that begins no line has no place here.
        """
        outer: dict[str, Place] = {}
        inner: dict[str, Place] = {}
        line, at = 1, 0
        for match in _SUBJECT.finditer(self._text):
            line += self._text.count("\n", at, match.start())
            at = match.start()
            indent, iri, prefix, local = match.groups()
            if iri is None:
                iri = prefixes.get(prefix, "") + local.replace("\\", "")
            if iri in iris:
                (inner if indent else outer).setdefault(iri, Place(self._display, line))
        return {**inner, **outer}


def _oddities(quads: tuple[Quad, ...], lines: _Lines, display: str) -> Iterator[Finding]:
    """Return a warning for a file without statements and for each literal that is not its type."""
    if not quads:
        yield Finding(
            Place(display),
            "",
            "",
            "holds no triples",
            "one statement or more",
            "check that this is the file you mean",
            "warning",
        )
    for quad in quads:
        value = quad.object
        if not isinstance(value, Literal):
            continue
        form = _LEXICAL.get(value.datatype.value)
        if form and not form.fullmatch(value.value):
            kind = "xsd:" + value.datatype.value.rpartition("#")[2]
            yield Finding(
                lines.of(f'"{value.value}"'),
                local(quad.predicate.value),
                value.value,
                f"is no {kind}",
                f"a value of {kind}",
                "correct the value, or its type",
                "warning",
            )
