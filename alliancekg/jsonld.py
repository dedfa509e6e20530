"""JSON-LD read strictly: no context is fetched, and nothing that is written is lost in silence.

The parser of pyoxigraph leaves out, without a word, each statement with an IRI or a language tag
that is wrong or relative. So the text is parsed twice: leniently and with a base of ours, where all
these show, and strictly. What shows is refused. A key that the context does not know is left out,
as JSON-LD wants it, and a warning says so; likewise what stands under it. Not told are values that
are left out by design: `null`, and a value or a list that is the value of no property. A string
under a key `@context` within a JSON literal is refused, too: it is not told from a context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from alliancekg.findings import Finding, Place, Severity
from alliancekg.jsontext import Member, Objects, read
from alliancekg.locating import Seen, is_absolute, resolved
from alliancekg.namespaces import PREFIXES
from alliancekg.rdfparsing import Parsed, RdfError, parsed, refusal, relative

_CONTEXT: Final = "@context"
_BASE: Final = "relative-iri://x/"  # never resolved; a scheme that nobody uses
_LIKE_KEYWORD: Final = re.compile(r"@[A-Za-z]+")
_KEYWORDS: Final = re.compile(
    "@(?:base|container|context|default|direction|embed|explicit|graph|id|import|included|index"
    "|json|language|list|nest|none|omitDefault|prefix|preserve|propagate|protected|requireAll"
    "|reverse|set|type|value|version|vocab)"
)


def parse(text: str, display: str) -> tuple[Parsed, Seen, list[Finding]]:
    """Return what a text states, where its nodes stand, and warnings.

    Raises RdfError for what is no JSON-LD, for each context that would have to be fetched, and for
    each IRI or language tag that is wrong or relative.
    """
    objects = read(text, display)
    if remote := list(_remote(objects.members, display)):
        raise RdfError(*remote)
    terms = _terms(objects.members)
    lenient = parsed(text, RdfFormat.JSON_LD, display, base=_BASE, is_lenient=True)
    seen = _seen(objects, terms, lenient.base)
    judge = _Judge(seen, objects.members, display)
    for quad in lenient.quads:
        judge.look(quad)
    if judge.faults:
        raise RdfError(*judge.faults)
    strict = parsed(text, RdfFormat.JSON_LD, display)
    warnings = [*judge.warnings, *_ignored(objects.members, display)]
    if not judge.warnings and len(strict.quads) != len(lenient.quads):
        why = "holds statements that the parser leaves out"
        raise refusal(display, 0, why, "JSON-LD 1.1", "write the file in plainer JSON-LD")
    return strict, seen, list(dict.fromkeys(warnings))


def _remote(members: Iterable[Member], display: str) -> Iterator[Finding]:
    """Return a finding for each context that is not in the file itself."""
    for text, is_key, line, keys, _ in members:
        if is_key or not keys:
            continue
        is_import = keys[-1] == "@import" and _CONTEXT in keys
        if keys[-1] == _CONTEXT or is_import:
            yield Finding(
                Place(display, line),
                "@import" if is_import else _CONTEXT,
                text,
                "is a remote context, which is never fetched",
                "a context that stands in the file",
                "write what the context says as an object under @context",
            )


def _terms(members: Iterable[Member]) -> dict[str, str]:
    """Return what the contexts of a file say of their terms, @vocab among them; the first wins."""
    terms: dict[str, str] = {}
    for text, is_key, _, keys, _ in members:
        if is_key or _CONTEXT not in keys:
            continue
        if keys[-1] == "@id" and keys[-2] != _CONTEXT:
            terms.setdefault(keys[-2], text)
        elif keys[-2:-1] == (_CONTEXT,):
            terms.setdefault(keys[-1], text)
    return terms


def _names(text: str, terms: Mapping[str, str], base: str) -> Iterator[str]:
    """Return each IRI that a string may stand for."""
    yield text
    whole = _expanded(text, terms)
    yield whole
    if not is_absolute(whole):
        yield terms.get("@vocab", "") + text
        yield resolved(text, terms.get("@base", base))
        yield _BASE + text


def _expanded(text: str, terms: Mapping[str, str]) -> str:
    """Return a term or a compact IRI in full, as far as the terms tell; they may go in circles."""
    for _ in range(len(terms) + 1):
        prefix, colon, rest = text.partition(":")
        if text in terms and not text.startswith("@"):
            text = terms[text]
        elif colon and prefix in terms and not rest.startswith("//"):
            text = terms[prefix] + rest
        else:
            break
    return text


def _seen(objects: Objects, terms: Mapping[str, str], base: str) -> Seen:
    """Return where nodes stand: they begin at the @id of an object that says more than that."""
    aliases = {"@id", *(term for term, iri in terms.items() if iri == "@id")}
    telling = {m.owner for m in objects.members if m.is_key and m.text not in {*aliases, _CONTEXT}}
    named = {*aliases, "@graph", "@list", "@set", "@value"}  # what no node without @id has
    closed = {m.owner for m in objects.members if m.text in named or _CONTEXT in m.keys}
    openers = [line for n, line in enumerate(objects.lines) if n not in closed]
    seen = Seen(openers=openers or list(objects.lines))
    for text, is_key, line, keys, owner in objects.members:
        if not is_key and keys and keys[-1] in aliases and owner in telling:
            for name in _names(text, terms, base):
                seen.begins.setdefault(name, line)
        if _CONTEXT not in keys:
            for name in _names(text, terms, base):
                seen.mentions.setdefault(name, line)
    return seen


def _ignored(members: Iterable[Member], display: str) -> Iterator[Finding]:
    """Return a warning for each word that looks like a keyword and is none, and for @direction."""
    for text, is_key, line, keys, _ in members:
        stands_for_iri = is_key or (keys and keys[-1] in ("@id", "@type"))
        is_alike = _LIKE_KEYWORD.fullmatch(text) and not _KEYWORDS.fullmatch(text)
        if stands_for_iri and is_alike:
            problem = "is no keyword of JSON-LD, and is left out"
            yield _finding(display, line, text, problem, "a keyword or an IRI", "warning")
        elif is_key and text == "@direction":
            problem = "is left out, as RDF has no direction"
            yield _finding(display, line, text, problem, "@language alone", "warning")


def _finding(
    display: str, line: int, value: str, problem: str, expected: str, severity: Severity
) -> Finding:
    fix = "declare it in the @context, or correct it" if "@context" in problem else "correct it"
    return Finding(Place(display, line), "", value, problem, expected, fix, severity)


class _Judge:
    """What is wrong with the statements of the lenient parser, each IRI and tag looked at once."""

    def __init__(self, seen: Seen, members: Iterable[Member], display: str) -> None:
        self._seen = seen
        self._display = display
        self._strings: dict[str, int] = {}
        for member in members:
            self._strings.setdefault(member.text.casefold(), member.line)
        self._judged: set[tuple[str, str]] = set()
        self.faults: list[Finding] = []
        self.warnings: list[Finding] = []

    def look(self, quad: Quad) -> None:
        """Judge one statement."""
        self._property(quad.predicate.value)
        for node in (quad.subject, quad.object, quad.graph_name):
            if isinstance(node, NamedNode):
                self._iri(node.value)
            elif isinstance(node, BlankNode):
                self._blank(node.value)
            elif isinstance(node, Literal):
                self._iri(node.datatype.value)
                if node.language:
                    self._language(node.language)

    def _is_new(self, kind: str, value: str) -> bool:
        is_new = (kind, value) not in self._judged
        self._judged.add((kind, value))
        return is_new

    def _property(self, iri: str) -> None:
        if is_absolute(iri):
            self._iri(iri)
        elif self._is_new("property", iri):
            problem = "is no term of the @context, and is left out"
            if iri.startswith("_:"):
                problem = "is a blank node as a property, and is left out"
            expected = "a term, or an IRI"
            line = self._line(iri)
            self.warnings.append(_finding(self._display, line, iri, problem, expected, "warning"))

    def _iri(self, iri: str) -> None:
        if not self._is_new("iri", iri):
            return
        line = self._line(iri)
        if iri.startswith("relative-iri:") or not is_absolute(iri):
            fix = "write the IRI in full, or give @base, @vocab or the term in the @context"
            shown = iri.removeprefix(_BASE).removeprefix("relative-iri:") or '""'
            self.faults.append(relative(self._display, line or self._line(shown), shown, fix))
            return
        try:
            NamedNode(iri)
        except ValueError as error:
            problem = f"is no IRI: {str(error).rstrip('. ')}"
            self.faults.append(_finding(self._display, line, iri, problem, "an IRI", "violation"))
            return
        prefix = iri.partition(":")[0]
        if prefix in PREFIXES:
            problem = f"is taken as it stands, as '{prefix}' is no prefix of the @context"
            expected = "a prefix that is declared"
            self.warnings.append(_finding(self._display, line, iri, problem, expected, "warning"))

    def _blank(self, label: str) -> None:
        if not self._is_new("blank", label):
            return
        try:
            BlankNode(label)
        except ValueError:
            name, problem = f"_:{label}", "is no label of a blank node"
            self.faults.append(
                _finding(
                    self._display,
                    self._line(name),
                    name,
                    problem,
                    "letters and digits after _:",
                    "violation",
                )
            )

    def _language(self, tag: str) -> None:
        if not self._is_new("language", tag):
            return
        try:
            Literal("", language=tag)
        except ValueError:
            self.faults.append(
                _finding(
                    self._display,
                    self._line(tag),
                    tag,
                    "is no language tag",
                    "a tag of BCP 47 such as en-US",
                    "violation",
                )
            )

    def _line(self, name: str) -> int:
        return self._seen.line(name) or self._strings.get(name.casefold(), 0)
