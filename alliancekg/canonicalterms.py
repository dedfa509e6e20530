"""Literals as the embedded engine writes them, for answers of engines that write them otherwise.

The engines agree on values and not on their spelling: a count is `02` here and `2` there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from alliancekg.namespaces import PREFIXES

if TYPE_CHECKING:
    from alliancekg.results import Term

_BATCH = 5000


def canonical(rows: Iterable[tuple[Term | None, ...]]) -> tuple[tuple[Term | None, ...], ...]:
    """Return the rows with each literal in the spelling that the embedded engine gives it.

    >>> import pyoxigraph as px
    >>> date = px.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> str(canonical([(px.Literal("1.50", datatype=date), None)])[0][0]).partition("^")[0]
    '"1.5"'
    """
    import pyoxigraph as px

    kept = tuple(rows)
    string = PREFIXES["xsd"] + "string"
    typed = dict.fromkeys(
        term
        for row in kept
        for term in row
        if isinstance(term, px.Literal) and (term.language or term.datatype.value != string)
    )
    written: dict[Term, Term] = {}
    terms = list(typed)
    for at in range(0, len(terms), _BATCH):
        some = terms[at : at + _BATCH]
        found = px.Store().query(f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, some))} }} }}")
        written |= zip(some, (row[0] for row in found), strict=True)  # type: ignore[union-attr]
    return tuple(tuple(written.get(t, t) if t is not None else None for t in row) for row in kept)
