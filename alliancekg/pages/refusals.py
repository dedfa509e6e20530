"""The page that tells a reader why a server answers nothing at an address; it asks no engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from alliancekg.pages.frame import Page, render
from alliancekg.pages.links import Served


@dataclass(frozen=True, slots=True)
class _Ways:
    """What the frame of a page needs: where its links lead."""

    links: Served = field(default_factory=Served)


def refusal(status: int, title: str, detail: str) -> Page:
    """Return the page of a status: its name, what is wrong, and ways on."""
    return render("refusal.html", status, site=_Ways(), title=title, detail=detail)
