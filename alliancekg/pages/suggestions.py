"""What a search finds while somebody types, as JSON for a list below the field."""

from __future__ import annotations

import json
from typing import Final

from alliancekg.errors import EngineError
from alliancekg.pages import searchpages
from alliancekg.pages.site import Site

MOST: Final = 8
"""How many names are suggested."""


def suggestions(site: Site, text: str, kind: str = "", source: str = "") -> str:
    """Return the records that the page of the search lists first, as JSON.

    `found` has of each its `name`, by which other name it was found (`by`, or empty), `href`, and
    its classes and sources in words (`more`). Nothing is found for no text, and by an engine that
    fails: the page says of what.
    """
    try:
        listed = searchpages.nearest(site, text, MOST, kind, source) if text.strip() else []
    except EngineError:
        listed = []
    found = [
        {"name": cell.text, "by": by, "href": cell.href, "more": " · ".join(more)}
        for cell, by, more in listed
        if cell.href
    ]
    return json.dumps({"text": text[:200], "found": found}, ensure_ascii=False)
