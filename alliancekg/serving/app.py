"""The server as one application: its routes, and what stands before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from alliancekg.readercopies import ReaderCopies
from alliancekg.serving import problems
from alliancekg.serving.dereferencing import Reads
from alliancekg.serving.evaluating import Evaluator
from alliancekg.serving.following import Following
from alliancekg.serving.loadroutes import LoadRoutes, LoadSettings
from alliancekg.serving.pageroutes import Pages
from alliancekg.serving.querying import Endpoint
from alliancekg.serving.savedqueries import SavedQueries
from alliancekg.serving.shielding import Shield, Visitors
from alliancekg.serving.statuspages import Status
from alliancekg.serving.telemetry import Observed, Telemetry
from alliancekg.serving.wellknown import WellKnown
from alliancekg.serving.workers import Allowance, Workers
from alliancekg.store import Store
from alliancekg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, to whom, and what an answer may cost.

    `at` is the number of a generation, None for the one that is current. `terms` tells by key what
    the makers of a loaded source allow. `copies` are the reader's own, of documents.
    """

    store: Store
    workspace: Workspace
    at: int | None = None
    terms: Callable[[str], str] = lambda _: ""
    visitors: Visitors = field(default_factory=Visitors)
    allowance: Allowance = field(default_factory=Allowance)
    loads: LoadSettings = field(default_factory=LoadSettings)
    copies: ReaderCopies | None = None


def application(settings: Settings) -> ASGIApp:
    """Return the server; its workers are started at once, and ended with it."""
    telemetry = Telemetry()
    workers = Workers(settings.allowance)
    following = Following(settings.store, settings.at)
    evaluator = Evaluator(workers, following, telemetry)
    loads = LoadRoutes(settings.loads, settings.store, settings.workspace, telemetry)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            loads.close()
            workers.close()

    inner = Starlette(
        routes=[
            *_routes(evaluator, telemetry, settings),
            Route("/api/load/{loader}", loads.answer, methods=["POST"]),
        ],
        lifespan=lifespan,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        exception_handlers={
            problems.Refused: problems.refused,
            HTTPException: problems.unrouted,
            Exception: problems.failed,
        },
    )
    inner.router.redirect_slashes = False
    return Observed(Shield(inner, settings.visitors), telemetry)


def _routes(evaluator: Evaluator, telemetry: Telemetry, settings: Settings) -> list[Route]:
    pages = Pages(evaluator, settings.workspace, settings.copies)
    endpoint, reads = Endpoint(evaluator, pages.sparql), Reads(evaluator)
    status = Status(evaluator, telemetry)
    known = WellKnown(evaluator, settings.workspace, settings.terms)
    saved = SavedQueries(evaluator, settings.workspace, settings.loads.names)
    return [
        *pages.routes(),
        Route("/api", pages.api(saved.document)),
        Route("/api/queries", saved.listed),
        Route("/api/queries/{name:path}", saved.answer),
        Route("/api/openapi.json", saved.described),
        Route("/sparql", endpoint.answer, methods=["GET", "POST"]),
        Route("/sparql.{suffix}", endpoint.answer, methods=["GET", "POST"]),
        Route("/graphs", reads.store),
        Route("/id/{path:path}", reads.node),
        Route("/ns", reads.terms),
        Route("/ns.{suffix}", reads.terms),
        Route("/scheme/{name}", reads.scheme),
        Route("/graph/{name}", reads.named),
        Route("/void", known.void),
        Route("/.well-known/void", known.void),
        Route("/.well-known/sparql-examples", known.examples),
        Route("/healthz", status.health),
        Route("/readyz", status.ready),
        Route("/metrics", status.metrics),
    ]
