"""Whether every id that a cell names is defined, and defined once, over all files of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from alliancekg.cells import article, is_id
from alliancekg.findings import Finding, Place
from alliancekg.reading import Definition, Reading, Reference
from alliancekg.suggesting import nearest

# Ids are global, but passages belong to a source, and several sources may date or mention one
# record, or say who takes part in it.
PER_SOURCE: Final = frozenset({"passage", "dating", "mention", "participation"})


def resolve(readings: Iterable[Reading], known: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Return the ids that are defined twice, and the references that lead nowhere.

    `known` holds ids from outside the run by kind; those of passages are written `SOURCE/ID`.
    """
    readings = list(readings)
    definitions = [d for reading in readings for d in reading.definitions]
    ids: dict[str, set[str]] = {kind: set(keys) for kind, keys in known.items()}
    for definition in definitions:
        ids.setdefault(definition.kind, set()).add(_scoped(definition))
    fixes: dict[tuple[str, str], str] = {}
    findings = _duplicates(definitions) + _strangers(readings, ids.get("source", set()))
    for reading in readings:
        for reference in reading.references:
            if _scoped(reference) not in ids.get(reference.kind, ()):
                findings.append(_unknown(reference, ids.get(reference.kind, set()), fixes))
    return findings


def _strangers(readings: Iterable[Reading], sources: set[str]) -> list[Finding]:
    """Return a finding for each source that no row defines, at its first file."""
    unknown: dict[str, Reading] = {}
    for reading in readings:
        if reading.table.kind != "source" and reading.source not in sources:
            unknown.setdefault(reading.source, reading)
    expected = "a source that sources.csv defines"
    findings = []
    for source, reading in unknown.items():
        meant = nearest(source, set(filter(is_id, sources)))
        fix = f"add '{source}' to sources.csv" + (f", or write '{meant}'" if meant else "")
        place = Place(reading.display)
        findings.append(Finding(place, "source", source, "is not a source", expected, fix))
    return findings


def _scoped(named: Definition | Reference) -> str:
    return f"{named.source}/{named.key}" if named.kind in PER_SOURCE else named.key


def _duplicates(definitions: Iterable[Definition]) -> list[Finding]:
    first: dict[tuple[str, str], Definition] = {}
    findings = []
    for definition in definitions:
        earlier = first.setdefault((definition.kind, _scoped(definition).lower()), definition)
        if earlier is not definition:
            findings.append(_duplicate(definition, earlier))
    return findings


def _duplicate(definition: Definition, earlier: Definition) -> Finding:
    kind, field = definition.kind, "id"
    expected, fix = "each id once", "delete one row, or give the record an id of its own"
    if earlier.key != definition.key:
        problem = f"equals '{earlier.key}' of {earlier.place} but for case"
    elif ":" in definition.key or kind in ("code", "dating", "mention"):
        field = "code" if kind == "code" else "record"
        problem = f"is a duplicate: the {kind} stands in {earlier.place} already"
        expected, fix = f"each {kind} once", "delete one of the two rows"
    else:
        problem = f"is a duplicate: {earlier.place} defines this {kind} already"
    if earlier.source != definition.source and field == "id":
        expected = "ids that all sources share, each defined once"
        fix = "add passages in mentions.csv and dates in datings.csv, or choose another id"
    return Finding(definition.place, field, definition.key, problem, expected, fix)


def _unknown(reference: Reference, ids: set[str], fixes: dict[tuple[str, str], str]) -> Finding:
    """Return the finding for a reference that leads nowhere; `fixes` keeps costly suggestions."""
    kind = reference.kind
    noun = f"passage of {reference.source}" if kind == "passage" else kind
    at = (kind, reference.prefix + _scoped(reference))
    if at not in fixes:
        prefix = f"{reference.source}/" if kind == "passage" else ""
        candidates = (i.removeprefix(prefix) for i in ids if i.startswith(prefix))
        meant = nearest(reference.key, [*filter(is_id, candidates)])
        fixes[at] = (
            f"write '{reference.prefix}{meant}', or add the {kind}"
            if meant
            else f"add the {kind}, or correct the id"
        )
    expected = f"the id of {article(noun)}"
    return Finding(
        reference.place,
        reference.field,
        reference.prefix + reference.key,
        f"is not {article(noun)}",
        expected,
        fixes[at],
    )
