"""The page on what programs can ask: all operations of the OpenAPI document, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from alliancekg.pages import operations
from alliancekg.pages.frame import Page, is_web, render
from alliancekg.pages.operations import Operation, Reply
from alliancekg.pages.site import Site

SAVED: Final = "/api/queries/"
"""Where the saved queries are; what follows is the name of one."""


def api(site: Site, document: Mapping[str, Any], base: str) -> Page:
    """Return the page of a document of a server, which its clients call by the address `base`."""
    found = list(operations.operations(document, base))
    groups: dict[str, list[Operation]] = {}
    for one in found:
        groups.setdefault(_group(one), []).append(one)
    info = document.get("info", {})
    return render(
        "api.html",
        site=site,
        lead=info.get("summary") or info.get("title", ""),
        version_told=info.get("version", ""),
        groups=groups,
        count=len(found),
        shared=_shared(found),
        questions={one.key: _question(site, one) for one in found},
        tries={one.key: _try(site, one) for one in found},
        document=f"{base.rstrip('/')}/api/openapi.json",
    )


def _shared(found: Iterable[Operation]) -> list[Reply]:
    """Return the replies that several operations may have, each once, by status."""
    shared = {reply.shared: reply for one in found for reply in one.replies if reply.shared}
    return sorted(shared.values(), key=lambda reply: (reply.status, reply.shared))


def _name(one: Operation) -> str:
    """Return the name of the saved query that an operation answers, or nothing."""
    return one.path.removeprefix(SAVED) if one.path.startswith(SAVED) else ""


def _group(one: Operation) -> str:
    if _name(one).startswith("checks/"):
        return "Checks of the data"
    return f"Questions: {one.tags[0]}" if _name(one) and one.tags else "The interface"


def _question(site: Site, one: Operation) -> str:
    return site.links.question(_name(one), {}) if _name(one) in site.saved else ""


def _try(site: Site, one: Operation) -> str:
    """Return where a browser may follow the example; nothing for what sends or needs a login."""
    if one.method != "GET" or one.login or not is_web(one.address):
        return ""
    name = _name(one)
    if name not in site.saved:
        return one.address
    plain = site.links.download(name, {}, "json")
    _, mark, given = one.address.partition("?")
    return f"{plain}{mark}{given}"
