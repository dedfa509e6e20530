"""The endpoint: SPARQL 1.1 Protocol for queries, and the description of the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from alliancekg.generations import Generation
from alliancekg.serving import jobs, protocol, responding, servicedescription
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Job
from alliancekg.serving.keeping import Answer
from alliancekg.serving.negotiating import GRAPHS, HTML, TABLES, Media, best, chosen, content_type

SparqlPage = Callable[[Request, str | None], Awaitable[Response]]


class Endpoint:
    """Answers at one address, and at that address with a suffix."""

    def __init__(self, evaluator: Evaluator, page: SparqlPage) -> None:
        """Make one; who asks for HTML gets the page."""
        self._evaluator, self._page = evaluator, page

    async def answer(self, request: Request) -> Response:
        """Answer a query, or describe the service to who asks nothing."""
        body = await responding.body(request) if request.method == "POST" else b""
        query = request.scope["query_string"]
        asked = protocol.asked(request.method, query, request.headers, body)
        if _wants_page(request):
            return await self._page(request, asked.text if asked else None)
        if asked is None:
            return self._described(request)
        return await self._answered(request, asked)

    async def _answered(self, request: Request, asked: protocol.Asked) -> Response:
        suffix, accept = request.path_params.get("suffix", ""), request.headers.get("accept", "")
        table, graph = (chosen(suffix, accept, offers) for offers in (TABLES, GRAPHS))
        job = Job(
            jobs.SPARQL,
            "",
            asked.text,
            table=_format(table),
            boolean=_format(table),
            graph=_format(graph),
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            base=_address(request),
        )
        generation = self._evaluator.generation()
        tagged = tag(generation, job, table, graph)
        # Only who had this very answer knows the tag.
        if is_known(request, tagged) and request.method != "POST":
            return responding.unchanged(tagged)
        async with self._evaluator.alone(tagged):
            found = self._evaluator.kept.get(tagged)
            found = found or await self._made(request, generation, job, tagged, (table, graph))
        headers = dict(found.headers)
        if request.method == "POST":
            headers = {**responding.headers(), "Content-Type": headers["Content-Type"]}
        return Response(found.body, headers=headers)

    async def _made(
        self,
        request: Request,
        generation: Generation,
        job: Job,
        tagged: str,
        offers: tuple[Media | None, Media | None],
    ) -> Answer:
        reply = await self._evaluator.answer(request, generation, job)
        media = offers[0] if reply.form in ("SELECT", "ASK") else offers[1]
        assert media is not None
        headers = responding.headers("" if reply.varies else tagged)
        found = Answer(reply.body, {**headers, "Content-Type": content_type(media)})
        if not reply.varies:
            self._evaluator.kept.put(tagged, found)
        return found

    def _described(self, request: Request) -> Response:
        media = responding.graph_media(request, request.path_params.get("suffix", ""))
        generation = self._evaluator.generation()
        address = _address(request)
        tagged = tag(generation, "service", address, media)
        quads = servicedescription.describe(address, generation.ledger)
        prefixes = servicedescription.PREFIXES
        return responding.of_quads(request, quads, media, tagged, prefixes)


def _wants_page(request: Request) -> bool:
    if request.method == "POST" or "suffix" in request.path_params:
        return False
    return best(request.headers.get("accept", ""), (*TABLES, *GRAPHS, HTML)) == HTML


def _format(media: Media | None) -> str:
    return media.format if media else ""


def _address(request: Request) -> str:
    """Return the address of the endpoint, as the client calls it."""
    return str(request.url.replace(path="/sparql", query="", fragment=""))
