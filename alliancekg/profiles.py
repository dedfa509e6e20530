"""Profiles: the graph in the words of another vocabulary, each a CONSTRUCT with shapes of its own.

A profile stands in `queries/profiles/NAME.rq`, its shapes in `shapes/profiles/NAME.ttl` beside
those of the graph. What it cannot say, its header lists. How its triples are written is left to
`export`, and to the last step that some have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as px

from alliancekg import profileheader, queryfiles
from alliancekg.engines import WHOLE, Engine, Limits
from alliancekg.errors import UsageError
from alliancekg.findings import Finding
from alliancekg.namespaces import PREFIXES
from alliancekg.profileheader import ProfileHeader
from alliancekg.queries import PROFILES
from alliancekg.queryheader import Report
from alliancekg.sparqltext import Token, code, form, prologue

FINISHES: Final = {"": "turtle", "nanopub": "trig", "triple-terms": "", "quickstatements": ""}
"""The last steps, and the format in which quads are written best; "" gives lines of text."""

LIMITS: Final = Limits(seconds=3600, rows=WHOLE)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile in a file: its CONSTRUCT, and our prefixes with those that it declares."""

    name: str
    header: ProfileHeader
    text: str
    prefixes: Mapping[str, str]
    shapes: Path

    @property
    def finish(self) -> str:
        """The last step, which turns the triples into the final form; "" if there is none."""
        return self.header.finish

    @property
    def format(self) -> str:
        """The format in which its quads are best written; "" if `made` gives lines of text."""
        return FINISHES[self.finish]


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the profiles of a folder of queries, in order."""
    return tuple(queryfiles.names(folder / PROFILES))


def find(folder: Path) -> dict[str, Profile]:
    """Return all profiles by name, in order.

    Raises one UsageError with a line for each thing that is wrong in any of the files.
    """
    loaded = [
        _load(folder, name, path) for name, path in queryfiles.names(folder / PROFILES).items()
    ]
    queryfiles.refuse([finding for _, findings in loaded for finding in findings])
    return {profile.name: profile for profile, _ in loaded}


def get(folder: Path, name: str) -> Profile:
    """Return one profile; no other file is read.

    Raises UsageError for an unknown name, with the names that there are, and for a bad file.
    """
    there = queryfiles.names(folder / PROFILES)
    path = queryfiles.named(there, name, f"profile '{name}' in {folder.name}/{PROFILES}")
    profile, findings = _load(folder, name, path)
    queryfiles.refuse(findings)
    return profile


def _load(folder: Path, name: str, path: Path) -> tuple[Profile, list[Finding]]:
    report = Report(f"{folder.name}/{PROFILES}{path.name}")
    text = queryfiles.text_of(path, report) or ""
    header = (
        ProfileHeader()
        if report.findings
        else profileheader.parse(text, tuple(filter(None, FINISHES)), report)
    )
    tokens = queryfiles.tokens_of(text, report) or []
    live = code(tokens)
    if live and form(live) != "CONSTRUCT":
        line = live[min(prologue(live), len(live) - 1)].line
        report.add(line, "", form(live), "gives no triples", "CONSTRUCT", "write a CONSTRUCT")
    elif live:
        queryfiles.check_syntax(text, report)
        queryfiles.refuse_late_lines(tokens, report)
        _refuse_blank_nodes(live, report)
    shapes = folder.parent / "shapes" / PROFILES / f"{name}.ttl"
    return Profile(name, header, text, PREFIXES | _prefixes(live), shapes), report.findings


def _refuse_blank_nodes(live: list[Token], report: Report) -> None:
    """Report blank nodes in the template: each run would name them anew."""
    depth = 0
    for token in live[prologue(live) :]:
        if token.kind == "blank" or token.text in ("[", "("):
            expected = "IRI(CONCAT(STR(?x), '#…')), bound in WHERE"
            report.add(token.line, "query", token.text, "makes a blank node", expected)
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text == "}" and not depth:
            return


def _prefixes(live: list[Token]) -> dict[str, str]:
    """Return the prefixes that a query declares."""
    opening = live[: prologue(live)]
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(opening, opening[1:], opening[2:], strict=False)
        if word.is_word("PREFIX") and iri.kind == "iri"
    }


def made(
    profile: Profile, engine: Engine, limits: Limits = LIMITS
) -> Iterable[px.Quad] | Iterator[str]:
    """Return what the profile makes of the whole graph: quads, or lines if it has no `format`.

    Quads without a last step are of the default graph, each once, sorted; the same on every engine.
    Raises UsageError for a blank node, EngineError when the engine fails or a limit is passed.
    """
    return finished(profile, constructed(profile, engine, limits))


def finished(profile: Profile, triples: Iterable[px.Triple]) -> Iterable[px.Quad] | Iterator[str]:
    """Return what the last step of a profile makes of the triples of its CONSTRUCT."""
    if profile.finish == "nanopub":
        from alliancekg import nanopubwriting

        return nanopubwriting.finished(triples)
    if profile.finish == "triple-terms":
        from alliancekg import triplewriting

        return triplewriting.finished(triples)
    if profile.finish == "quickstatements":
        from alliancekg import quickstatements

        return quickstatements.finished(triples)
    return [px.Quad(*triple) for triple in triples]


def remarks(profile: Profile, triples: Iterable[px.Triple]) -> tuple[str, ...]:
    """Return what the last step leaves out of these triples, and what of it needs a second look."""
    if profile.finish == "quickstatements":
        from alliancekg import quickstatements

        return quickstatements.written(triples).remarks
    return ()


def constructed(profile: Profile, engine: Engine, limits: Limits = LIMITS) -> list[px.Triple]:
    """Return the triples of the CONSTRUCT, each once, sorted, without the last step."""
    found = engine.ask(profile.text, "CONSTRUCT", limits)
    triples = [px.Triple(*row) for row in found.rows]  # type: ignore[arg-type]
    for triple in triples:
        if isinstance(triple.subject, px.BlankNode) or isinstance(triple.object, px.BlankNode):
            raise UsageError(
                f"profile {profile.name}: '{triple}' has a blank node; expected IRIs and literals"
                " only. Fix: name it by IRI(CONCAT(STR(?x), '#…'))"
            )
    return triples
