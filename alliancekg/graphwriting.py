"""Graphs written to an endpoint: whole by the Graph Store Protocol, or by updates in parts.

SPARQL 1.1 Graph Store HTTP Protocol: PUT replaces a graph, DELETE removes it. Where PUT is refused,
the graph is dropped and filled by INSERT DATA.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgr,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from alliancekg import addresses, endpointanswers, guard
from alliancekg.addresses import LOGIN, Login
from alliancekg.endpoint import AGENT
from alliancekg.endpointhttp import Client, Reply
from alliancekg.errors import EngineError
from alliancekg.graphstore import Target
from alliancekg.namespaces import GRAPH

PART: Final = 500
"""Statements in one INSERT DATA: Virtuoso's compiler gives up on some thousands."""

PROBE: Final = GRAPH + "push-probe"
"""A graph that is empty but while the default graph is looked at, see `pushing`."""

_DONE: Final = range(200, 300)
_UNKNOWN: Final = (404, 410)
_NO_PUT: Final = (400, 404, 405, 406, 411, 413, 415, 500, 501)
_UNAUTHORIZED, _FORBIDDEN = 401, 403


class Writer:
    """Writes and removes graphs; each request has the same time limit."""

    def __init__(self, target: Target, login: Login, seconds: float) -> None:
        self._target, self._login, self._seconds = target, login, seconds
        self._takes_put = bool(target.store)
        self._digests: dict[str, _Digest] = {}
        self._greeted: set[str] = set()

    def put(self, graph: str, lines: Sequence[str]) -> None:
        """Make lines of N-Triples all that a graph holds; "" is the default graph.

        Raises EngineError if the endpoint does not take them.
        """
        if self._takes_put:
            body = "".join(f"{line}\n" for line in lines).encode()
            reply = self._sent("PUT", self._place(graph), body, "application/n-triples")
            if reply.status in _DONE:
                return
            if reply.status not in _NO_PUT or not self._target.update:
                self._refuse(reply, self._target.store)
            self._takes_put = False
        self._update(_drop(graph))
        for at in range(0, len(lines), PART):
            some = " ".join(lines[at : at + PART])
            self._update(f"INSERT DATA {{ {f'GRAPH <{graph}> {{ {some} }}' if graph else some} }}")

    def remove(self, graph: str) -> None:
        """Remove a graph; it is no error if there is none."""
        if self._takes_put:
            reply = self._sent("DELETE", self._place(graph))
            if reply.status in _DONE or reply.status in _UNKNOWN:
                return
            if reply.status not in _NO_PUT or not self._target.update:
                self._refuse(reply, self._target.store)
        self._update(_drop(graph))

    def _place(self, graph: str) -> str:
        mark = "&" if urlsplit(self._target.store).query else "?"
        return f"{self._target.store}{mark}{urlencode({'graph': graph}) if graph else 'default'}"

    def _update(self, text: str) -> None:
        body, form = urlencode({"update": text}).encode(), "application/x-www-form-urlencoded"
        reply = self._sent("POST", self._target.update, body, form)
        if reply.status not in _DONE:
            self._refuse(reply, self._target.update)

    def _sent(
        self, method: str, address: str, body: bytes | None = None, media_type: str = ""
    ) -> Reply:
        """Return the reply to a request, with a login by digest where the place asks for one."""
        place = address.partition("?")[0]
        if place not in self._greeted:
            self._greeted.add(place)
            self._greet(address, place)
        reply = self._once(method, address, body, media_type)
        if reply.status == _UNAUTHORIZED and self._greet(address, place):
            reply = self._once(method, address, body, media_type)
        return reply

    def _greet(self, address: str, place: str) -> bool:
        """Ask whether a place wants a login by digest, and tell so.

        It is asked first, for what it does not have, and without the login: such a place hangs up
        on a long body without a digest, and Virtuoso has no challenge for a login of another kind.
        """
        if not self._login.header.startswith("Basic "):
            return False
        is_store = place == self._target.store.partition("?")[0]
        where = self._place(PROBE) if is_store else address
        self._digests.pop(place, None)
        reply = self._once("GET", where, login=Login(secrets=self._login.secrets))
        digest = _Digest.of(reply, self._login) if reply.status == _UNAUTHORIZED else None
        if digest:
            self._digests[place] = digest
        return digest is not None

    def _once(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        media_type: str = "",
        login: Login | None = None,
    ) -> Reply:
        digest = self._digests.get(address.partition("?")[0])
        basic = Login(secrets=self._login.secrets) if digest else login or self._login

        def request(here: str) -> Request:
            made = Request(here, data=body, method=method, headers={"User-Agent": AGENT})
            if media_type:
                made.add_header("Content-Type", media_type)
            if digest:
                made.add_unredirected_header("Authorization", digest.answer(made))
            return made

        name = addresses.shown(address)
        return _limited(
            name,
            self._seconds,
            lambda stop: Client(name, basic, self._seconds, stop),
            lambda client: client.send(address, request),
        )

    def _refuse(self, reply: Reply, address: str) -> None:
        """Raise EngineError for a reply that says that nothing was written."""
        name = addresses.shown(address)
        has_login = bool(self._login.header)
        if reply.status == _UNAUTHORIZED and has_login:
            raise EngineError(
                f"{name}: the login is not accepted (status {reply.status}). Fix: correct"
                " ALLIANCEKG_USER and _PASSWORD, or _TOKEN"
            )
        if reply.status in (_UNAUTHORIZED, _FORBIDDEN):
            need = "this login may not write" if has_login else "a login is needed to write"
            fix = "ask who runs it" if has_login else LOGIN
            raise EngineError(f"{name}: {need} (status {reply.status}). Fix: {fix}")
        if reply.status in (404, 405):
            raise EngineError(
                f"{name}: takes no graphs (status {reply.status}); expected a Graph Store of SPARQL"
                " 1.1. Fix: name it with --graph-store"
            )
        endpointanswers.refuse_status(reply, name, has_login=has_login)
        raise EngineError(f"{name}: the graph was not taken (status {reply.status})")


def _limited(
    name: str,
    seconds: float,
    client: Callable[[threading.Event], Client],
    send: Callable[[Client], Reply],
) -> Reply:
    clients: list[Client] = []

    def work(stop: threading.Event) -> Reply:
        clients.append(client(stop))
        return send(clients[0])

    try:
        return guard.limited(work, seconds)
    except EngineError as error:
        if str(error).startswith(name):
            raise
        raise EngineError(
            f"{name}: writing took more than {seconds:g} s and was given up. Fix: push again, for"
            " what is there is not written again, or allow more time"
        ) from None
    finally:
        for one in clients:
            one.close()


def _drop(graph: str) -> str:
    return f"DROP SILENT GRAPH <{graph}>" if graph else "DROP SILENT DEFAULT"


class _Digest:
    """A challenge of RFC 7616 and the login that answers it."""

    def __init__(self, challenge: dict[str, str], user: str, password: str) -> None:
        self._challenge = challenge
        self._passwords = HTTPPasswordMgr()
        self._user, self._password = user, password
        self._handler = HTTPDigestAuthHandler(self._passwords)

    @classmethod
    def of(cls, reply: Reply, login: Login) -> _Digest | None:
        """Return the digest that a reply asks for, if it does, and if there is a password."""
        kind, _, basic = login.header.partition(" ")
        if kind != "Basic":
            return None
        user, _, password = base64.b64decode(basic).decode().partition(":")
        for asked in reply.headers.get_all("WWW-Authenticate", []):
            scheme, _, rest = asked.partition(" ")
            if scheme.lower() == "digest":
                facts = parse_keqv_list([part for part in parse_http_list(rest) if "=" in part])
                if {"realm", "nonce"} <= facts.keys():
                    return cls(facts, user, password)
        return None

    def answer(self, request: Request) -> str:
        """Return the value of the header `Authorization` for a request."""
        self._passwords.add_password(
            self._challenge["realm"], request.full_url, self._user, self._password
        )
        try:
            said = self._handler.get_authorization(request, self._challenge)
        except ValueError:
            said = None
        if not said:
            name = addresses.shown(request.full_url)
            raise EngineError(f"{name}: asks for a login by a digest that is not known")
        return f"Digest {said}"
