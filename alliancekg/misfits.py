"""Values of parameters that no answer can fit: refused together, or told of an empty answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from alliancekg import engines
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.placing import short
from alliancekg.suggesting import nearest

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    from alliancekg.parameters import Binding, Parameter

Rows = Sequence[tuple["NamedNode | Literal | None", ...]]
_PAIR: Final = ("first", "second")


def refuse(parameters: Sequence[Parameter], found: Iterable[Binding]) -> None:
    """Raise UsageError for a period that ends before it begins, and for two that are one."""
    bound = {binding.variables: binding.rows for binding in found}
    given = {p.name: (p.type, bound[p.variables]) for p in parameters if p.variables in bound}
    begin, end = (given.get(name, ("", ())) for name in ("from", "to"))
    if begin[0] == end[0] == "date" and _day(begin[1], 1) > _day(end[1], 2):
        raise UsageError(
            f"from: '{_text(begin[1])}' is later than to, which is '{_text(end[1])}'; expected a"
            " period that begins before it ends. Fix: give --from and --to in their order"
        )
    first, second = (given.get(name, ("", ())) for name in _PAIR)
    if first[0] == second[0] in ("actor", "event") and set(first[1]) & set(second[1]):
        raise UsageError(
            f"second: '{short(_text(second[1]))}' is the first, too; expected another"
            f" {second[0]}. Fix: give --first and --second different values"
        )


def _day(rows: Rows, at: int) -> int:
    return int(_text([row[at:] for row in rows]))


def _text(rows: Rows) -> str:
    first = rows[0][0]
    return first.value if first is not None else ""


def told(
    parameters: Iterable[Parameter], values: Mapping[tuple[str, ...], Rows], engine: Engine
) -> Iterator[str]:
    """Yield what makes an answer empty: texts that the graph does not have, events out of order."""
    given = {p.name: (p, values.get(p.variables, ())) for p in parameters}
    for parameter, rows in given.values():
        if parameter.values_of and rows:
            yield from _unknown(parameter, rows, engine)
    pair = [given[name][1] for name in _PAIR if name in given and given[name][0].type == "event"]
    if len(pair) == len(_PAIR) and _is_swapped(pair[0][0][0], pair[1][0][0], engine):
        yield (
            "nothing lies between: the second event began before the first had ended."
            " Fix: exchange --first and --second"
        )


def _unknown(parameter: Parameter, rows: Rows, engine: Engine) -> Iterator[str]:
    listed = " ".join(f"<{_iri(name)}>" for name in parameter.values_of)
    asked = f"SELECT DISTINCT ?v {{ VALUES ?p {{ {listed} }} ?s ?p ?v }}"
    known = [_local(term) for (term,) in engines.rows(engine, asked)]
    folded = {_folded(text) for text in known}
    for row in rows:
        text = _text([row])
        if _folded(text) not in folded:
            near = nearest(text, known)
            fix = f"; the nearest is {near}" if near else ""
            yield f"no such thing: the graph has no {parameter.name} '{text}'{fix}"


def _is_swapped(first: object, second: object, engine: Engine) -> bool:
    pattern = (
        f"{first} <{AK}time>/<{AK}earliestEndDay> ?end . {second} <{AK}time>/<{AK}latestBeginDay>"
        " ?begun FILTER(?begun <= ?end)"
    )
    return engines.holds(engine, pattern)


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _local(term: object) -> str:
    """Return a value as a user types it: of an IRI its last part."""
    return str(getattr(term, "value", term)).rpartition("/")[2]


def _folded(text: str) -> str:
    """Return a text in lower case, a number without zeros before it: as the queries compare."""
    return text.casefold().lstrip("0") or text
