"""What a format leaves out of an answer, so that nobody takes what is written for all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alliancekg.namespaces import PREFIXES
from alliancekg.results import Result

if TYPE_CHECKING:
    from alliancekg.results import Term

_LOSSY: Final = ("table", "markdown", "csv")


def lost(result: Result, form: str) -> str:
    """Return what this format leaves out of this answer, or "" if it leaves out nothing.

    TSV, JSON, XML, Turtle and N-Triples hold all; an unbound cell of TSV is empty, and an empty
    text there is `""`.

    >>> import pyoxigraph as px
    >>> one = Result("SELECT", ("a", "b"), ((px.Literal("Guam", language="en"), None),))
    >>> lost(one, "csv")
    'csv leaves out the language of 1 text, and that 1 cell is unbound. Fix: json has all'
    >>> lost(one, "json")
    ''
    """
    if form not in _LOSSY or result.form == "ASK":
        return ""
    terms = [term for row in result.rows for term in row]
    counted = [_kind(term) for term in terms]
    iris, typed, tagged, unbound = (
        counted.count(kind) for kind in ("iri", "typed", "tagged", "unbound")
    )
    said = []
    if iris and form != "csv":
        said.append(f"the {_of(iris, 'IRI')}, for which names stand")
    elif iris and len(set(counted) - {"unbound", "iri"}):
        said.append(f"that {_of(iris, 'value')} {_is(iris)} {'an IRI' if iris == 1 else 'IRIs'}")
    if typed:
        said.append(f"the datatype of {_of(typed, 'value')}")
    if tagged:
        said.append(f"the language of {_of(tagged, 'text')}")
    if unbound:
        said.append(f"that {_of(unbound, 'cell')} {_is(unbound)} unbound")
    if not said:
        return ""
    listed = ", and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"{form} leaves out {listed}. Fix: json has all"


def _kind(term: Term | None) -> str:
    import pyoxigraph as px

    if term is None:
        return "unbound"
    if not isinstance(term, px.Literal):
        return "iri"
    if term.language:
        return "tagged"
    return "plain" if term.datatype.value == PREFIXES["xsd"] + "string" else "typed"


def _of(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
