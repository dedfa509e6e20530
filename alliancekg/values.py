"""Terms of an answer as values of Python, and values of Python as a parameter takes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Final, TypeAlias

from alliancekg import literals
from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES
from alliancekg.placing import short

if TYPE_CHECKING:
    from alliancekg.results import Term

XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = {
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
}
# More digits of a second than Python keeps would be lost.
_MOMENT: Final = re.compile(r"[0-9]{4}-[^.]*(?:\.[0-9]{1,6})?(?:Z|[+-][0-9:]{5})?")


class Iri(str):
    """A node of the graph: the text is its IRI, so that equal nodes are equal texts.

    >>> node = Iri("https://w3id.org/alliancekg/id/event/nixon-doctrine")
    >>> node.key, node.iri == node
    ('event/nixon-doctrine', True)
    """

    _labels: Callable[[], Mapping[str, str]]

    def __new__(cls, iri: str, labels: Callable[[], Mapping[str, str]] = dict) -> Iri:
        """Return the node; `labels` gives the names of nodes when one is asked for."""
        node = super().__new__(cls, iri)
        node._labels = labels
        return node

    def __reduce__(self) -> tuple[type[Iri], tuple[str]]:
        return Iri, (self.iri,)

    @property
    def iri(self) -> str:
        """The IRI, as nothing but a text."""
        return str.__str__(self)

    @property
    def key(self) -> str:
        """The IRI in short: `kind/key`, `scheme#concept` or a prefixed name."""
        return short(self.iri)

    @property
    def label(self) -> str:
        """The name that the graph gives to the node, in English if there is one; else the key."""
        return self._labels().get(self.iri) or self.key


class Text(str):
    """A text in a language, or of a datatype for which Python has no value, such as a fuzzy date.

    >>> Text("Guam", "en") == "Guam", Text("Guam", "en").language
    (True, 'en')
    """

    language: str
    datatype: str

    def __new__(cls, text: str, language: str = "", datatype: str = "") -> Text:
        """Return the text; `datatype` is an IRI."""
        made = super().__new__(cls, text)
        made.language, made.datatype = language, datatype
        return made

    def __reduce__(self) -> tuple[type[Text], tuple[str, str, str]]:
        return Text, (str.__str__(self), self.language, self.datatype)


Value: TypeAlias = str | bool | int | float | Decimal | dt.date | None
"""What a cell holds. A str may be an Iri or a Text, a date a datetime; None is an unbound variable.
"""


def value(term: Term | None, labels: Callable[[], Mapping[str, str]] = dict) -> Value:
    """Return a term as a value of Python, where its text is one; else as a Text.

    Beyond the years 1 to 9999 there is no day of Python, and a day with a time zone is none.

    >>> import pyoxigraph as px
    >>> value(px.Literal(12)), value(px.Literal("1971-03-27", datatype=px.NamedNode(XSD + "date")))
    (12, datetime.date(1971, 3, 27))
    """
    import pyoxigraph as px

    if term is None:
        return None
    if isinstance(term, px.NamedNode):
        return Iri(term.value, labels)
    if not isinstance(term, px.Literal):
        return str(term)
    datatype = term.datatype.value
    if term.language:
        return Text(term.value, term.language, datatype)
    if datatype == XSD + "string":
        return term.value
    found = None if literals.fault(term.value, datatype) else _typed(term.value.strip(), datatype)
    return Text(term.value, "", datatype) if found is None else found


def _typed(text: str, datatype: str) -> Value:
    """Return the value of a right lexical form, or None if Python has none."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    try:
        if name in _INTEGERS:
            return int(text)
        match name:
            case "decimal":
                return Decimal(text)
            case "double" | "float":
                return float(text)
            case "boolean":
                return text in ("true", "1")
            case "date":
                return dt.date.fromisoformat(text) if len(text) == len("1971-03-27") else None
            case "dateTime" | "dateTimeStamp":
                return dt.datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:  # the year 0000, an hour 24:00, a number of thousands of digits
        return None
    return None


def text(given: object) -> str:
    """Return a value as somebody would type it for a parameter.

    Raises UsageError for what is no text, number or day.
    """
    if isinstance(given, bool) or not isinstance(given, str | Integral | Decimal | dt.date):
        raise UsageError(
            f"{given!r} is {type(given).__name__}; expected a text, a number or a date, or a list"
            " of them. Fix: give the id or the label as a text"
        )
    if isinstance(given, str):
        return str.__str__(given)
    if isinstance(given, Integral):  # also one of numpy's
        return str(int(given))
    return given.isoformat() if isinstance(given, dt.date) else str(given)


def texts(parameters: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the values of parameters as texts; a parameter that is None is not given.

    >>> texts({"actor": ["usa", "rok"], "days": 700, "date": None})
    {'actor': ['usa', 'rok'], 'days': ['700']}
    """
    found = {}
    for name, given in parameters.items():
        if given is not None:
            many = isinstance(given, Iterable) and not isinstance(given, str | bytes)
            try:
                found[name] = [text(one) for one in (given if many else [given])]  # type: ignore[attr-defined]
            except UsageError as error:
                raise UsageError(f"{name}: {error}") from None
    return found
