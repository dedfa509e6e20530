"""Any SPARQL 1.1 endpoint as an engine: asked by the protocol, its answer taken whole or not."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.request import Request

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

import alliancekg
from alliancekg import addresses, constructing, datasets, endpointanswers, guard
from alliancekg.addresses import Login
from alliancekg.constructing import Parted
from alliancekg.datasets import Asked
from alliancekg.endpointhttp import Client, Reply
from alliancekg.engines import WHOLE, Limits
from alliancekg.errors import EngineError
from alliancekg.namespaces import GRAPH
from alliancekg.results import Result, plain

MERGED: Final = GRAPH + "merged"
"""The merged set, at an endpoint that has no default graph of its own."""

AGENT: Final = f"alliancekg/{alliancekg.__version__} (+https://w3id.org/alliancekg)"


class _Protocol(SPARQLWrapper):
    """Makes requests of the SPARQL protocol; they are sent by `endpointhttp`.

    SPARQLWrapper itself sends them without a limit on time and size, follows every redirect, and
    guesses the form of a query from its text.
    """

    def request(self, text: str, kind: str) -> Request:
        """Return the request for a query of this form."""
        self.queryString, self.queryType = text, kind
        return self._createRequest()


class Endpoint:
    """Asks an endpoint; its answer is whole, or an error."""

    def __init__(self, address: str, login: Login) -> None:
        self.address, self._login = addresses.checked(address), login
        self.name = addresses.shown(self.address)
        self._has_merged: bool | None = None
        self._graphs: tuple[str, ...] | None = None

    @classmethod
    def of(cls, address: str, environment: Mapping[str, str]) -> Endpoint:
        """Return the endpoint at an address, with the login that the environment has.

        Raises UsageError for a wrong address or half a login.
        """
        return cls(address, Login.of(environment))

    def ask(self, text: str, kind: str, limits: Limits) -> Result:
        """Return the answer, whole, with literals spelt as the embedded engine spells them.

        The time limit is for all that it takes: looking up the merged set, waiting for a busy
        endpoint, and counting the rows where the answer may be capped.
        """
        asked = datasets.asked(text, kind)
        clients: list[Client] = []

        def work(stop: threading.Event) -> Result:
            clients.append(Client(self.name, self._login, limits.seconds, stop))
            return self._answer(clients[0], asked, kind, limits)

        try:
            return guard.limited(work, limits.seconds)
        except EngineError as error:
            if str(error).startswith(self.name):
                raise
            raise EngineError(f"{self.name}: {error}") from None
        finally:
            for client in clients:
                client.close()

    def _answer(self, client: Client, asked: Asked, kind: str, limits: Limits) -> Result:
        graphs = self._named_in(client, asked)
        reply = self._sent(client, asked.text, kind, graphs)
        result = self._read(reply, kind, asked.variables, limits)
        is_long = kind == "CONSTRUCT" and len(result.rows) >= endpointanswers.LEAST_CAP
        if is_long and (parted := constructing.parted(asked.text)):
            by_rows = replace(asked, text=parted.select, variables=parted.variables)
            solutions = self._answer(client, by_rows, "SELECT", Limits(limits.seconds, WHOLE))
            return self._filled(parted, solutions, limits)
        if kind != "ASK" and endpointanswers.is_suspect(result, reply):
            self._count(client, asked, kind, graphs, len(result.rows))
        return result

    def _filled(self, parted: Parted, solutions: Result, limits: Limits) -> Result:
        """Return the graph that the rows of a CONSTRUCT give."""
        made = parted.filled(solutions.rows)
        if len(made.rows) > limits.rows:
            raise EngineError(
                f"{self.name}: the answer has over {limits.rows} rows. Fix: add a LIMIT"
            )
        return made

    def _sent(
        self, client: Client, text: str, kind: str, graphs: Mapping[str, tuple[str, ...]]
    ) -> Reply:
        protocol = _Protocol(self.address, agent=AGENT)
        protocol.setMethod(POST)
        protocol.setOnlyConneg(True)
        protocol.setReturnFormat(JSON if kind in ("SELECT", "ASK") else TURTLE)
        for name, iris in graphs.items():
            for iri in iris:
                protocol.addParameter(name, iri)

        def request(address: str) -> Request:
            protocol.endpoint = address
            return protocol.request(text, kind)

        reply = client.send(self.address, request)
        endpointanswers.refuse_status(reply, self.name, has_login=bool(self._login.header))
        return reply

    def _read(self, reply: Reply, kind: str, variables: tuple[str, ...], limits: Limits) -> Result:
        try:
            return endpointanswers.read(reply, kind, variables, limits.rows)
        except ValueError as error:
            raise EngineError(f"{self.name}: {error}") from None

    def _count(
        self,
        client: Client,
        asked: Asked,
        kind: str,
        graphs: Mapping[str, tuple[str, ...]],
        rows: int,
    ) -> None:
        """Raise EngineError unless the endpoint counts as many rows as it has given."""
        if kind != "SELECT":
            raise EngineError(
                f"{self.name}: the graph has {rows} triples, which may be all that the endpoint"
                " gives of more. Fix: ask by SELECT, whose rows can be counted"
            )
        try:
            reply = self._sent(client, asked.counting(), "SELECT", graphs)
            counted = self._read(reply, "SELECT", ("n",), Limits())
        except EngineError as error:
            why = str(error).removeprefix(f"{self.name}: ")
            raise EngineError(
                f"{self.name}: the answer has {rows} rows, which may be all that the endpoint gives"
                f" of more, and they cannot be counted: {why}"
            ) from None
        total = plain(counted.rows[0][0]) if len(counted.rows) == 1 else ""
        if total != str(rows):
            raise EngineError(
                f"{self.name}: the endpoint cut the answer: it gave {rows} rows, and counts"
                f" {total or 'none'}. Fix: ask for less, or by parts with LIMIT and OFFSET"
            )

    def _named_in(self, client: Client, asked: Asked) -> dict[str, tuple[str, ...]]:
        """Return the graphs to name in the request: those of FROM, or else of the merged set."""
        if asked.has_dataset:
            return {"default-graph-uri": asked.default, "named-graph-uri": asked.named}
        if self._has_merged is None:
            there = f"SELECT ?s {{ GRAPH <{MERGED}> {{ ?s ?p ?o }} }} LIMIT 1"
            found = self._read(self._sent(client, there, "SELECT", {}), "SELECT", ("s",), Limits())
            self._has_merged = bool(found.rows)
        if not self._has_merged:
            return {}
        named = self._others(client) if asked.uses_graphs else ()
        return {"default-graph-uri": (MERGED,), "named-graph-uri": named}

    def _others(self, client: Client) -> tuple[str, ...]:
        """Return the graphs of the project beside the merged set.

        A default graph that a request names leaves no named graphs but those that it names, too.
        """
        if self._graphs is None:
            there = f'?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}"))'
            text = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {there} }}"
            found = self._read(self._sent(client, text, "SELECT", {}), "SELECT", ("g",), Limits())
            self._graphs = tuple(sorted(plain(g) for (g,) in found.rows if plain(g) != MERGED))
        return self._graphs
