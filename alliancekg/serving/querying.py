"""The endpoint: SPARQL 1.1 Protocol for queries, and the description of the service."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from alliancekg.serving import jobs, protocol, responding, servicedescription
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Job
from alliancekg.serving.negotiating import GRAPHS, TABLES, Media, chosen, content_type


class Endpoint:
    """Answers at one address, and at that address with a suffix."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    async def answer(self, request: Request) -> Response:
        """Answer a query, or describe the service to who asks nothing."""
        body = await responding.body(request) if request.method == "POST" else b""
        query = request.scope["query_string"]
        asked = protocol.asked(request.method, query, request.headers, body)
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
        reply = await self._evaluator.answer(request, generation, job)
        media = table if reply.form in ("SELECT", "ASK") else graph
        assert media is not None
        is_kept = not reply.varies and request.method != "POST"
        return Response(
            reply.body,
            headers=responding.headers(tagged if is_kept else ""),
            media_type=content_type(media),
        )

    def _described(self, request: Request) -> Response:
        media = responding.graph_media(request, request.path_params.get("suffix", ""))
        generation = self._evaluator.generation()
        address = _address(request)
        tagged = tag(generation, "service", address, media)
        quads = servicedescription.describe(address, generation.ledger)
        prefixes = servicedescription.PREFIXES
        return responding.of_quads(request, quads, media, tagged, prefixes)


def _format(media: Media | None) -> str:
    return media.format if media else ""


def _address(request: Request) -> str:
    """Return the address of the endpoint, as the client calls it."""
    return str(request.url.replace(path="/sparql", query="", fragment=""))
