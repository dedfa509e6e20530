"""Our IRIs as addresses of this server: records, terms, schemes, graphs; and Graph Store reads."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from alliancekg.namespaces import BASE, GRAPH
from alliancekg.serving import jobs, protocol, responding
from alliancekg.serving.evaluating import Evaluator
from alliancekg.serving.jobs import Job
from alliancekg.serving.negotiating import GRAPHS, HTML, SUFFIXES, best
from alliancekg.serving.pageroutes import see_page
from alliancekg.serving.problems import Refused

_ONTOLOGY: Final = f"{GRAPH}ontology"


class Reads:
    """Graphs and parts of graphs, each in any format of RDF."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    async def node(self, request: Request) -> Response:
        """Give what is said of a record: `/id/KIND/KEY`, with the suffix of a format or without."""
        path, suffix = _parted(str(request.path_params["path"]))
        iri = _iri(f"{BASE}id/", path)
        if not suffix and best(request.headers.get("accept", ""), (*GRAPHS, HTML)) == HTML:
            return see_page(iri)
        return await self._given(request, jobs.NODE, iri, suffix)

    async def terms(self, request: Request) -> Response:
        """Give all classes and properties: `/ns`."""
        suffix = str(request.path_params.get("suffix", ""))
        return await self._given(request, jobs.GRAPH, _ONTOLOGY, suffix)

    async def scheme(self, request: Request) -> Response:
        """Give a scheme with its concepts: `/scheme/NAME`."""
        name, suffix = _parted(str(request.path_params["name"]))
        return await self._given(request, jobs.SCHEME, _iri(f"{BASE}scheme/", name), suffix)

    async def named(self, request: Request) -> Response:
        """Give a named graph at its own IRI: `/graph/NAME`."""
        name, suffix = _parted(str(request.path_params["name"]))
        return await self._given(request, jobs.GRAPH, _iri(GRAPH, name), suffix)

    async def store(self, request: Request) -> Response:
        """Give a graph by the Graph Store Protocol: `/graphs?graph=IRI` or `/graphs?default`."""
        fields = protocol.pairs(request.scope["query_string"])
        named = [value for name, value in fields if name == "graph"]
        is_default = any(name == "default" for name, _ in fields)
        if len(named) + is_default != 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "expected ?default, or one ?graph=IRI")
        for iri in named:
            protocol.refuse_no_iri(iri, "graph")
        return await self._given(request, jobs.GRAPH, named[0] if named else "")

    async def _given(self, request: Request, kind: str, iri: str, suffix: str = "") -> Response:
        media = responding.graph_media(request, suffix)
        generation = self._evaluator.generation()
        job = Job(kind, "", iri, graph=media.format)
        return await responding.of_job(request, self._evaluator, generation, job, media)


def _parted(path: str) -> tuple[str, str]:
    """Return a path without the suffix of a format, and the suffix.

    >>> _parted("event/nixon-doctrine.ttl"), _parted("file/seeds/a.csv")
    (('event/nixon-doctrine', 'ttl'), ('file/seeds/a.csv', ''))
    """
    name, mark, suffix = path.rpartition(".")
    is_format = mark and suffix in SUFFIXES and suffix not in ("csv", "tsv", "srj", "srx")
    return (name, suffix) if is_format else (path, "")


def _iri(space: str, path: str) -> str:
    """Return an IRI of ours from the path of an address, which was percent-decoded."""
    iri = space + quote(path, safe="-._~/")
    protocol.refuse_no_iri(iri, "the address")
    return iri
