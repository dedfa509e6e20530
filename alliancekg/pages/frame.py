"""The frame of all pages: templates with every value escaped, without scripts and styles."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape

from alliancekg import __version__, htmltemplates
from alliancekg.tables import visible

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"
_LONGEST: Final = 2000  # characters of one value on a page
_QUOTED: Final = 20_000  # characters of a passage
_KEPT: Final = "\u00ad\u200c\u200d"  # which texts have in words, and which turn nothing round
_JOINERS: Final = ("\u200c", "\u200d")
# After a letter from Arabic to Sinhala, Myanmar or Khmer, where they belong to the spelling.
_JOINED: Final = re.compile(
    "(?<=[\u0620-\u06ff\u0750-\u077f\u0900-\u0dff\u1000-\u109f\u1780-\u17d3])([\u200c\u200d])"
)


GRAPH_FORMS: Final = (
    ("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"), ("N-Triples", "nt"),
)  # fmt: skip
"""In which a graph is to be had, and the suffixes of their addresses."""

EDITOR: Final = "editor.js"
"""The file of the editor of queries."""

SCRIPTS: Final = ("app.js", EDITOR, "app.css", "licences.txt")
"""The files of the scripts, which `make web` writes beside the style."""


class Page(str):
    """A whole document of HTML, and the status with which a server sends it."""

    __slots__ = ("status",)
    status: int

    def __new__(cls, text: str, status: int = 200) -> Page:
        """Make a page of a text."""
        page = super().__new__(cls, text)
        page.status = status
        return page


class Shown(str):
    """A text as a page shows it, which is not to be shortened again."""

    __slots__ = ()


def shown(text: str, longest: int = _LONGEST, keep: str = "") -> Shown:
    r"""Return what a page shows of a text: on one line, and of a very long one the start.

    Control and direction characters are written as escapes, so that none has an effect, but for
    those to keep. Joiners between letters of scripts that are written with them are left.

    >>> shown("a\u202eb"), shown(shown("x" * 1000, 3), 2)
    ('a\\u202eb', 'xxx… and 997 more characters')
    >>> shown("a\u200cb"), shown("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    ('a\\u200cb', True)
    """
    if isinstance(text, Shown):
        return text
    rest = len(text) - longest
    begin = "".join(
        part if part in _JOINERS else visible(part, keep) for part in _JOINED.split(text[:longest])
    )
    if rest <= 0:
        return Shown(begin)
    return Shown(f"{begin}… and {rest:,} more character{'s' if rest > 1 else ''}")


def _finalized(value: object) -> object:
    return value if isinstance(value, Markup) or not isinstance(value, str) else shown(value)


def _whole(text: str) -> Markup:
    """Return an address or a text of lines, escaped, and nothing of it left out."""
    return Markup(escape(text))


def _words(text: str) -> Markup:
    """Return the words of a document, escaped; only a passage of many pages is cut."""
    return Markup(escape(shown(text, _QUOTED, _KEPT)))


def has_scripts() -> bool:
    """Tell whether the scripts have been built, so that pages load them; they only add."""
    return all((STATIC / name).is_file() for name in SCRIPTS)


@cache
def environment() -> Environment:
    """Return the templates, read once."""
    found = htmltemplates.environment(FOLDER / "templates", _finalized)
    found.filters["address"] = _whole
    found.filters["whole"] = _whole
    found.filters["words"] = _words
    found.globals["version"] = __version__
    found.globals["has_scripts"] = has_scripts
    return found


def render(template: str, status: int = 200, /, **values: object) -> Page:
    """Return the page that a template makes of the values."""
    return Page(environment().get_template(template).render(values), status)


def is_web(iri: str) -> bool:
    """Tell whether a link may lead to an IRI: one of the web, never one of a script."""
    return iri.startswith(("https://", "http://")) and len(iri) <= _LONGEST
