"""Which format a client gets: by the suffix of the address, or by Accept (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple


class Media(NamedTuple):
    """A media type, the format that it names, and the suffixes of addresses that ask for it."""

    type: str
    format: str
    suffixes: tuple[str, ...] = ()


TABLES: Final = (
    Media("application/sparql-results+json", "json", ("json", "srj")),
    Media("application/sparql-results+xml", "xml", ("xml", "srx")),
    Media("text/csv", "csv", ("csv",)),
    Media("text/tab-separated-values", "tsv", ("tsv",)),
    Media("application/json", "json"),
    Media("application/xml", "xml"),
    Media("text/xml", "xml"),
)
"""Of the rows of SELECT and the boolean of ASK; the first is given to who takes anything."""

GRAPHS: Final = (
    Media("text/turtle", "turtle", ("ttl",)),
    Media("application/n-triples", "ntriples", ("nt",)),
    Media("application/ld+json", "jsonld", ("jsonld", "json")),
    Media("application/rdf+xml", "rdfxml", ("rdf", "xml")),
    Media("application/trig", "trig", ("trig",)),
    Media("application/n-quads", "nquads", ("nq",)),
    Media("application/x-turtle", "turtle"),
    Media("application/json", "jsonld"),
    Media("application/xml", "rdfxml"),
    Media("text/xml", "rdfxml"),
)
"""Of a graph."""

HTML: Final = Media("text/html", "html", ("html",))
JSON: Final = Media("application/json", "json", ("json",))

SUFFIXES: Final = tuple(
    dict.fromkeys(suffix for media in (*TABLES, *GRAPHS) for suffix in media.suffixes)
)
_RANGE: Final = re.compile(r"\s*([\w!#$&.+*-]+)/([\w!#$&.+*-]+)\s*((?:;[^,]*)?)\s*")
_WEIGHT: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.I)
_MOST: Final = 100  # ranges that are looked at


@dataclass(frozen=True, slots=True)
class _Range:
    """What a client takes: a type, any of a family, or anything; how much, and at which place."""

    main: str
    sub: str
    weight: float
    place: int

    def rank(self, type_: str) -> int:
        """Return how exactly the range names a type, 0 if it does not."""
        main, _, sub = type_.partition("/")
        if (self.main, self.sub) == (main, sub):
            return 3
        if self.sub == "*":
            return 2 if self.main == main else int(self.main == "*")
        return 0


def best(accept: str, offers: Sequence[Media]) -> Media | None:
    """Return the offer that a client likes best, or None if it takes none of them.

    Of equals the one is chosen that the client names first, and then the first of the offers.

    >>> best("text/csv, application/json;q=0.9", TABLES).format
    'csv'
    >>> best("text/*;q=0.5, */*;q=0.1", GRAPHS).format, best("", GRAPHS).format
    ('turtle', 'turtle')
    >>> best("image/png", TABLES) is None, best("*/*;q=0", TABLES) is None
    (True, True)
    """
    ranges = list(_ranges(accept)) or [_Range("*", "*", 1.0, 0)]
    found: list[tuple[float, int, int, Media]] = []
    for at, offer in enumerate(offers):
        fitting = max(ranges, key=lambda r: (r.rank(offer.type), -r.place))
        if fitting.rank(offer.type) and fitting.weight:
            found.append((-fitting.weight, fitting.place, at, offer))
    return min(found, default=(0, 0, 0, None))[3]


def _ranges(accept: str) -> list[_Range]:
    found = []
    for place, part in enumerate(accept.split(",")[:_MOST]):
        if match := _RANGE.fullmatch(part):
            weight = _WEIGHT.search(match[3])
            value = float(weight[1]) if weight else 1.0
            found.append(_Range(match[1].lower(), match[2].lower(), value, place))
    return found


def by_suffix(suffix: str, offers: Sequence[Media]) -> Media | None:
    """Return the offer that a suffix, without its dot, names.

    >>> by_suffix("json", TABLES).type, by_suffix("json", GRAPHS).type
    ('application/sparql-results+json', 'application/ld+json')
    >>> by_suffix("csv", GRAPHS) is None
    True
    """
    return next((media for media in offers if suffix in media.suffixes), None)


def chosen(suffix: str, accept: str, offers: Sequence[Media]) -> Media | None:
    """Return the offer for a request: its suffix, if it has one, says more than its Accept."""
    return by_suffix(suffix, offers) if suffix else best(accept, offers)


def content_type(media: Media) -> str:
    """Return the header of a response; all our texts are UTF-8."""
    return f"{media.type}; charset=utf-8" if media.type.startswith("text/") else media.type
