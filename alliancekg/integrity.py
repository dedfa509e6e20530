"""What no single cell shows: rules that hold between the cells of a row and between records.

Ids that are unknown or defined twice are found by `resolving`, before and beside these.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from alliancekg.cells import article
from alliancekg.dates import parse
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import OWN_GRAPHS
from alliancekg.records import (
    Actor,
    Claim,
    Dating,
    Event,
    Location,
    Passage,
    Policy,
    Record,
    Ref,
    Source,
    Treaty,
)

R = TypeVar("R", bound=Record)
_ASPECTS: Final = {
    "event": ("time",),
    "policy": ("time",),
    "treaty": ("signed", "in-force"),
}
# Its row is the evidence of a source and of a dating; a passage is evidence itself.
_NEED_NO_PASSAGE: Final = frozenset({"source", "passage", "dating"})


def check(
    records: Iterable[Record], documents: Mapping[str, int | None] = MappingProxyType({})
) -> list[Finding]:
    """Return what is wrong between the records of one run, which may be of several sources.

    `documents` has those of other runs: the length of their texts, None where nobody counted.
    """
    by_type: dict[type[Record], list[Record]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)

    def of(kind: type[R]) -> list[R]:
        return [r for r in by_type.get(kind, []) if isinstance(r, kind)]

    lengths = {s.id: s.text_length for s in of(Source) if s.type == "Document"}
    lengths = {**documents, **lengths}
    return list(
        chain(
            chain.from_iterable(map(_source, of(Source))),
            _passages(of(Passage), lengths),
            _evidence(chain.from_iterable(by_type.values()), lengths),
            chain.from_iterable(map(_claim, of(Claim))),
            chain.from_iterable(map(_event, of(Event))),
            _datings(of(Dating), _dates([*of(Event), *of(Policy), *of(Treaty)])),
            _loops(of(Actor), "part_of", lambda r: r.part_of),
            _loops(of(Actor), "member_of", lambda r: r.member_of),
            _loops(of(Location), "part_of", lambda r: r.part_of),
            _loops(of(Event), "part_of", lambda r: r.part_of),
            _loops(of(Treaty), "part_of", lambda r: r.part_of),
            _loops(of(Policy), "part_of", lambda r: r.part_of),
            _loops(of(Claim), "reports_claim", lambda r: (r.reports_claim,)),
        )
    )


def _source(source: Source) -> Iterator[Finding]:
    if source.id in OWN_GRAPHS:
        problem, expected = "is the name of a graph that the engine fills", "another id"
        fix = f"choose another id, as {source.id}-source, and rename its folder"
        yield Finding(source.place, "id", source.id, problem, expected, fix)
    numbers = {"rank": source.rank, "text_length": source.text_length}
    for name, number in numbers.items():
        if number is not None and number < 1:
            fix = "write 1 for the preferred source" if name == "rank" else "count the characters"
            yield Finding(source.place, name, str(number), "is less than 1", "1 or more", fix)


def _passages(passages: Sequence[Passage], lengths: Mapping[str, int | None]) -> Iterator[Finding]:
    spans: dict[tuple[str, int, int], Passage] = {}
    for passage in passages:
        span = f"{passage.start}-{passage.end}"
        length = lengths.get(passage.source)
        if not 0 <= passage.start < passage.end:
            expected, fix = "0 <= start < end", "count characters from 0, the end exclusive"
            yield Finding(passage.place, "end", span, "is no span", expected, fix)
        elif length is not None and passage.end > length:
            problem = f"is beyond the {length} characters of {passage.source}"
            expected = f"an end of at most {length}"
            fix = "correct the offsets, or text_length in sources.csv"
            yield Finding(passage.place, "end", str(passage.end), problem, expected, fix)
        first = spans.setdefault((passage.source, passage.start, passage.end), passage)
        if first is not passage:
            yield _same_span(passage, first, span)


def _same_span(passage: Passage, first: Passage, span: str) -> Finding:
    if passage.digest == first.digest:
        problem = f"is the span of '{first.id}' in {first.place} too"
        fix = f"use the passage '{first.id}'"
        return Finding(passage.place, "start", span, problem, "one passage a span", fix)
    problem = f"has another digest than the same span {span} of '{first.id}' in {first.place}"
    fix = "take both digests anew from the text, and keep one of the two passages"
    return Finding(passage.place, "digest", passage.digest, problem, "one digest a span", fix)


def _evidence(records: Iterable[Record], documents: Collection[str]) -> Iterator[Finding]:
    for record in records:
        if record.passages or record.kind in _NEED_NO_PASSAGE or record.source not in documents:
            continue
        expected = "at least one passage of the source for each record of a document"
        fix = f"name the passages of {record.source} that say so, split with '|'"
        yield Finding(record.place, "passages", "", "are missing", expected, fix)


def _claim(claim: Claim) -> Iterator[Finding]:
    yield from _about_itself(claim)
    yield from _content(claim)
    both = sorted(set(claim.supports) & set(claim.disputes))
    for other in both:
        expected, fix = "at most one of the two", "delete it from one of the cells"
        yield Finding(claim.place, "disputes", other, "is supported as well", expected, fix)
    if claim.reported_by:
        return
    if claim.stance not in ("asserts", "concedes"):  # one may concede a claim of one's own
        problem = f"is missing although the stance is '{claim.stance}'"
    elif claim.stance_holder not in claim.claimants:
        problem = f"is missing although the stance holder '{claim.stance_holder}' is no claimant"
    else:
        return
    expected = "the actor who reports what others claim"
    fix = f"write who reports the claim, as '{claim.stance_holder}'"
    yield Finding(claim.place, "reported_by", "", problem, expected, fix)


def _about_itself(claim: Claim) -> Iterator[Finding]:
    bare = {
        "reports_claim": (claim.reports_claim,),
        "supports": claim.supports,
        "disputes": claim.disputes,
        "in_tension_with": claim.in_tension_with,
    }
    mixed = {"about": claim.about, "subject": (claim.subject,), "object": (claim.object,)}
    itself = Ref("claim", claim.id)
    named = [(name, claim.id) for name, keys in bare.items() if claim.id in keys]
    named += [(name, str(itself)) for name, refs in mixed.items() if itself in refs]
    for name, value in named:
        expected, fix = "another record", "name what the claim is about, or empty the cell"
        yield Finding(claim.place, name, value, "is the claim itself", expected, fix)


def _content(claim: Claim) -> Iterator[Finding]:
    cells = {
        "subject": str(claim.subject or ""),
        "predicate": claim.predicate,
        "object": str(claim.object or ""),
    }
    empty = [name for name, cell in cells.items() if not cell]
    if 0 < len(empty) < 3:
        for name in empty:
            expected = "subject, predicate and object, or none of them"
            fix = "fill the cell, or empty the other ones"
            yield Finding(claim.place, name, "", "is missing from the content", expected, fix)
    elif claim.subject and claim.subject == claim.object:
        value, expected = str(claim.object), "two records"
        fix = "name what stands on the other side of the relation"
        yield Finding(claim.place, "object", value, "is the subject itself", expected, fix)


def _event(event: Event) -> Iterator[Finding]:
    named = {"announces": event.announces, "cancels": event.cancels, "realizes": event.realizes}
    for name, refs in named.items():
        if Ref("event", event.id) in refs:
            value, expected = f"event/{event.id}", "another record"
            fix = "record the announcement, and what it announces, as two records"
            yield Finding(event.place, name, value, "is the event itself", expected, fix)


class _Date(NamedTuple):
    """A date as a cell gives it."""

    edtf: str
    field: str
    place: Place


_Dates = dict[tuple[str, str, str, str], _Date]  # by source, kind, key and aspect


def _dates(records: Iterable[Event | Policy | Treaty]) -> _Dates:
    """Return the dates that stand in the tables of the records themselves."""
    dates: _Dates = {}
    for record in records:
        if isinstance(record, Treaty):
            cells = {"signed": record.signed, "in-force": record.in_force}
        else:
            cells = {"time": record.edtf}
        for aspect, cell in cells.items():
            if cell:
                field = "edtf" if aspect == "time" else aspect.replace("-", "_")
                at = (record.source, record.kind, record.id, aspect)
                dates[at] = _Date(cell, field, record.place)
    return dates


def _datings(datings: Sequence[Dating], own: _Dates) -> Iterator[Finding]:
    """Check the datings, then the order of signature and entry into force."""
    dates = dict(own)
    for dating in datings:
        kind, key = dating.record
        if dating.aspect not in _ASPECTS[kind]:
            problem, expected = f"is no aspect of {article(kind)}", " or ".join(_ASPECTS[kind])
            fix = f"write {_ASPECTS[kind][0]}"
            yield Finding(dating.place, "aspect", dating.aspect, problem, expected, fix)
        at = (dating.source, kind, key, dating.aspect)
        dates[at] = _Date(dating.edtf, "edtf", dating.place)
        if at in own:
            problem = f"is dated by the same source in {own[at].place}"
            expected, fix = "one date a source", "delete one of the two dates"
            yield Finding(dating.place, "record", f"{kind}/{key}", problem, expected, fix)
    for (source, kind, key, aspect), date in dates.items():
        signed = dates.get((source, kind, key, "signed"))
        if aspect == "in-force" and signed:
            yield from _signed_after(signed, date)


def _signed_after(signed: _Date, in_force: _Date) -> Iterator[Finding]:
    earliest, latest = _begins(signed)[0], _begins(in_force)[1]
    # A treaty is in force for a period; what begins is that period.
    if earliest is not None and latest is not None and latest < earliest:
        problem = f"is before the signature, {signed.edtf} in {signed.place}"
        expected, fix = f"{signed.edtf} or later", "exchange the two dates, or correct one"
        yield Finding(in_force.place, in_force.field, in_force.edtf, problem, expected, fix)


def _begins(date: _Date) -> tuple[int | None, int | None]:
    """Return the first and last day on which it may have begun; None where that is not sure."""
    bounds = parse(date.edtf)
    if bounds.qualified:
        return None, None
    latest = bounds.latest_end if bounds.latest_begin is None else bounds.latest_begin
    return bounds.earliest_begin, latest


def _loops(
    records: Sequence[R], field: str, parents: Callable[[R], Iterable[str]]
) -> Iterator[Finding]:
    """Yield a finding for each loop, at the record of the loop that was written first."""
    by_id = {record.id: record for record in records}
    ways = {r.id: [p for p in parents(r) if p in by_id] for r in records}
    done: set[str] = set()
    for start, first in ways.items():
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(first)}
        while path:
            here = next(reversed(path))
            above = next(path[here], None)
            if above is None:
                done.add(here)
                del path[here]
            elif above in path:
                loop = list(path)[list(path).index(above) :]
                if not (field == "reports_claim" and len(loop) == 1):  # is reported as itself
                    yield _loop(loop, by_id, field)
            elif above not in done:
                path[above] = iter(ways[above])


def _loop(loop: Sequence[str], by_id: Mapping[str, R], field: str) -> Finding:
    places = [by_id[key].place for key in loop]
    at = places.index(min(places))
    turned = [*loop[at:], *loop[:at], loop[at]]
    shown = turned if len(turned) <= 12 else [*turned[:6], "…", *turned[-5:]]
    expected, fix = "no way back to the record itself", "delete one of the links of the loop"
    problem = f"makes a loop, {' > '.join(shown)}"
    return Finding(places[at], field, turned[1], problem, expected, fix)
