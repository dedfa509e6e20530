"""The page of a search: what bears a name, by class and source, some at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from alliancekg.errors import EngineError
from alliancekg.pages import labelindex
from alliancekg.pages.frame import Page, render, shown
from alliancekg.pages.labelindex import Entry, Found, Hit
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.site import Site
from alliancekg.placing import short

MOST: Final = 50
"""How many records a page of a server lists."""

# With what is no character, which no page may hold.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LONGEST: Final = 200  # characters of what is looked for


def search(site: Site, text: str = "", kind: str = "", source: str = "", first: int = 1) -> Page:
    """Return the page of what bears a name with these words, of a class and of a source.

    An engine that fails gives the status 503.
    """
    text = _plain(text)
    try:
        found, is_whole = _found(site, text, kind, source)
    except EngineError as error:
        return _page(site, text, kind, source, Found((), {}, {}), 1, str(error), 503)
    note = "" if is_whole else (
        "The graph has more names than can be searched whatever their accents: these are the first"
        " that hold just these letters."
    )  # fmt: skip
    return _page(site, text, kind, source, found, first, note, 200)


def _plain(text: str) -> str:
    """Return what is looked for: no control characters, and not too long."""
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST]


def nearest(
    site: Site, text: str, most: int, kind: str = "", source: str = ""
) -> list[tuple[Cell, str, Sequence[str]]]:
    """Return the first records of a search: each as a link, by which other name, and what it is.

    Raises EngineError if the engine fails.
    """
    found, _ = _found(site, _plain(text), kind, source)
    labels = {one.key: one.label for one in site.held.kinds}
    return [_row(site, hit, labels) for hit in found.hits[:most]]


def _found(site: Site, text: str, kind: str, source: str) -> tuple[Found, bool]:
    index = site.names
    if index is not None:
        return index.find(text, kind, source), True
    hits = labelindex.by_engine(site.engine, text, MOST) if text else ()
    found = [
        Hit(Entry(iri, (name,), (name,), frozenset(), frozenset()), "")
        for iri, name in hits
        if labelindex.is_record(iri)
    ]
    return Found(found, {}, {}), False


def _page(
    site: Site,
    text: str,
    kind: str,
    source: str,
    found: Found,
    first: int,
    note: str,
    status: int,
) -> Page:
    links, at = site.links, max(first, 1) - 1
    labels = {one.key: one.label for one in site.held.kinds} if status == 200 else {}
    chosen = found.hits[at : at + MOST]
    count = len(found.hits)
    kinds = [
        (labels[key], found.kinds[key], links.search(text, key, source), key == kind)
        for key in labels
        if found.kinds.get(key)
    ]
    sources = [
        (key, number, links.search(text, kind, key), key == source)
        for key, number in sorted(found.sources.items())
    ]
    return render(
        "search.html",
        status,
        site=site,
        text=text,
        kind=kind,
        source=source,
        kind_label=labels.get(kind, kind),
        note=note,
        rows=[_row(site, hit, labels) for hit in chosen],
        count=count,
        first=at + 1,
        last=at + len(chosen),
        kinds=kinds,
        sources=sources,
        every_kind=links.search(text, "", source),
        every_source=links.search(text, kind, ""),
        earlier=links.search(text, kind, source, max(at + 1 - MOST, 1)) if at and count else "",
        later=links.search(text, kind, source, at + 1 + MOST) if at + MOST < count else "",
    )


def _row(site: Site, hit: Hit, labels: dict[str, str]) -> tuple[Cell, str, Sequence[str]]:
    entry = hit.entry
    cell = Cell(shown(entry.names[0], 300), site.links.entity(entry.iri), entry.iri)
    kinds = [labels[key] for key in labels if key in entry.kinds]
    more = [", ".join(kinds) or short(entry.iri).partition("#")[0], *sorted(entry.sources)]
    return cell, shown(hit.by, 300), more
