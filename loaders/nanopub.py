"""Nanopublications: each one a claim of those to whom it is attributed, with what it rests on.

Source: TriG or N-Quads files of nanopublications, <https://nanopub.net>. A file counts as a whole:
if one of its nanopublications is wrong, or a graph is of none of them, nothing of it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from alliancekg.dataloaders import Context, DataSource, Form, Loader, Outcome, digest, sound
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding, Place
from alliancekg.nanopubs import Nanopub, Said, Value, read
from alliancekg.records import Actor, Claim, Record, Source
from loaders.nanopub_words import local, names, sentence, shown

SOURCE: Final = DataSource(
    key="nanopub",
    title="Nanopublications",
    creators=("The authors of the nanopublications",),
    citation="Nanopublications, by their authors. https://nanopub.net",
    obtain="any nanopublication from its IRI or from https://query.knowledgepixels.com, as TriG",
    url="https://nanopub.net/",
    terms="as each nanopublication says",
    rank=9,
    measures=(),  # nobody says what all nanopublications cover
    time="",
)
# By local name, because the namespaces of PAV and DC are several; the first that is there counts.
_OF_ASSERTION: Final = ("wasAttributedTo", "authoredBy", "creator", "createdBy")
_OF_NANOPUB: Final = ("authoredBy", "creator", "createdBy", "wasAttributedTo")
_RESTS_ON: Final = ("hadPrimarySource", "wasDerivedFrom", "SIO_000253")
_ORCID: Final = re.compile(r"https?://orcid[.]org/([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])/?")
_OTHER_PERSON: Final = re.compile(r"https?://www[.]researcherid[.]com/rid/([A-Z]+-[0-9]+-[0-9]+)")


def _accepts(name: str, head: bytes) -> bool:
    return name.lower().endswith((".trig", ".nq")) or b"nanopub.org/nschema" in head


def outcomes(path: Path, display: str, context: Context) -> Iterator[Outcome]:
    """Yield what each nanopublication of a file gives, or why the file is refused."""
    package = read(path, display)
    if not package.nanopubs:
        said = "holds no nanopublication", "one or more", "check that this is the file you mean"
        raise SourceErrors([Finding(Place(display), "", "", *said)])
    strays = [
        Finding(
            Place(display), "", name, "is a graph of no nanopublication",
            "head, assertion, provenance and publication info", "take the graph out",
        )
        for name in package.strays
    ]  # fmt: skip
    is_wrong = bool(strays) or any(nanopub.faults for nanopub in package.nanopubs)
    for nanopub in package.nanopubs:
        place = Place(display, nanopub.line, item=_tail(nanopub.iri)[-80:])
        if is_wrong:
            yield Outcome(
                place, refusals=(*_refusals(nanopub, place, len(package.nanopubs)), *strays)
            )
        else:
            yield sound(Outcome(place, tuple(_records(nanopub, place, context))))


def _refusals(nanopub: Nanopub, place: Place, count: int) -> Iterator[Finding]:
    for fault in nanopub.faults:
        yield Finding(place, "", *fault)
    if not nanopub.faults and count > 1:
        problem = "stands in a file with one that is wrong"
        fix = "mend the other one, or move this one to a file of its own"
        yield Finding(place, "", nanopub.iri, problem, "a file that is right as a whole", fix)


def _key(nanopub: Nanopub) -> str:
    """Return what names a nanopublication within this source: its digest, its IRI if need be.

    An IRI that is not trusty may be used for other statements later; these are told apart.
    """
    if nanopub.is_trusty:
        return nanopub.digest
    return f"{_tail(nanopub.iri)[-80:]}-{nanopub.digest[2:12]}"


def _tail(iri: str) -> str:
    """Return an IRI without its scheme.

    >>> _tail("http://example.org/np/1#")
    'example.org/np/1'
    """
    return re.sub("^[a-z]+:/*", "", iri).rstrip("/#")


def _name(text: str) -> str:
    """Return what names an IRI or a text in an id; with a digest where an id cannot spell it.

    >>> _name("http://example.org/a"), _name("http://example.org/A")
    ('example.org/a', 'example.org/A-06bf018f')
    """
    tail = _tail(text)
    is_plain = re.fullmatch("[a-z0-9]+(?:[./_ -][a-z0-9]+)*", tail) is not None
    return tail if is_plain else f"{tail}-{digest(text)}"


class _Sayers(NamedTuple):
    """Who claims, and who reports it if that is somebody else."""

    claimants: tuple[Actor, ...]
    reporter: Actor | None


def _records(nanopub: Nanopub, place: Place, context: Context) -> Iterator[Record]:
    """Yield the claim, those who make it, and the documents on which it rests."""
    sayers = _sayers(nanopub, place, context)
    sources = _sources(nanopub, place, context)
    reporter = sayers.reporter
    yield from dict.fromkeys([*sayers.claimants, *((reporter,) if reporter else ())])
    yield from sources
    yield Claim(
        id=context.id(_key(nanopub)),
        paraphrase=sentence(nanopub.assertion, names(nanopub)),
        claimants=tuple(actor.id for actor in sayers.claimants),
        reported_by=reporter.id if reporter else "",
        stance_holder=(reporter or sayers.claimants[0]).id,
        stance="reports" if reporter else "asserts",
        claim_kind="descriptive",
        cites=tuple(source.id for source in sources),
        source=context.source,
        place=place,
        note=f"Nanopublication <{nanopub.iri}>",
    )


def _sayers(nanopub: Nanopub, place: Place, context: Context) -> _Sayers:
    """Return to whom the assertion is attributed, or else the nanopublication."""

    def actors(values: Iterable[Value]) -> tuple[Actor, ...]:
        found = (_actor(value, nanopub, place, context) for value in values)
        return tuple({actor.id: actor for actor in found}.values())

    authors = actors(_first(nanopub.provenance, nanopub.assertion_iri, _OF_ASSERTION))
    makers = actors(_first(nanopub.pubinfo, nanopub.iri, _OF_NANOPUB))
    if authors and makers and not {a.id for a in authors} & {m.id for m in makers}:
        return _Sayers(authors, makers[0])
    return _Sayers(authors or makers or (_nobody(nanopub, place, context),), None)


def _first(said: Iterable[Said], subject: str, predicates: Sequence[str]) -> list[Value]:
    """Return the values of the first of the predicates that a subject has, in their order."""
    found: dict[str, list[Value]] = {}
    for statement in said:
        if statement.subject == subject:
            found.setdefault(local(statement.predicate), []).append(statement.value)
    return next((found[name] for name in predicates if name in found), [])


def _actor(value: Value, nanopub: Nanopub, place: Place, context: Context) -> Actor:
    """Return somebody who is named by an IRI or a text; a person, if the IRI says so."""
    person = _ORCID.fullmatch(value.text)
    other = _OTHER_PERSON.fullmatch(value.text)
    if person:
        key, label = f"orcid-{person[1]}", f"ORCID {person[1]}"
    elif other:
        key, label = f"researcherid-{other[1]}", f"ResearcherID {other[1]}"
    else:
        label = shown(value.text)
        key = f"name-{_name(label)}" if value.kind == "literal" else _name(value.text)
    # The label must be the same wherever the actor is met, and only some files tell a name.
    known = names(nanopub).get(value.text, "")
    others = [value.text] if person or other else []
    return Actor(
        id=context.id(key),
        type="Person" if person or other else "Actor",
        label=label,
        alt_labels=(*others, *((known,) if known and known != label else ())),
        source=context.source,
        place=place,
    )


def _nobody(nanopub: Nanopub, place: Place, context: Context) -> Actor:
    key = _key(nanopub)
    label = f"Unnamed authors of the nanopublication {key}"
    return Actor(
        id=context.id(key, "authors"), type="Group", label=label, source=context.source, place=place
    )


def _sources(nanopub: Nanopub, place: Place, context: Context) -> tuple[Source, ...]:
    """Return the documents and data sets on which the assertion rests, as far as they have IRIs."""
    about = (nanopub.assertion_iri, nanopub.iri)
    iris = dict.fromkeys(
        said.value.text
        for said in nanopub.provenance
        if said.subject in about
        and local(said.predicate) in _RESTS_ON
        and re.match("(?:https?|ftp)://", said.value.text)
        and not said.value.text.startswith(nanopub.iri)
    )
    return tuple(
        Source(
            id=context.id(_name(iri)), type="Document", title=iri, citation=iri, url=iri, rank=9,
            source=context.source, place=place,
        )
        for iri in iris
    )  # fmt: skip


LOADER = Loader(
    name="nanopub",
    summary="nanopublications, each one a claim with its claimants",
    kinds=(
        Form(
            name="nanopublications",
            source=SOURCE,
            accepts=_accepts,
            read=outcomes,
            parts="nanopublications",
        ),
    ),
)
