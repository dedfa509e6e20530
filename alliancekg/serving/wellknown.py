"""What machines look for at a known place: the description of the graph, and example queries."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request
from starlette.responses import Response

from alliancekg import queries
from alliancekg.describing import describe
from alliancekg.descriptions import PREFIXES, WHOLE, Description, term
from alliancekg.engines import Engine
from alliancekg.errors import AllianceKGError, UsageError
from alliancekg.generations import Generation
from alliancekg.queries import SavedQuery
from alliancekg.serving import jobs, responding
from alliancekg.serving.asking import FaultyError, Pooled
from alliancekg.serving.evaluating import Evaluator, is_known, tag
from alliancekg.serving.jobs import Reply
from alliancekg.workspace import Workspace

_EXECUTABLE: Final = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}


class WellKnown:
    """Graphs that are made once for a generation, and kept until there is another one."""

    def __init__(
        self, evaluator: Evaluator, workspace: Workspace, terms: Callable[[str], str]
    ) -> None:
        self._evaluator, self._workspace, self._terms = evaluator, workspace, terms
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, list[Quad]]] = {}

    async def void(self, request: Request) -> Response:
        """Describe the graph by VoID and DCAT, with the address of the endpoint."""
        endpoint = _address(request, "/sparql")

        def make(engine: Engine) -> list[Quad]:
            return describe(engine, terms=self._terms)

        link = Quad(NamedNode(WHOLE), term("void:sparqlEndpoint"), NamedNode(endpoint))
        return await self._made(request, "void", make, [link])

    async def examples(self, request: Request) -> Response:
        """Give the saved queries as examples: SHACL executables with a question and a target."""
        endpoint = _address(request, "/sparql")
        place = _address(request, "/.well-known/sparql-examples")

        def make(engine: Engine) -> list[Quad]:
            out = Description(PREFIXES)
            for saved in queries.find(self._workspace.queries).values():
                _say_example(out, saved, engine, place, endpoint)
            return list(out)

        return await self._made(request, f"examples {endpoint}", make, [])

    async def _made(
        self,
        request: Request,
        name: str,
        make: Callable[[Engine], list[Quad]],
        more: list[Quad],
    ) -> Response:
        media = responding.graph_media(request)
        generation = self._evaluator.generation()
        tagged = tag(generation, name, more, media)
        if is_known(request, tagged):
            return responding.unchanged(tagged)
        try:
            quads = await self._evaluator.run(request, lambda _: self._once(generation, name, make))
        except FaultyError as error:
            raise self._evaluator.refusal(error.reply) from None
        except AllianceKGError as error:
            raise self._evaluator.refusal(Reply(jobs.ENGINE, str(error))) from None
        return responding.of_quads(request, [*quads, *more], media, tagged, PREFIXES)

    def _once(
        self, generation: Generation, name: str, make: Callable[[Engine], list[Quad]]
    ) -> list[Quad]:
        with self._lock:
            digest, quads = self._kept.get(name, ("", []))
            if digest != generation.ledger.digest:
                quads = make(Pooled(self._evaluator.workers, generation))
                if len(self._kept) > 20:  # a name for each address by which we are called
                    self._kept.clear()
                self._kept[name] = (generation.ledger.digest, quads)
            return quads


def _say_example(
    out: Description, saved: SavedQuery, engine: Engine, place: str, endpoint: str
) -> None:
    node, kind = f"{place}#{saved.name}", _EXECUTABLE[saved.form]
    out.is_a(node, "sh:SPARQLExecutable", f"sh:SPARQL{kind}Executable")
    out.english(node, "rdfs:label", saved.header.summary)
    out.english(node, "rdfs:comment", saved.header.question or saved.header.summary)
    out.plain(node, "schema:keywords", *saved.header.tags)
    out.link(node, "schema:target", endpoint)
    out.plain(node, f"sh:{kind.lower()}", _runnable(saved, engine))


def _runnable(saved: SavedQuery, engine: Engine) -> str:
    """Return the text with the defaults bound, or as it is saved if a value has no default."""
    try:
        return queries.bound(saved, engine)
    except UsageError:
        return saved.text


def _address(request: Request, path: str) -> str:
    return str(request.url.replace(path=path, query="", fragment=""))
