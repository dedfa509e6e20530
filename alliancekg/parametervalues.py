"""What a user types for a parameter, made into terms: ids, labels and codes looked up in the graph.

Terms are built by pyoxigraph only, which validates them; no text from outside gets into a query in
any other way.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from alliancekg import dates, engines, misfits, naming
from alliancekg.cells import article
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.facts import Facts
from alliancekg.labelling import language_rank
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME, concept_iri, record_iri
from alliancekg.parameters import KINDS, Binding, Parameter, by_name
from alliancekg.suggesting import nearest

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

_RDFS_LABEL: Final = PREFIXES["rdfs"] + "label"
_SKOS: Final = PREFIXES["skos"]
_LABELS: Final = {
    "claim": (AK + "paraphrase",),
    "source": (PREFIXES["dcterms"] + "title",),
    "concept": (_SKOS + "prefLabel", _SKOS + "altLabel", _SKOS + "notation"),
}
_CODES: Final = (AK + "cowCode", AK + "gwCode", AK + "isoAlpha3")
_LARGEST: Final = 2**63 - 1
_LONGEST: Final = 500  # characters of a message
_NEVER: Final = 9_999_999  # the day of an end that is open or unknown, as queries write it, too


def bindings(
    parameters: Sequence[Parameter],
    values: Mapping[str, str | Sequence[str]],
    engine: Engine,
) -> tuple[Binding, ...]:
    """Return what the values (or else the defaults) bind, in the order of the parameters.

    Raises UsageError for an unknown name, a missing or superfluous value, and a value that is not
    of the type, is unknown or means several records, and for values that do not go together.
    """
    given: dict[str, list[str]] = {}
    for name, value in values.items():
        texts = [value] if isinstance(value, str) else list(value)
        given.setdefault(by_name(parameters, name).name, []).extend(texts)
    found = []
    for parameter in parameters:
        texts = given.get(parameter.name) or list(parameter.default)
        if not texts and parameter.is_required:
            doc = f" ({parameter.doc})" if parameter.doc else ""
            expected = f"{article(parameter.type)}{doc}"
            raise UsageError(
                f"parameter '{parameter.name}' is missing; expected {expected}."
                f" Fix: add --{parameter.name} VALUE"
            )
        if len(texts) > 1 and not parameter.is_repeatable:
            raise UsageError(
                f"parameter '{parameter.name}' takes one value, not {len(texts)}."
                f" Fix: give --{parameter.name} once"
            )
        if texts:
            rows = tuple(dict.fromkeys(_row(parameter, text, engine) for text in texts))
            found.append(Binding(parameter.variables, rows))
    misfits.refuse(parameters, found)
    return tuple(found)


def _row(parameter: Parameter, text: str, engine: Engine) -> tuple[NamedNode | Literal | None, ...]:
    """Return the terms of one value, one for each of the parameter's variables."""
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        problem, fix = "has half a character (a surrogate)", "write the value in UTF-8"
        raise _wrong(parameter, text, problem, "UTF-8", fix)
    if parameter.choices and text not in parameter.choices:
        near = nearest(text, parameter.choices)
        fix = f"write {near}" if near else "write one of these"
        problem, expected = "is none of the choices", ", ".join(parameter.choices)
        raise _wrong(parameter, text, problem, expected, fix)
    match parameter.type:
        case "string":
            return (_literal(parameter, text),)
        case "integer":
            return (_integer(parameter, text),)
        case "date":
            return _date(parameter, text)
        case "iri":
            return (_node(parameter, text, engine),)
        case _:
            return (_record(parameter, text, engine),)


def _wrong(parameter: Parameter, text: str, problem: str, expected: str, fix: str) -> UsageError:
    said = f"{problem}; expected {expected.rstrip('.')}. Fix: {fix}"
    return UsageError(f"{parameter.name}: '{_visible(text[:80])}' {_visible(said)}")


def _visible(text: str) -> str:
    """Return a text with its control characters visible, and not much of one that is long."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:_LONGEST])
    return shown if len(text) <= _LONGEST else shown + "…"


def _literal(parameter: Parameter, text: str) -> Literal:
    import pyoxigraph as px

    _refuse_nothing(parameter, text, "a text")  # which every text has
    return px.Literal(text)


def _refuse_nothing(parameter: Parameter, text: str, expected: str) -> None:
    if not text.strip():
        fix = f"write one, or leave --{parameter.name} out"
        raise _wrong(parameter, text, "is empty", expected, fix)


def _integer(parameter: Parameter, text: str) -> Literal:
    import pyoxigraph as px

    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text) or abs(int(text)) > _LARGEST:
        expected, fix = "digits, such as 365", "write a number without point, blank or unit"
        raise _wrong(parameter, text, "is no whole number", expected, fix)
    if parameter.name == "days" and int(text) < 0:
        expected, fix = "0 or more", "write how many days lie between, without a sign"
        raise _wrong(parameter, text, "is below 0", expected, fix)
    return px.Literal(int(text))


def _date(parameter: Parameter, text: str) -> tuple[NamedNode | Literal | None, ...]:
    """Return a date's text, its first and its last day; an end that is open or unknown is far off.

    A condition on a variable that is not bound would let nothing through.
    """
    import pyoxigraph as px

    try:
        bounds = dates.parse(text)
    except dates.DateError as error:
        raise _wrong(parameter, text, error.problem, error.expected, error.fix) from None
    first = -_NEVER if bounds.earliest_begin is None else bounds.earliest_begin
    last = _NEVER if bounds.latest_end is None else bounds.latest_end
    days = (max(-_NEVER, min(day, _NEVER)) for day in (first, last))
    return (px.Literal(text), *map(px.Literal, days))


def _iri(parameter: Parameter, text: str) -> NamedNode:
    """Return an IRI, written whole, in `<>`, or with one of the project's prefixes."""
    import pyoxigraph as px

    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, _, local = bare.partition(":")
    if prefix in PREFIXES and not local.startswith("//"):
        bare = PREFIXES[prefix] + local
    try:
        return px.NamedNode(bare)
    except ValueError as error:
        problem, fix = (
            f"is no IRI ({error})",
            "write the whole IRI, what may not stand in it as %20",
        )
        raise _wrong(parameter, text, problem, "one such as https://…", fix) from None


def _node(parameter: Parameter, text: str, engine: Engine) -> NamedNode:
    """Return the IRI that is written, or that of the record with this `kind/key` or label."""
    _refuse_nothing(parameter, text, "an IRI, kind/key or a label")
    try:
        return _iri(parameter, text)
    except UsageError as refused:
        try:
            return naming.resolve(Facts(engine), text)
        except UsageError as unknown:
            _, mark, fix = str(unknown).partition(". Fix: ")
            if not mark:  # nothing is near
                raise refused from None
            problem = "is no IRI, and names no node or several"
            raise _wrong(parameter, text, problem, "an IRI, kind/key or a label", fix) from None


def _record(parameter: Parameter, text: str, engine: Engine) -> NamedNode:
    """Return the one record or concept that the text names: id, IRI, code, label or other label."""
    _refuse_nothing(parameter, text, "an id, a label or an IRI")
    wanted = " ".join(text.split())
    exact = _by_key(parameter, wanted, engine)
    if exact is not None:
        return exact
    named = list(names(parameter, engine))
    found = sorted({node for name, node in named if name.casefold() == wanted.casefold()}, key=str)
    kind = parameter.type.replace("concept:", "concept of ")
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{_label(node, named)} ({_key(node.value)})" for node in found)
        raise _wrong(parameter, text, f"names several: {listed}", "an id", "write one of the ids")
    near = _nearest(wanted, named)
    fix = f"one of the nearest: {near}" if near else "name one that the graph has"
    expected = "an id, a label or an IRI"
    raise _wrong(parameter, text, f"is no {kind} of the graph", expected, fix)


def _by_key(parameter: Parameter, text: str, engine: Engine) -> NamedNode | None:
    """Return the record with this id (`usa`, `actor/usa`) or IRI, if the graph has it."""
    import pyoxigraph as px

    scheme = parameter.type.partition(":")[2]
    key = text.removeprefix(f"{parameter.type}/")
    if re.fullmatch(r"<?https?://[^>]*>?", text):
        node = _iri(parameter, text)
        if not node.value.startswith(_space(parameter)):
            expected, fix = f"an IRI {_space(parameter)}…", f"name {article(parameter.type)}"
            raise _wrong(parameter, text, "is of another kind", expected, fix)
    else:
        node = px.NamedNode(concept_iri(scheme, key) if scheme else record_iri(parameter.type, key))
    return node if _is_known(node, engine) else None


def _is_known(node: NamedNode, engine: Engine) -> bool:
    return engines.holds(engine, f"{node} ?p ?o")


def _space(parameter: Parameter) -> str:
    if parameter.type in KINDS:
        return f"{ID}{parameter.type}/"
    return f"{SCHEME}{parameter.type.partition(':')[2]}#"


def names(parameter: Parameter, engine: Engine) -> Iterator[tuple[str, NamedNode]]:
    """Yield the names of all records of the parameter's kind; the preferred label comes first."""
    import pyoxigraph as px

    kind, space = parameter.type.partition(":")[0], _space(parameter)
    predicates = _LABELS.get(kind, (_RDFS_LABEL, _SKOS + "altLabel"))
    for predicate in (*predicates, *(_CODES if kind == "actor" else ())):
        pattern = f'?node <{predicate}> ?name FILTER(STRSTARTS(STR(?node), "{space}"))'
        found = engines.rows(engine, f"SELECT ?node ?name {{ {pattern} }}")
        names = [
            (language_rank(name), node.value, name.value)
            for node, name in found
            if isinstance(node, px.NamedNode) and isinstance(name, px.Literal)
        ]
        for _, iri, text in sorted(names):
            if "#" not in iri.removeprefix(space):
                yield text, px.NamedNode(iri)


def _key(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _label(node: NamedNode, names: Sequence[tuple[str, NamedNode]]) -> str:
    return next((name for name, named in names if named == node), _key(node.value))


def _nearest(text: str, names: Sequence[tuple[str, NamedNode]]) -> str:
    """Return up to three records whose label, other label or id is like the text."""
    by_text = {_key(node.value): node for _, node in reversed(names)}
    by_text |= {name.casefold(): node for name, node in reversed(names)}
    near = difflib.get_close_matches(text.casefold(), sorted(by_text), 3, 0.5)
    nodes = dict.fromkeys(by_text[name] for name in near)
    return ", ".join(f"{_label(node, names)} ({_key(node.value)})" for node in nodes)
