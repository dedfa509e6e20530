"""Work for a client that may leave before it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request

T = TypeVar("T")


async def done_or_left(request: Request, work: asyncio.Future[T], leave: Callable[[], object]) -> T:
    """Return what some work gives; `leave` is called to end it if the client has gone before.

    So it is if this request is cancelled.
    """
    watch = asyncio.ensure_future(_left(request))
    try:
        waited: set[asyncio.Future[Any]] = {work, watch}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            leave()
        return await work
    finally:
        if not work.done():  # this request is cancelled
            leave()
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
