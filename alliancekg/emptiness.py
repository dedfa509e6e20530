"""Why an answer has no rows: no such thing, not covered by any source, or nothing that fits.

What a question is about is told by its parameters: actors, dates, measures, sources. What kind of
facts it asks for is told by its terms: claims, numbers, or else events; and by what its header says
that a source must cover. A source covers what it
declares by `ak:coverage`; outside of that an empty answer is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pyoxigraph as px

from alliancekg import coverages, engines, labelling, misfits, parametervalues
from alliancekg.coverages import Asked, Coverage, Period
from alliancekg.engines import Engine
from alliancekg.facts import Facts, Term
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.placing import local, short
from alliancekg.queries import SavedQuery
from alliancekg.sparqltext import code, prologue, tokenize

_EVENTS: Final = coverages.measure("events")
_CLAIMS: Final = coverages.measure("claims")
_NUMBERS: Final = coverages.measure("numbers")  # where no source declares any
_OF_CLAIMS: Final = ("Claim", "claimant", "paraphrase", "stance", "claimKind", "timeScope")
_FROM: Final = ("from", "after", "since")  # names of parameters that begin a period
_TO: Final = ("to", "until", "before")  # and of those that end one
_WHERE: Final = ("in", "state")  # names of actors in whose land something is, or whose leaders
_OF_NUMBERS: Final = ("Quantity", "quantity", "ofActor", "value")
_NOT_NODES: Final = (PREFIXES["xsd"],)
_MOST: Final = 20  # nodes of a text are looked for

_Bound = Mapping[tuple[str, ...], tuple[tuple[px.NamedNode | px.Literal | None, ...], ...]]


def why(
    engine: Engine,
    text: str,
    saved: SavedQuery | None = None,
    values: Mapping[str, str | Sequence[str]] | None = None,
) -> str:
    """Return why the answer to a query is empty, for people; `text` is what was asked.

    Of a saved query the values of its parameters are looked for, and compared with what sources
    cover; of any other the nodes that it names are looked for.
    """
    if not engines.holds(engine, "?s ?p ?o"):
        return _without_default(engine)
    facts = Facts(engine)
    bound = _bound(engine, saved, values or {}) if saved else {}
    named = (term for rows in bound.values() for row in rows for term in row)
    unknown = list(_unknown(facts, engine, named if saved else _nodes(text)))
    if unknown:
        names = _and(sorted(short(node.value) for node in unknown))
        return f"0 rows: no such thing: the graph says nothing of {names}"
    if saved and (misfit := next(misfits.told(saved.parameters, bound, engine), "")):
        return f"0 rows: {misfit}"
    if saved is None:
        return (
            "0 rows: no match. That is a finding only within what the sources cover:"
            " alliancekg query coverage-of-sources"
        )
    said = [
        _by_coverage(facts, engine, need) for need in _needs(saved, _asked(facts, saved, bound))
    ]
    return f"0 rows: {next((one for one in said if one.startswith('not covered')), said[0])}"


def _without_default(engine: Engine) -> str:
    found = engines.rows(engine, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    graphs = sorted(short(str(graph).strip("<>")) for (graph,) in found)
    return f"0 rows: the default graph is empty; named graphs: {', '.join(graphs) or 'none'}"


def _bound(engine: Engine, saved: SavedQuery, values: Mapping[str, str | Sequence[str]]) -> _Bound:
    found = parametervalues.bindings(saved.parameters, values, engine)
    return {binding.variables: binding.rows for binding in found}


def _unknown(facts: Facts, engine: Engine, terms: Iterable[Term | None]) -> Iterator[px.NamedNode]:
    """Yield the IRIs that stand in no statement and name no graph."""
    nodes = [term for term in terms if isinstance(term, px.NamedNode)]
    for node in nodes[:_MOST]:
        if node.value.startswith(_NOT_NODES) or facts.is_known(node):
            continue
        places = (
            f"{{ ?a {node} ?b }} UNION {{ ?a ?b {node} }} UNION {{ GRAPH {node} {{ ?a ?b ?c }} }}"
        )
        if not engines.holds(engine, places):
            yield node


def _nodes(text: str) -> Iterator[px.NamedNode]:
    """Yield the IRIs of a text, each once; one that is relative to nothing is passed over."""
    text = text.removeprefix("\ufeff")
    tokens = code(tokenize(text))
    first = prologue(tokens)
    head = text[: tokens[first].start] if first < len(tokens) else ""
    for word in dict.fromkeys(t.text for t in tokens[first:] if t.kind in ("iri", "pname")):
        turtle = f"{head}\n<urn:s> <urn:p> {word} ."
        with suppress(SyntaxError):
            (quad,) = px.parse(turtle, format=px.RdfFormat.TURTLE)
            if isinstance(quad.object, px.NamedNode):
                yield quad.object


def _asked(facts: Facts, saved: SavedQuery, bound: _Bound) -> Asked:
    """Return what a saved query with these values, or its defaults, is about."""
    found = Asked(_measures(saved.text, coverages.declared(facts)))
    periods: list[tuple[str, Period]] = []
    for parameter in saved.parameters:
        rows = bound.get(parameter.variables, ())
        nodes = [row[0] for row in rows if isinstance(row[0], px.NamedNode)]
        if parameter.type == "actor" and parameter.name not in _WHERE:
            actors = (coverages.actor(facts, node) for node in nodes)
            found = replace(found, actors=(*found.actors, *actors))
        elif parameter.type == "date":
            dated = (Period(_text(row[0]), _day(row[1]), _day(row[2])) for row in rows)
            periods += ((parameter.name, period) for period in dated)
        elif parameter.type == "source":
            keys = (node.value.removeprefix(f"{ID}source/") for node in nodes)
            found = replace(found, sources=(*found.sources, *keys))
        elif parameter.type == "concept:measure" and nodes:
            found = replace(found, measures=frozenset(nodes))
        elif (parameter.name, parameter.type) == ("type", "concept:event-type"):
            found = replace(found, kinds=frozenset(nodes))
    return replace(found, periods=tuple(_periods(periods)))


def _needs(saved: SavedQuery, asked: Asked) -> Iterator[Asked]:
    """Yield what has to be covered, all of it: what is asked for, and what the header names.

    The header tells more than the terms of a query do that name no numbers, claims or kinds of
    events; else it tells what has to be covered at that time besides, by whatever source.
    """
    covers = [px.NamedNode(SCHEME + name.replace(":", "#", 1)) for name in saved.header.covers]
    is_all = bool(covers) and not asked.kinds and asked.measures == {_EVENTS}
    if not is_all:
        yield asked
        asked = replace(asked, actors=(), sources=(), kinds=frozenset())
    kinds = frozenset(node for node in covers if node.value.startswith(f"{SCHEME}event-type#"))
    if kinds:
        yield replace(asked, measures=frozenset([_EVENTS]), kinds=kinds)
    for node in covers:
        if node not in kinds:
            yield replace(asked, measures=frozenset([node]))


def _periods(given: Sequence[tuple[str, Period]]) -> Iterator[Period]:
    """Yield the dates that are given, of a first and a last one the period between them."""
    first = next((period for name, period in given if name in _FROM), None)
    last = next((period for name, period in given if name in _TO), None)
    if first or last:
        said = [f"from {first.edtf}"] if first else []
        said += [f"to {last.edtf}"] if last else []
        begin, end = first.first if first else None, last.last if last else None
        yield Period(f"the time {' '.join(said)}", begin, end)
    yield from (period for name, period in given if name not in (*_FROM, *_TO))


def _text(term: object) -> str:
    return term.value if isinstance(term, px.Literal) else ""


def _day(term: object) -> int | None:
    return int(term.value) if isinstance(term, px.Literal) else None


def _measures(text: str, declared: Iterable[Coverage]) -> frozenset[px.NamedNode]:
    """Return the measures that a query's terms ask for; of numbers that it names, or else all."""
    nodes = set(_nodes(text))
    terms = {node.value for node in nodes}
    if terms & {AK + name for name in _OF_CLAIMS}:
        return frozenset([_CLAIMS])
    if not terms & {AK + name for name in _OF_NUMBERS}:
        return frozenset([_EVENTS])
    named = {node for node in nodes if node.value.startswith(f"{SCHEME}measure#")}
    known = {measure for coverage in declared for measure in coverage.measures}
    return frozenset(named or known - {_EVENTS, _CLAIMS} or [_NUMBERS])


def _by_coverage(facts: Facts, engine: Engine, asked: Asked) -> str:
    declared = coverages.declared(facts)
    nodes = [one.node for one in asked.actors] + sorted(asked.measures | asked.kinds, key=str)
    nodes += [node for coverage in declared for node in (*coverage.actors, *coverage.measures)]
    names = labelling.labels_of(nodes, engine)
    if asked.kinds:
        telling = coverages.telling(engine, asked.kinds)
        if not telling.intersection(asked.sources or telling):
            kind = _kind(asked, names)
            tell = "tells" if len(asked.sources) == 1 else "tell"
            said = f"{_and(asked.sources)} {tell} of no {kind}" if asked.sources else ""
            return f"not covered: {said or f'no source tells of any {kind}'}. So this is no finding"
        declared = [coverage for coverage in declared if coverage.source in telling]
    within = coverages.covering(declared, asked)
    if not within:
        return f"not covered: {_outside(declared, asked, names)}. So this is no finding"
    keys = _and(sorted({coverage.source for coverage in within}))
    if not asked.actors and not asked.periods:
        return f"no match in what {keys} cover{'' if len(within) > 1 else 's'}"
    about = _and([*_actors(asked, names), *(period.edtf for period in asked.periods)])
    said = "covers" if len({coverage.source for coverage in within}) == 1 else "cover"
    return f"no match: {keys} {said} {about}, and nothing there fits{_notes(facts, asked, within)}"


def _notes(facts: Facts, asked: Asked, within: Iterable[Coverage]) -> str:
    """Return what the sources of numbers note: gaps within their time, and what they count."""
    if not asked.periods or asked.measures & {_EVENTS, _CLAIMS}:
        return ""
    noted = {
        coverage.source: _text(note)
        for coverage in within
        for note in facts.values(px.NamedNode(f"{ID}source/{coverage.source}"), "skos:note")
    }
    return "".join(f". {key} notes: {noted[key].rstrip('.')}" for key in sorted(noted))


def _kind(asked: Asked, names: Mapping[str, str]) -> str:
    """Return what is asked for, in words: the kinds of events, or else the measures."""
    nodes = asked.kinds or asked.measures
    return _or(sorted(names.get(node.value, local(node.value)) for node in nodes))


def _outside(declared: list[Coverage], asked: Asked, names: Mapping[str, str]) -> str:
    """Return what no source covers: one thing alone if there is one, else all together."""
    kind = _kind(asked, names)
    of = replace(asked, actors=(), periods=())
    if asked.sources and not any(c.source in asked.sources for c in declared):
        return f"{_and(asked.sources)} declares no coverage"
    if not (there := coverages.covering(declared, of)):
        return (
            f"{_and(asked.sources)} does not cover {kind}"
            if asked.sources
            else (f"no source covers {kind}")
        )
    alone = [
        name
        for name, one in (
            *((n, replace(of, actors=(a,))) for n, a in _named_actors(asked, names)),
            *((period.edtf, replace(of, periods=(period,))) for period in asked.periods),
        )
        if not coverages.covering(declared, one)
    ]
    together = [*_actors(asked, names), *(period.edtf for period in asked.periods)]
    what = _or(alone) if alone else f"{_and(together)} together"
    who = f"{_and(asked.sources)} does not cover" if asked.sources else "no source covers"
    return f"{who} {what} for {kind}; {_covered(there, names)}"


def _covered(there: list[Coverage], names: Mapping[str, str]) -> str:
    actors = sorted({names.get(a.value, short(a.value)) for c in there for a in c.actors})
    times = [f"{edtf} ({keys})" for edtf, keys in coverages.merged(there)]
    return f"covered are {_and(actors) or 'all actors'}, {_and(times)}"


def _named_actors(asked: Asked, names: Mapping[str, str]) -> Iterator[tuple[str, coverages.Actor]]:
    return ((names.get(one.node.value, short(one.node.value)), one) for one in asked.actors)


def _actors(asked: Asked, names: Mapping[str, str]) -> list[str]:
    return [name for name, _ in _named_actors(asked, names)]


def _and(words: Iterable[str]) -> str:
    return _joined(list(words), "and")


def _or(words: Iterable[str]) -> str:
    return _joined(list(words), "or")


def _joined(words: list[str], joint: str) -> str:
    return f" {joint} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
