"""Whether a time span's bounds follow from its EDTF date: no SHACL engine judges dates rightly.

Works on texts, so that no RDF library is needed; reading the graph is left to `checking`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from alliancekg import dates
from alliancekg.namespaces import AK, PREFIXES

VALID: Final = "TimeSpanShape-edtf-valid"
AGREES: Final = "TimeSpanShape-edtf-bounds"

_BOUNDS: Final = {
    "EarliestBegin": "earliest_begin",
    "LatestBegin": "latest_begin",
    "EarliestEnd": "earliest_end",
    "LatestEnd": "latest_end",
}

BOUNDS: Final = frozenset(
    [AK + "openEnded", AK + "qualified"]
    + [f"{PREFIXES['sem']}has{name}TimeStamp" for name in _BOUNDS]
    + [f"{AK}{name[0].lower()}{name[1:]}Day" for name in _BOUNDS]
)
"""The properties of a time span that follow from its date."""


class Fault(NamedTuple):
    """What is wrong with a time span, and the name of the rule that it breaks."""

    rule: str
    problem: str
    expected: str
    fix: str


def fault(edtf: str, stated: Mapping[str, Collection[str]]) -> Fault | None:
    """Return the first thing in which a span differs from its date; None if it agrees.

    `stated` maps the IRI of a property to its values, each written as a literal with its type.

    >>> fault("1971-02-30", {}).rule
    'TimeSpanShape-edtf-valid'
    """
    try:
        bounds = dates.parse(edtf)
    except dates.DateError as error:
        return Fault(VALID, error.problem, error.expected, error.fix)
    for iri, value in _expected(bounds).items():
        given = set(stated.get(iri, ())) - {'"false"^^xsd:boolean'}  # what is false may be left out
        if given != ({value} if value else set()):
            name = iri.rpartition("#")[2].rpartition("/")[2]
            said = " and ".join(sorted(given)) or "missing"
            problem = f"does not agree with {name}, which is {said}"
            return Fault(AGREES, problem, value or f"no {name}", "derive the bounds again")
    return None


def _expected(bounds: dates.Bounds) -> dict[str, str]:
    """Return what a time span states, by the IRI of the property; empty for what it leaves out."""
    found = {
        AK + "openEnded": '"true"^^xsd:boolean' if bounds.open_ended else "",
        AK + "qualified": '"true"^^xsd:boolean' if bounds.qualified else "",
    }
    for name, field in _BOUNDS.items():
        day: int | None = getattr(bounds, field)
        stamp = f"{PREFIXES['sem']}has{name}TimeStamp"
        found[stamp] = "" if day is None else f'"{dates.iso(day)}"^^xsd:date'
        number = f"{AK}{name[0].lower()}{name[1:]}Day"
        found[number] = "" if day is None else f'"{day}"^^xsd:integer'
    return found
