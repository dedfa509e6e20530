"""The lists of all records by class, for a folder of pages, in which nothing can be searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from alliancekg.pages.counts import Kind
from alliancekg.pages.filed import Filed, list_file
from alliancekg.pages.frame import Page, render, shown
from alliancekg.pages.labelindex import Entry
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.site import Site

MOST: Final = 500
"""How many records one list names."""


def lists(site: Site, kinds: Sequence[Kind]) -> Page:
    """Return the list of the lists."""
    found = [(kind.label, kind.count, site.links.search(kind=kind.key)) for kind in kinds]
    return render("lists.html", site=site, kinds=found)


def parts(
    site: Site, links: Filed, kind: Kind, entries: Sequence[Entry]
) -> Iterator[tuple[str, Page]]:
    """Yield the file and the page of each part of the list of a class, in the order of names."""
    last = max(-(-len(entries) // MOST), 1)
    for part in range(1, last + 1):
        links.here = list_file(kind.key, part)
        chosen = entries[(part - 1) * MOST : part * MOST]
        rows = [
            (
                Cell(shown(entry.names[0], 300), links.entity(entry.iri), entry.iri),
                [shown(name, 200) for name in entry.names[1:5]],
                sorted(entry.sources),
            )
            for entry in chosen
        ]
        yield (
            links.here,
            render(
                "list.html",
                site=site,
                label=kind.label,
                count=len(entries),
                first=(part - 1) * MOST + 1,
                rows=rows,
                earlier=links.to(list_file(kind.key, part - 1)) if part > 1 else "",
                later=links.to(list_file(kind.key, part + 1)) if part < last else "",
            ),
        )
