"""Text to quads by the parsers of pyoxigraph, and the error for what is no RDF.

What a format needs beforehand is in `rdfreading`, `jsonld` and `rdfxml`. Nothing is ever fetched,
and no text reaches a parser that could take it for a path or an address.

What holds of values (measured with pyoxigraph 0.5.13): the parsers give each literal as it is
written, `"01"^^xsd:integer`, `"1.50"^^xsd:decimal` and `24:00:00` too; only the letters of a
language tag are made small, and a JSON number gets the form that JSON-LD lays down (`1.50` becomes
`1.5E0`). It is `pyoxigraph.Store` that rewrites the others when it takes them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pyoxigraph import Quad, RdfFormat, parse

from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.locating import unclosed

_BOM: Final = b"\xef\xbb\xbf"
_PARSER_WORDS: Final = re.compile(r"^Parser error (?:at|between) line .*?: (?=\S)")
_QUOTED: Final = re.compile(r"'([^']+)'|`([^`]+)`")


class RdfError(UsageError):
    """A file that cannot be read as RDF; `findings` say where and why, `finding` is the first."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place, f.value)))
        self.finding = self.findings[0]
        super().__init__("\n".join(map(str, self.findings)))


class Parsed(NamedTuple):
    """What a parser gives: quads with the file's own labels of blank nodes, prefixes, the base."""

    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]
    base: str


def refusal(display: str, line: int, problem: str, expected: str, fix: str) -> RdfError:
    """Return the error for one fault of a whole file or of a line."""
    return RdfError(Finding(Place(display, line), "", "", problem, expected, fix))


def decoded(content: bytes, display: str) -> str:
    """Return the text of a file without its byte order mark. Raises RdfError if it is no UTF-8."""
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02x}"
        raise refusal(
            display, line, f"holds the byte {byte}, which is not UTF-8", "UTF-8", "save it as UTF-8"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(
            display, line, "holds a NUL character", "text without control characters", "remove it"
        )
    return text


def parsed(
    text: str, kind: RdfFormat, display: str, *, base: str = "", is_lenient: bool = False
) -> Parsed:
    """Return what a text states. Raises RdfError with the line where the parser tells it.

    A lenient parser lets wrong IRIs and language tags pass.
    """
    try:
        parser = parse(text.encode(), format=kind, base_iri=base or None, lenient=is_lenient)
        quads = tuple(parser)
    except SyntaxError as error:
        raise _syntax(error, text, kind, display) from None
    except MemoryError:  # the parser's name for a token of more than 16 MB
        why = "holds a value too long to be read"
        raise refusal(display, 0, why, "values under 16 MB", "shorten it") from None
    return Parsed(quads, dict(parser.prefixes), parser.base_iri or "")


def relative(display: str, line: int, iri: str, fix: str) -> Finding:
    """Return the finding for an IRI that nothing makes absolute."""
    problem = "is a relative IRI, and no base is given"
    return Finding(Place(display, line), "", iri, problem, "absolute IRIs", fix)


def line_of(text: str, names: Iterable[str], start: int = 0) -> int:
    """Return the line of the first of the names that occurs, from an offset on; 0 if none does."""
    at = next((found for name in names if (found := text.find(name, start)) >= 0), -1)
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def _syntax(error: SyntaxError, text: str, kind: RdfFormat, display: str) -> RdfError:
    """Return the parser's complaint in our form; without a line, that of the words it quotes."""
    said = _PARSER_WORDS.sub("", error.msg)
    line = error.lineno or 0
    if not line and (quoted := _QUOTED.search(said)):
        line = line_of(text.casefold(), [(quoted[1] or quoted[2]).casefold()])
    if "No scheme found" in said:
        return refusal(
            display,
            line,
            "holds a relative IRI, and no base is given",
            "absolute IRIs",
            "write the IRI in full, or declare a base",
        )
    said = said.rstrip(". ")
    # The line of the end helps nobody where a bracket is still open.
    if said == "Unexpected end" or line > text.rstrip().count("\n") + 1:
        bracket, opened = unclosed(text)
        said, line = (f"{said}: '{bracket}' is never closed", opened) if bracket else (said, line)
    why = f"is not valid {kind.name}: {said if len(said) <= 200 else said[:197] + '...'}"
    return refusal(display, line, why, kind.name, "mend the file at this line")
