"""Where an endpoint takes graphs: its Graph Store or its updates, from what it says and its layout.

How graphs are written there is left to `graphwriting`.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request

import pyoxigraph as px

from alliancekg import addresses, endpointanswers, guard
from alliancekg.addresses import Login
from alliancekg.endpointhttp import Client, Reply
from alliancekg.errors import EngineError, UsageError

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_PARSED: Final = {
    "text/turtle": px.RdfFormat.TURTLE,
    "application/n-triples": px.RdfFormat.N_TRIPLES,
    "application/n-quads": px.RdfFormat.N_QUADS,
}
_MOST: Final = 1024 * 1024  # bytes of a description: those of engines have 1 to 10 kB
_OK: Final = 200
_TELLING: Final = (401, 403, 404, 429)  # and not 400: there is no query in what is asked
_FAILED: Final = 500


@dataclass(frozen=True, slots=True)
class Target:
    """Where graphs go: the address that is asked, and those that take whole graphs and updates.

    `store` and `update` are empty where there is none. `is_union` tells that the engine is known to
    have no default graph of its own, but the union of all graphs, in which a triple of two graphs
    counts twice.
    """

    query: str
    store: str
    update: str
    is_union: bool
    engine: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """An engine: how it is recognised, and where it takes graphs and updates.

    `mark` is found in the headers `Server` and `Fuseki-Request-Id`; empty where the path suffices.
    In the places `{0}` is the part of the path that `path` takes, `{auth}` is `-auth` for a login.
    """

    engine: str
    mark: str
    path: re.Pattern[str]
    store: str
    update: str
    is_union: bool = False


_LAYOUTS: Final = (
    _Layout("Oxigraph", "oxigraph", re.compile(r"(.*)/query/?"), "{0}/store", "{0}/update"),
    _Layout(
        "Virtuoso",
        "virtuoso",
        re.compile(r"(.*)/sparql(?:-auth)?/?"),
        "{0}/sparql-graph-crud{auth}",
        "{0}/sparql{auth}",
        is_union=True,
    ),
    _Layout(
        "Fuseki", "fuseki", re.compile(r"(.*?)(?:/sparql|/query)?/?"), "{0}/data", "{0}/update"
    ),
    _Layout(
        "GraphDB",
        "",
        re.compile(r"(.*/repositories/[^/]+)/?"),
        "{0}/rdf-graphs/service",
        "{0}/statements",
        is_union=True,
    ),
)


def find(address: str, login: Login, given: str, seconds: float) -> Target:
    """Return where the endpoint at an address takes graphs; `given` is a Graph Store's address.

    Reads the service description, then goes by the layouts of the engines that are known. Raises
    UsageError for a wrong address or if no place is found, EngineError if nothing answers.
    """
    query = _checked(address, "ENDPOINT")
    store = _checked(given, "--graph-store") if given else ""
    reply = _described(query, login, seconds)
    features = _features(reply, query)
    layout, path = _layout(query, reply)
    places = ("", "")
    if layout:
        marks = {"auth": "-auth" if login.header else ""}
        places = (layout.store.format(path, **marks), layout.update.format(path, **marks))
        places = (_beside(query, places[0]), _beside(query, places[1]))
    update = query if f"{_SD}SPARQL11Update" in features else places[1]
    if not (store or places[0] or update):
        if reply.status in _TELLING or reply.status >= _FAILED:
            endpointanswers.refuse_status(
                reply, addresses.shown(query), has_login=bool(login.header)
            )
        raise UsageError(
            f"{addresses.shown(query)} does not say where it takes graphs, and is no engine whose"
            " places are known; expected Oxigraph, Virtuoso, Fuseki or GraphDB. Fix: name its Graph"
            " Store with --graph-store"
        )
    is_union = f"{_SD}UnionDefaultGraph" in features or bool(layout and layout.is_union)
    return Target(query, store or places[0], update, is_union, layout.engine if layout else "")


def _checked(address: str, option: str) -> str:
    try:
        return addresses.checked(address)
    except UsageError as error:
        raise UsageError(str(error).replace("correct --store", f"correct {option}")) from None


def _described(address: str, login: Login, seconds: float) -> Reply:
    """Return what an endpoint answers to a plain GET, by which it describes itself."""
    name = addresses.shown(address)
    clients: list[Client] = []

    def request(here: str) -> Request:
        return Request(here, headers={"Accept": "text/turtle, application/n-triples;q=0.9"})

    def work(stop: threading.Event) -> Reply:
        clients.append(Client(name, login, seconds, stop))
        return clients[0].send(address, request)

    try:
        return guard.limited(work, seconds)
    except EngineError as error:
        if str(error).startswith(name):
            raise
        raise EngineError(
            f"{name}: no answer within {seconds:g} s. Fix: try again later, or allow more time"
        ) from None
    finally:
        for client in clients:
            client.close()


def _features(reply: Reply, address: str) -> frozenset[str]:
    """Return the features and languages of a service description, none if it is no description."""
    format_ = _PARSED.get(reply.media_type)
    if reply.status != _OK or format_ is None or len(reply.body) > _MOST or b"<<" in reply.body:
        return frozenset()
    told = (f"{_SD}feature", f"{_SD}supportedLanguage")
    try:
        return frozenset(
            quad.object.value
            for quad in px.parse(reply.body, format=format_, base_iri=address)
            if quad.predicate.value in told and isinstance(quad.object, px.NamedNode)
        )
    except (SyntaxError, ValueError):
        return frozenset()


def _layout(address: str, reply: Reply) -> tuple[_Layout | None, str]:
    """Return the layout that fits what answered, and the part of the path that its places need."""
    fuseki = "fuseki" if "Fuseki-Request-Id" in reply.headers else ""
    said = f"{reply.headers.get('Server', '')} {fuseki}".lower()
    path = urlsplit(address).path
    for layout in _LAYOUTS:
        found = layout.path.fullmatch(path)
        if found and layout.mark in said:
            return layout, found[1]
    return None, ""


def _beside(address: str, path: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=path, query="", fragment=""))
