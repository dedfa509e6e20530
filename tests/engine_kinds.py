"""The engines that answer from a graph at hand, each opened over it in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache

import fake_endpoint as fake
import pyoxigraph as px
from fake_endpoint import serving

from alliancekg.embedded import Embedded
from alliancekg.endpoint import Endpoint
from alliancekg.engines import Engine
from alliancekg.memory import InMemory

Kind = Callable[[px.Store], AbstractContextManager[Engine]]


@contextmanager
def embedded(store: px.Store) -> Iterator[Engine]:
    yield Embedded(store)


@contextmanager
def rdflib(store: px.Store) -> Iterator[Engine]:
    yield _in_memory(store, len(store))


@lru_cache(maxsize=1)
def _in_memory(store: px.Store, _: int) -> InMemory:
    """Return a store as rdflib holds it, which tests that only read can share."""
    return InMemory.of(store)


@contextmanager
def endpoint(store: px.Store) -> Iterator[Engine]:
    with serving(store, fake.good) as server:
        yield Endpoint.of(server.address, {})
