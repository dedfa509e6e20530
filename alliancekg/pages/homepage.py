"""The first page: what is in here, by class and by source, and ten questions to click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.pages.frame import Page, is_web, render
from alliancekg.pages.questionpages import asked
from alliancekg.pages.site import Site

_FIRST: Final = (
    *("events-after-withdrawal-announcements", "timeline-of-actor", "who-disputes-whom"),
    *("troop-levels-of-actor", "causes-claimed-for-event", "planned-and-cancelled"),
    *("treaty-dates", "claims-of-claimant", "strength-around-events", "coverage-of-sources"),
)
_TEN: Final = 10
_COLUMNS: Final = ("Event", "Treaty", "Policy", "Actor", "Claim", "Quantity")


def home(site: Site) -> Page:
    """Return the first page."""
    links, held = site.links, site.held
    kinds = [(kind, links.search(kind=kind.key) or links.entity(kind.iri)) for kind in held.kinds]
    shown = [kind for kind in held.kinds if kind.key in _COLUMNS]
    origins = [
        {
            "key": origin.key,
            "title": origin.title or origin.key,
            "href": links.entity(origin.iri),
            "statements": origin.statements,
            "license": origin.license if is_web(origin.license) else "",
            "counts": [
                (kind.label, origin.counts.get(kind.key, 0),
                 links.search(kind=kind.key, source=origin.key))
                for kind in shown
            ],
        }
        for origin in held.origins
    ]  # fmt: skip
    ten = [
        {"href": links.question(name, {}), "question": asked(site.saved[name])}
        for name in _ten(site)
    ]
    return render("home.html", site=site, kinds=kinds, shown=shown, origins=origins, ten=ten)


def _ten(site: Site) -> Iterator[str]:
    """Yield the names of ten questions: those that readers ask first, then others of the list."""
    first = [name for name in _FIRST if name in site.saved]
    others = (n for n in site.saved if n not in first and not n.startswith("checks/"))
    yield from [*first, *others][:_TEN]
