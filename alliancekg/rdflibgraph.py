"""Statements as an rdflib graph for pySHACL: parsed by pyoxigraph before, changed in nothing."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any, Final

import pyoxigraph as px
import rdflib.plugins.sparql
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node, Variable

from alliancekg.errors import UsageError

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # a FROM in a shape fetches nothing

# rdflib leaves out of the annotations what Python reserves, and sh:values of SHACL-AF.
SHACL_TERMS: Final = frozenset(SH.__annotations__) | {
    *("and", "class", "in", "not", "or", "values")
}
_STRING: Final = px.NamedNode(XSD.string)
SHAPES_GRAPH: Final = "shapesGraph"
SHAPES_GRAPH_IRI: Final = URIRef("urn:x-alliancekg:shapes")


class QueriedGraph(Graph):
    """A graph that parses each query once: pySHACL asks a constraint's query for every node.

    A query that binds `$shapesGraph` also sees `shapes`, as the named graph of that IRI.
    """

    shapes: Graph | None = None

    @cached_property
    def _with_shapes(self) -> Dataset:
        dataset = Dataset(default_union=False)
        for triple in self:
            dataset.default_graph.add(triple)
        for triple in self.shapes or ():
            dataset.graph(SHAPES_GRAPH_IRI).add(triple)
        return dataset

    def query(
        self,
        query_object: str | Query,
        processor: str | Any = "sparql",
        result: str | type[Result] = "sparql",
        initNs: Mapping[str, Any] | None = None,  # noqa: N803  rdflib's names
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803
        use_store_provided: bool = True,
        **kwargs: Any,
    ) -> Result:
        """Return the answer to a query, as rdflib's `Graph.query` does."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object, tuple((initNs or {}).items()))
        args = (query_object, processor, result, initNs, initBindings, use_store_provided)
        if SHAPES_GRAPH in (initBindings or {}):
            return self._with_shapes.query(*args, **kwargs)
        return super().query(*args, **kwargs)


@lru_cache
def _prepared(text: str, namespaces: tuple[tuple[str, Any], ...]) -> Query:
    query = prepareQuery(text, initNs=dict(namespaces))
    if any(part.name == "ServiceGraphPattern" for part in _parts(query.algebra)):
        raise UsageError("a query calls another endpoint (SERVICE); expected one on the data alone")
    return query


def _parts(part: object) -> Iterator[CompValue]:
    """Return a part of a query and all parts of it."""
    if isinstance(part, CompValue):
        yield part
        part = list(part.values())
    if isinstance(part, (list, tuple, set)):
        for inner in part:
            yield from _parts(inner)


def query_fault(text: str, namespaces: Mapping[str, str], kind: str = "SelectQuery") -> str:
    """Return why a text is no query of a kind that a shape can ask; an empty string if it is one.

    A SELECT must have `$this` among its variables, or it never finds a node (SHACL, 5.2.1).
    """
    try:
        query = _prepared(text, tuple(namespaces.items())).algebra
    except UsageError as error:
        return str(error).removeprefix("a query ")
    except Exception as error:  # noqa: BLE001  of an unknown prefix rdflib tells by this very class
        said = " ".join(str(error).partition("(at char")[0].split())
        return f"is no SPARQL: {said}"
    if query.name != kind:
        return f"is no SPARQL: {query.name} in place of {kind}"
    if kind == "SelectQuery" and Variable("this") not in query.PV:
        return "does not select $this"
    if query.datasetClause:
        return "names its graphs (FROM), and the data are one graph, merged"
    graphs = (part.term for part in _parts(query) if part.name == "Graph")
    if any(graph != Variable(SHAPES_GRAPH) for graph in graphs):
        return "asks a named graph (GRAPH), and the data are one graph, merged"
    return ""


def graph_of(statements: Iterable[px.Quad | px.Triple]) -> QueriedGraph:
    """Return the statements of all graphs merged; a lexical form stays as it is."""
    graph = QueriedGraph(bind_namespaces="none")
    with quiet():
        for stated in statements:
            graph.add((_term(stated.subject), _term(stated.predicate), _term(stated.object)))
    return graph


def _term(term: px.NamedNode | px.BlankNode | px.Literal | px.Triple) -> Node:
    if isinstance(term, px.NamedNode):
        return URIRef(term.value)
    if isinstance(term, px.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype == _STRING:  # as rdflib reads "x" in a query
            return Literal(term.value)
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of values that are not their type
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
