"""The constraint components of SHACL Core (section 4) that look at values and no other shape.

Each judges the values of many nodes at once. What a parameter means is held to what pySHACL makes
of it, messages apart; a parameter that is ill-formed raises UnjudgedError and is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from typing import Final

import pyoxigraph as px

from alliancekg import corevalues, literals
from alliancekg.coreconstraints import (
    SHACL,
    Constraint,
    Fault,
    Given,
    Judge,
    Pairs,
    Wrong,
    component,
    each,
)
from alliancekg.indexing import Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import UnjudgedError
from alliancekg.statements import term


def _terms(is_right: Callable[[Term], bool]) -> Wrong:
    def wrong(judge: Judge, values: Set[int]) -> Set[int]:
        terms = judge.tables.terms
        return {value for value in values if not is_right(terms[value])}

    return wrong


def _class(given: Given) -> Iterator[Constraint]:
    for class_ in given.all("class"):

        def wrong(judge: Judge, values: Set[int], class_: Term = class_) -> Set[int]:
            return values - judge.tables.instances(class_)

        yield each("class", wrong)


_UNJUDGED: Final = {  # rdflib parses them, or pySHACL takes them in a sense of its own
    *(PREFIXES["rdf"] + name for name in ("XMLLiteral", "HTML", "JSON", "dirLangString")),
    PREFIXES["rdfs"] + "Datatype",
}


def _datatype(given: Given) -> Iterator[Constraint]:
    rule = given.one("datatype")
    datatype = rule.value if isinstance(rule, px.NamedNode) else ""
    if not datatype or datatype in _UNJUDGED:
        raise UnjudgedError
    is_any = datatype == PREFIXES["rdfs"] + "Literal"

    def is_right(term: Term) -> bool:
        if not isinstance(term, px.Literal):
            return False
        is_it = is_any or term.datatype.value == datatype
        return is_it and not literals.fault(term.value, datatype)

    yield each("datatype", _terms(is_right))


_KINDS: Final = {
    "IRI": (px.NamedNode,),
    "BlankNode": (px.BlankNode,),
    "Literal": (px.Literal,),
    "BlankNodeOrIRI": (px.BlankNode, px.NamedNode),
    "BlankNodeOrLiteral": (px.BlankNode, px.Literal),
    "IRIOrLiteral": (px.NamedNode, px.Literal),
}


def _node_kind(given: Given) -> Iterator[Constraint]:
    rule = given.one("nodeKind")
    kinds = _KINDS.get(getattr(rule, "value", "").removeprefix(SHACL))
    if kinds is None or not isinstance(rule, px.NamedNode):
        raise UnjudgedError
    yield each("nodeKind", _terms(lambda term: isinstance(term, kinds)))


def _min_count(given: Given) -> Iterator[Constraint]:
    given.must_be_property()
    least = corevalues.count(given.one("minCount"))

    def faults(_: Judge, pairs: Pairs) -> Iterator[Fault]:
        return (Fault(focus) for focus, values in pairs if len(values) < least)

    yield Constraint(component("minCount"), faults)


def _max_count(given: Given) -> Iterator[Constraint]:
    given.must_be_property()
    most = corevalues.count(given.one("maxCount"))

    def faults(_: Judge, pairs: Pairs) -> Iterator[Fault]:
        return (Fault(focus) for focus, values in pairs if len(values) > most)

    yield Constraint(component("maxCount"), faults)


def _range(name: str, is_right: Callable[[int], bool]) -> Callable[[Given], Iterator[Constraint]]:
    def read(given: Given) -> Iterator[Constraint]:
        for bound in given.all(name):
            if not isinstance(bound, px.Literal) or bound.language:
                raise UnjudgedError

            def holds(term: Term, bound: px.Literal = bound) -> bool:
                is_text = isinstance(term, px.Literal) and term.language
                if is_text and corevalues.value(bound)[0] == "text":
                    raise UnjudgedError  # pySHACL compares their languages
                order = corevalues.compared(term, bound)
                return order is not None and is_right(order)

            yield each(name, _terms(holds))

    return read


def _length(name: str, is_right: Callable[[int, int], bool]) -> Callable[..., Iterator[Constraint]]:
    def read(given: Given) -> Iterator[Constraint]:
        bound = corevalues.count(given.one(name))

        def holds(term: Term) -> bool:
            if not isinstance(term, (px.NamedNode, px.Literal)):
                return name == "minLength" and bound == 0
            return is_right(len(term.value), bound)

        yield each(name, _terms(holds))

    return read


_PARTS: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


def pattern_text(pattern: str, flags: str) -> str:
    r"""Return a pattern of SHACL as Python writes it: `$` is the end, also after a line break.

    >>> pattern_text("^[$]a$", "")
    '^[$]a\\Z'
    """
    if "m" in flags:
        return pattern
    return _PARTS.sub(lambda part: r"\Z" if part[0] == "$" else part[0], pattern)


def _pattern(given: Given) -> Iterator[Constraint]:
    flags = "".join(corevalues.text(flag) for flag in given.all("flags"))
    if len(given.all("flags")) > 1 or flags.lower() != flags:
        raise UnjudgedError
    chosen = (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    for said in given.all("pattern"):
        try:
            search = re.compile(pattern_text(corevalues.text(said), flags), chosen).search
        except (re.error, OverflowError, RecursionError):
            raise UnjudgedError from None

        def holds(term: Term, search: Callable[[str], re.Match[str] | None] = search) -> bool:
            if not isinstance(term, (px.NamedNode, px.Literal)):
                return False
            return search(term.value) is not None

        yield each("pattern", _terms(holds))


def _language_in(given: Given) -> Iterator[Constraint]:
    known = {corevalues.text(item).lower() for item in given.items("languageIn")}

    def holds(term: Term) -> bool:
        language = (getattr(term, "language", None) or "").lower()
        is_known = "*" in known or language in known or language.partition("-")[0] in known
        return bool(language) and is_known

    yield each("languageIn", _terms(holds))


def _unique_lang(given: Given) -> Iterator[Constraint]:
    given.must_be_property()
    said = given.one("uniqueLang")
    if not corevalues.is_true(said) or getattr(said, "value", "") != "true":
        return  # only `true` counts, and not `1`

    def faults(judge: Judge, pairs: Pairs) -> Iterator[Fault]:
        terms = judge.tables.terms
        for focus, values in pairs:
            if len(values) > 1:
                tags = [getattr(terms[value], "language", None) or "" for value in values]
                for tag in {tag.lower() for tag in tags if tag}:
                    if sum(other.lower() == tag for other in tags) > 1:
                        yield Fault(focus)

    yield Constraint(component("uniqueLang"), faults)


def _in(given: Given) -> Iterator[Constraint]:
    items = given.items("in")

    def wrong(judge: Judge, values: Set[int]) -> Set[int]:
        return values - set(map(judge.tables.number, items))

    yield each("in", wrong)


def _has_value(given: Given) -> Iterator[Constraint]:
    for value in given.all("hasValue"):

        def faults(judge: Judge, pairs: Pairs, value: Term = value) -> Iterator[Fault]:
            wanted = judge.tables.number(value)
            return (Fault(focus) for focus, values in pairs if wanted not in values)

        yield Constraint(component("hasValue"), faults)


READERS: Final[dict[px.NamedNode, Callable[[Given], Iterator[Constraint]]]] = {
    term(f"sh:{name}"): read
    for name, read in {
        "class": _class,
        "datatype": _datatype,
        "nodeKind": _node_kind,
        "minCount": _min_count,
        "maxCount": _max_count,
        "minInclusive": _range("minInclusive", lambda order: order >= 0),
        "minExclusive": _range("minExclusive", lambda order: order > 0),
        "maxInclusive": _range("maxInclusive", lambda order: order <= 0),
        "maxExclusive": _range("maxExclusive", lambda order: order < 0),
        "minLength": _length("minLength", lambda length, bound: length >= bound),
        "maxLength": _length("maxLength", lambda length, bound: length <= bound),
        "pattern": _pattern,
        "languageIn": _language_in,
        "uniqueLang": _unique_lang,
        "in": _in,
        "hasValue": _has_value,
    }.items()
}
