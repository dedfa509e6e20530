"""What a worker process does with a job: guard, engine, and the answer as bytes in a format."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as px

from alliancekg import export, guard, results
from alliancekg.embedded import Dataset, Embedded
from alliancekg.engines import Limits
from alliancekg.errors import EngineError, LimitError, UsageError
from alliancekg.namespaces import PREFIXES, graph_iri
from alliancekg.queries import refuse_update
from alliancekg.results import Result
from alliancekg.serving import jobs
from alliancekg.serving.jobs import Job, Reply
from alliancekg.sparqltext import Token, code, form

# XML 1.0 has no words for these, not even as references.
_NO_XML: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:[0-8]|1[124-9]|2\d|3[01]);"
)
_VARYING: Final = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
_KINDS: Final = {"ASK": "boolean", "SELECT": "table"}
_RDF: Final = {
    "turtle": px.RdfFormat.TURTLE,
    "ntriples": px.RdfFormat.N_TRIPLES,
    "jsonld": px.RdfFormat.JSON_LD,
    "rdfxml": px.RdfFormat.RDF_XML,
    "trig": px.RdfFormat.TRIG,
    "nquads": px.RdfFormat.N_QUADS,
}
_DEFAULT: Final = px.DefaultGraph()
_LATE: Final = 5.0  # seconds that the server has to end the work before the work ends itself


def answer(store: px.Store, job: Job) -> Reply:
    """Return the whole answer, or what is wrong with the question or with the answer."""
    try:
        return _DOING[job.kind](store, job)
    except UsageError as error:
        return Reply(jobs.USAGE, str(error))
    except LimitError as error:
        return Reply(jobs.LIMIT, str(error))
    except EngineError as error:
        # What the engine does not know (a function) is no fault of the disk.
        is_unknown = isinstance(error.__cause__, RuntimeError)
        return Reply(jobs.USAGE if is_unknown else jobs.ENGINE, str(error))
    except MemoryError:
        return Reply(jobs.MEMORY)


def _sparql(store: px.Store, job: Job) -> Reply:
    text = job.text.removeprefix("\ufeff")
    live = code(guard.check(text))
    kind = form(live)
    refuse_update(kind)
    needed = _KINDS.get(kind, "graph")
    chosen = str(getattr(job, needed))
    if not chosen:
        return Reply(jobs.FORMAT, _no_format(kind), form=kind)
    result = _asked(store, job, text, kind)
    try:
        body = written(result, chosen)
    except UsageError as error:
        return Reply(jobs.FORMAT, str(error), form=kind)
    _refuse_size(len(body), job.size)
    return Reply("", "", kind, chosen, len(result.rows), _is_varying(live), body=body)


def _asked(store: px.Store, job: Job, text: str, kind: str) -> Result:
    dataset = None
    if job.default_graphs is not None or job.named_graphs is not None:
        dataset = Dataset(job.default_graphs or (), job.named_graphs or ())
    return Embedded(store, dataset, job.base).ask(text, kind, Limits(job.seconds + _LATE, job.rows))


def _no_format(kind: str) -> str:
    given = {"ASK": "a boolean", "SELECT": "a table"}.get(kind, "a graph")
    return f"{kind} gives {given}, and the client takes it in no format there is"


def _is_varying(tokens: Iterable[Token]) -> bool:
    return any(token.is_word(*_VARYING) for token in tokens)


def _result(store: px.Store, job: Job) -> Reply:
    result = _asked(store, job, job.text, job.form)
    chosen = "json" if job.form in _KINDS else "ntriples"
    body = written(result, chosen)
    _refuse_size(len(body), job.size)
    return Reply("", "", job.form, chosen, len(result.rows), body=body)


def _node(store: px.Store, job: Job) -> Reply:
    if not job.graph:
        return Reply(jobs.FORMAT, _no_format("DESCRIBE"))
    # With named graphs the merged set is given too: readers of linked data look there alone.
    graph = None if job.graph in ("trig", "nquads") else _DEFAULT
    quads = list(_said(store, px.NamedNode(job.text), graph))
    if not quads:
        return Reply(jobs.ABSENT, f"nothing is said of <{job.text}>")
    return _file(quads, job)


def _said(store: px.Store, node: px.NamedNode, graph: px.DefaultGraph | None) -> Iterator[px.Quad]:
    """Yield what is said of a node, and of the parts that it leads to: fragments of its IRI."""
    waiting, seen = [node], {node}
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, graph):
            yield quad
            value = quad.object
            is_part = isinstance(value, px.NamedNode) and value.value.startswith(f"{node.value}#")
            if isinstance(value, px.NamedNode) and is_part and value not in seen:
                seen.add(value)
                waiting.append(value)


def _scheme(store: px.Store, job: Job) -> Reply:
    if not job.graph:
        return Reply(jobs.FORMAT, _no_format("DESCRIBE"))
    graph = px.NamedNode(graph_iri("ontology"))
    quads = [
        _unnamed(quad.triple)
        for quad in store.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, px.NamedNode)
        and quad.subject.value.partition("#")[0] == job.text
    ]
    if not quads:
        return Reply(jobs.ABSENT, f"there is no scheme <{job.text}>")
    return _file(quads, job)


def _graph(store: px.Store, job: Job) -> Reply:
    if not job.graph:
        return Reply(jobs.FORMAT, _no_format("CONSTRUCT"))
    name = px.NamedNode(job.text) if job.text else _DEFAULT
    if isinstance(name, px.NamedNode) and not store.contains_named_graph(name):
        return Reply(jobs.ABSENT, f"there is no graph <{job.text}>")
    quads = store.quads_for_pattern(None, None, None, name)
    return _file((_unnamed(quad.triple) for quad in quads), job)


def _file(quads: Iterable[px.Quad], job: Job) -> Reply:
    out = _Counted(job.size)
    try:
        export.write(quads, job.graph, out, flatten=True)
    except UsageError as error:  # the format has no words for some of it
        return Reply(jobs.FORMAT, str(error))
    return Reply("", "", "CONSTRUCT", job.graph, body=out.getvalue())


def _unnamed(triple: px.Triple) -> px.Quad:
    return px.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)


class _Counted(io.BytesIO):
    """Bytes that are given up as soon as they are too many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def writelines(self, lines: Iterable[object], /) -> None:
        for line in lines:
            self.write(line)  # type: ignore[arg-type]
            _refuse_size(self.tell(), self._most)


def _refuse_size(size: int, most: int) -> None:
    if size > most:
        raise LimitError(f"the answer has over {most} bytes. Fix: ask for less, or add a LIMIT")


def written(result: Result, chosen: str) -> bytes:
    """Return an answer in a format, as UTF-8; raises UsageError if the format cannot carry it."""
    if chosen == "json":
        return results.compact_json(result).encode()
    if result.form in _KINDS or chosen in results.FORMATS:
        return results.write(result, chosen).encode()
    triples = [px.Triple(*row) for row in result.rows]  # type: ignore[arg-type]
    if any(isinstance(term, px.BlankNode) for row in result.rows for term in row):
        text = px.serialize(triples, format=_RDF[chosen], prefixes=PREFIXES) or b""
        if chosen == "rdfxml" and _NO_XML.search(text.decode()):
            raise UsageError("rdfxml: no XML can hold the control characters. Fix: ask for turtle")
        return text
    out = io.BytesIO()
    export.write(map(_unnamed, triples), chosen, out)
    return out.getvalue()


_DOING: Final = {
    jobs.SPARQL: _sparql,
    jobs.RESULT: _result,
    jobs.NODE: _node,
    jobs.SCHEME: _scheme,
    jobs.GRAPH: _graph,
}
