"""Values of literals as SHACL compares them: numbers, days, truths and texts.

Two of other types, or of unlike ones, are left to pySHACL: UnjudgedError. Days are those of XSD
1.1, in any year, and a value that is none of its datatype has no order with others of it (SHACL,
sections 4.3 and 4.5.3), where pySHACL compares texts, or falls over.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, TypeAlias

import pyoxigraph as px

from alliancekg import literals
from alliancekg.indexing import Term
from alliancekg.namespaces import PREFIXES
from alliancekg.nodetables import UnjudgedError

Value: TypeAlias = "tuple[str, int | float | Decimal | str | tuple[int, ...] | None]"
"""A kind of value, and a value that is comparable with others of its kind; None if it is not."""

_XSD: Final = PREFIXES["xsd"]
_STRING: Final = _XSD + "string"
_BOOLEAN: Final = _XSD + "boolean"
_LONG: Final = 4000  # digits; Python makes no number of more
_DAY: Final = re.compile(r"(-?[0-9]{4,})-([0-9]{2})-([0-9]{2})")
_WHOLE: Final = frozenset(
    _XSD + name
    for name in (
        *("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
NUMBERS: Final = _WHOLE | {_XSD + name for name in ("decimal", "float", "double")}


def value(term: px.Literal) -> Value:
    """Return the value of a literal; of one that is ill-formed only the kind.

    >>> value(px.Literal("007", datatype=px.NamedNode(_XSD + "integer")))
    ('number', 7)
    """
    datatype, text = term.datatype.value, term.value.strip()
    if term.language or datatype == _STRING:
        return "text", term.value
    if datatype in NUMBERS:
        is_number = len(text) < _LONG and not literals.fault(text, datatype)
        return "number", _number(text, datatype) if is_number else None
    if datatype == _BOOLEAN:
        return "truth", text in ("true", "1")
    if datatype == _XSD + "date" and (day := _DAY.fullmatch(text)):
        return "day", tuple(map(int, day.groups()))
    return datatype, None


def _number(text: str, datatype: str) -> int | float | Decimal:
    if datatype in _WHOLE:
        return int(text)
    return Decimal(text) if datatype == _XSD + "decimal" else float(text)


def compared(one: Term, other: Term) -> int | None:
    """Return -1, 0 or 1 as the value of a literal is less than, equal to or more than another.

    None if the two have no order. Raises UnjudgedError if it is not known here.
    """
    if not (isinstance(one, px.Literal) and isinstance(other, px.Literal)):
        return None
    is_wrong = any(literals.fault(term.value, term.datatype.value) for term in (one, other))
    if is_wrong and one.datatype == other.datatype:
        return None
    (kind, a), (other_kind, b) = value(one), value(other)
    if kind != other_kind and "text" in (kind, other_kind):
        return None
    if is_wrong or kind != other_kind or a is None or b is None:
        raise UnjudgedError
    is_more, is_less = a > b, a < b  # type: ignore[operator]  # of one kind
    return is_more - is_less if is_more or is_less or a == b else None


def is_true(term: Term) -> bool:
    """Return the truth of a literal of xsd:boolean. Raises UnjudgedError if it is none."""
    if isinstance(term, px.Literal) and term.datatype.value == _BOOLEAN:
        if term.value in ("true", "1"):
            return True
        if term.value in ("false", "0"):
            return False
    raise UnjudgedError


def count(term: Term, datatypes: frozenset[str] = frozenset({_XSD + "integer"})) -> int:
    """Return a number of at least 0, of an integer type. Raises UnjudgedError if it is none."""
    if isinstance(term, px.Literal) and term.datatype.value in datatypes and term.value.isdecimal():
        return int(term.value)
    raise UnjudgedError


def text(term: Term) -> str:
    """Return a text without a language. Raises UnjudgedError if it is none."""
    if isinstance(term, px.Literal) and term.datatype.value == _STRING:
        return term.value
    raise UnjudgedError


def words(term: Term) -> str:
    """Return a text in any language or in none. Raises UnjudgedError if it is none."""
    if isinstance(term, px.Literal) and (term.language or term.datatype.value == _STRING):
        return term.value
    raise UnjudgedError
