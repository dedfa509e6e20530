"""What is told already: by the table of a row, or by the reader of a file.

The shapes see what the rows of tables and the lines of files state, right or wrong, and find the
same faults anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from alliancekg.findings import Finding, Place
from alliancekg.givenfiles import Given
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import short
from alliancekg.reports import ShapeFinding

_OF_ROWS: Final = frozenset({"id", "record", ""})  # such a fault is one of the whole row
# Columns with another name than the property.
_PROPERTIES: Final = {"passages": "evidence", "start": "hasSelector", "end": "hasSelector"}
# What a row that is not read would have added is missing, and what stands twice is there twice.
_OF_PARTS: Final = frozenset(
    f"{PREFIXES['sh']}{name}ConstraintComponent"
    for name in ("MinCount", "MaxCount", "UniqueLang", "QualifiedMinCount", "SPARQL")
)


def new(found: Iterable[Finding], table: Given) -> Iterator[Finding]:
    """Return the findings of shapes that tables have not told, and that no refused row causes."""
    told: dict[Place, list[Finding]] = defaultdict(list)
    for finding in table.findings:
        if finding.severity == "violation":
            told[finding.place].append(finding)
    refused = {short(iri) for iri in table.refused}
    unknown = {by.value.rpartition("/")[2] for place in told.values() for by in place if by.value}
    for finding in found:
        iri = getattr(finding, "iri", "").partition("#")[0]
        is_part = iri in table.touched and getattr(finding, "component", "") in _OF_PARTS
        is_caused = finding.value in refused or iri in table.refused or is_part
        if getattr(finding, "kind", "") == "dangling":  # a mention's passage is its record's, too
            is_caused |= finding.value.rpartition("/")[2] in unknown
        if not is_caused and not any(_is_same(finding, by) for by in told[finding.place]):
            yield finding


def _is_same(finding: Finding, by: Finding) -> bool:
    """Tell whether a shape says of a row what a table has said: by field, by value or by rule."""
    field, named = _plain(finding.field), _plain(by.field)
    if by.field in _OF_ROWS or field.startswith(named) or (field and named.startswith(field)):
        return True
    has_value = bool(by.value) and finding.value.rpartition("/")[2] == by.value.rpartition("/")[2]
    return has_value or named in _plain(finding.rule)


def _plain(field: str) -> str:
    """Return a field as columns and properties have it in common.

    >>> _plain("in_force"), _plain("inForceTime")
    ('inforce', 'inforcetime')
    """
    return re.sub(r"[^a-z]", "", _PROPERTIES.get(field, field).lower())


def unrepeated(by_readers: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """Return what readers warn of, without the values that a shape has found wrong."""
    told = {
        (f.place.file, f.field, f.value) for f in found if isinstance(f, ShapeFinding) and f.value
    }
    for finding in by_readers:
        if (finding.place.file, finding.field, finding.value) not in told:
            yield finding
