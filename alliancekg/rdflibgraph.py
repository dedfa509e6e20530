"""Statements as an rdflib graph for pySHACL: parsed by pyoxigraph before, changed in nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pyoxigraph as px
import rdflib.plugins.sparql
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from alliancekg.errors import UsageError

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # a FROM in a shape fetches nothing


class _Graph(Graph):
    """A graph that parses each query once: pySHACL asks a constraint's query for every node."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        if isinstance(query_object, str):
            query_object = _prepared(query_object, tuple((options.get("initNs") or {}).items()))
        return super().query(query_object, *args, **options)


@lru_cache
def _prepared(text: str, namespaces: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(text, initNs=dict(namespaces))


def select_fault(text: str, namespaces: Mapping[str, str]) -> str:
    """Return why a text is no SELECT to rdflib, in a line; an empty string if it is one."""
    try:
        kind = _prepared(text, tuple(namespaces.items())).algebra.name
    except Exception as error:  # noqa: BLE001  of an unknown prefix rdflib tells by this very class
        return " ".join(str(error).partition("(at char")[0].split())
    return "" if kind == "SelectQuery" else f"{kind} in place of SelectQuery"


def graph_of(quads: Iterable[px.Quad]) -> Graph:
    """Return the statements of all graphs merged; a lexical form stays as it is."""
    graph = _Graph(bind_namespaces="none")
    with quiet():
        for quad in quads:
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: px.NamedNode | px.BlankNode | px.Literal | px.Triple) -> Node:
    if isinstance(term, px.NamedNode):
        return URIRef(term.value)
    if isinstance(term, px.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    if isinstance(term, px.BlankNode):
        return BNode(term.value)
    raise UsageError(f"{term} is a triple term of RDF 1.2; expected RDF 1.1")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from logging what the report says, or what is no fault (BCE dates)."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
