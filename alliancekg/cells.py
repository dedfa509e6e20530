"""The kinds of cell: what each may hold, and how to mend a cell that holds something else.

A check looks at one item (a cell, or one part of a list) and knows no other cell; whether a
reference leads anywhere is left to `integrity`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from alliancekg.dates import DateError, parse
from alliancekg.errors import UsageError
from alliancekg.findings import Severity
from alliancekg.suggesting import nearest

BLANKS: Final = " \t\r\n"  # trimmed at both ends of a cell; a non-breaking space is not
REF_KINDS: Final = ("actor", "claim", "event", "place", "policy", "quantity", "source", "treaty")
PREDICATES: Final = ("causedBy", "concurrentWith", "follows", "inResponseTo", "ledTo", "prevents")
MAX_DIGITS: Final = 18  # more cannot be computed with in the engines (64-bit integers)
SHOWN: Final = 16  # the longest list of choices that a message spells out

Vocabulary = Mapping[str, Collection[str]]


class Fault(NamedTuple):
    """What is wrong with an item, without its place."""

    problem: str
    expected: str
    fix: str
    severity: Severity = "violation"


Check = Callable[[str], Fault | None]


def article(noun: str) -> str:
    """Return a noun with its indefinite article.

    >>> article("event"), article("claim")
    ('an event', 'a claim')
    """
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"


def slug(text: str) -> str:
    """Return the id that is nearest to a text; empty if nothing of it can stand in an id.

    >>> slug("Élysée Treaty (1963)")
    'elysee-treaty-1963'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:100].rstrip("-._")


_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_ID_FORM = "an id of a-z, 0-9, '.', '_' and '-' that starts with a letter or digit"


def is_id(text: str) -> bool:
    """Tell whether a text has the form of an id."""
    return _ID.fullmatch(text) is not None


def _id(value: str) -> Fault | None:
    if is_id(value):
        return None
    meant = slug(value)
    fix = f"write '{meant}'" if meant else "write an id such as nixon-doctrine"
    if value[0] in "=+@":
        problem = "is a spreadsheet formula and no id"
        fix = "write an id such as nixon-doctrine, in a cell formatted as text"
    elif len(value) > 100:
        problem = "is an id of more than 100 characters"
    else:
        problem = "is not an id"
    return Fault(problem, _ID_FORM, fix)


_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([,.' \u00a0\u2009\u202f\u2019])\d{3})(?:\1\d{3})*")


def _canonical(value: str, form: re.Pattern[str]) -> tuple[str, str]:
    """Return what is wrong with a number, and the number that is likely meant (or nothing)."""
    plain = "".join(str(unicodedata.decimal(c, c)) for c in value)
    problem = "has digits other than 0 to 9" if plain != value else "is not in plain form"
    grouped = _THOUSANDS.fullmatch(plain)
    if grouped and not (form is _DECIMAL and grouped[1] == "."):
        problem, plain = "has a thousands separator", plain.replace(grouped[1], "")
    elif form is _DECIMAL and re.fullmatch(r"[+-]?\d+,\d+", plain):
        problem, plain = "has a decimal comma", plain.replace(",", ".")
    plain = re.sub(r"^\+", "", plain)
    plain = re.sub(r"^(-?)0+(?=\d)", r"\1", plain)
    if re.fullmatch(r"-?\d+\.\d*", plain):
        plain = plain.rstrip("0").rstrip(".")
    plain = "0" if plain == "-0" else plain
    return (problem, plain) if form.fullmatch(plain) else ("is not a number", "")


def _number(form: re.Pattern[str], expected: str, example: str) -> Check:
    def check(value: str) -> Fault | None:
        if form.fullmatch(value):
            if sum(map(str.isdigit, value)) <= MAX_DIGITS:
                return None
            return Fault(f"has more than {MAX_DIGITS} digits", expected, "round the number")
        problem, meant = _canonical(value, form)
        return Fault(problem, expected, f"write {meant or 'a number such as ' + example}")

    return check


def _edtf(value: str) -> Fault | None:
    try:
        parse(value)
    except DateError as error:
        return Fault(error.problem, error.expected, error.fix)
    if re.search(r"(?<![0-9])0000(?![0-9])", value):
        problem = "names the year 0, which is 1 BCE in astronomical years"
        fix = "leave it if 1 BCE is meant, else correct the year"
        return Fault(problem, "a year that is meant", fix, "warning")
    return None


def _digest(value: str) -> Fault | None:
    if re.fullmatch(r"[0-9a-f]{64}", value):
        return None
    fix = "copy the digest that `alliancekg verify` prints"
    if re.fullmatch(r"[0-9A-Fa-f]{64}", value):
        fix = f"write {value.lower()}"
    return Fault("is not a digest", "a SHA-256 as 64 digits of 0-9 and a-f", fix)


# RFC 3987, section 2.2, without hosts in brackets and, here, without the non-breaking space.
_INNER = r"A-Za-z0-9._~!$&'()*+,;=\-\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane + (0x1000 if plane == 0xE0000 else 0))}-{chr(plane + 0xFFFD)}"
    for plane in range(0x10000, 0xF0000, 0x10000)
)
_ESCAPE = "%[0-9A-Fa-f]{2}"
_START = (
    rf"(?:https?://(?:[{_INNER}:]+@)?[{_INNER}]+(?::[0-9]*)?(?=[/?#]|$)|urn:[a-z0-9][a-z0-9-]+:)"
)
_IRI = re.compile(
    rf"(?!.*\s){_START}(?:[{_INNER}:@/]|{_ESCAPE})*"
    rf"(?:\?(?:[{_INNER}:@/?]|{_ESCAPE})*)?(?:#(?:[{_INNER}:@/?]|{_ESCAPE})*)?"
)


def _iri(value: str) -> Fault | None:
    if _IRI.fullmatch(value):
        return None
    fix = "write the whole address, starting with https://"
    if re.match(_START, value):
        fix = "percent-encode what may not stand in an IRI, a blank as %20"
    elif re.match(r"https?://", value):
        fix = "correct the host and the port, as in https://example.org:8080/"
    return Fault("is not an absolute IRI (URL)", "an http, https or urn IRI without blanks", fix)


def _pattern(form: str, problem: str, expected: str, fix: str) -> Check:
    compiled = re.compile(form)
    fault = Fault(problem, expected, fix)
    return lambda value: None if compiled.fullmatch(value) else fault


def _wikidata(value: str) -> Fault | None:
    if re.fullmatch(r"Q[1-9][0-9]*", value):
        return None
    meant = re.search(r"[1-9][0-9]*$", value)
    fix = f"write 'Q{meant[0]}'" if meant else "write the item as Q884"
    return Fault("is not a Wikidata item", "Q and a number", fix)


_SIMPLE: Final[dict[str, Check]] = {
    "text": lambda _: None,
    "id": _id,
    "passage": _id,
    "integer": _number(_INTEGER, "an integer of digits 0-9 without separators", "62000"),
    "decimal": _number(_DECIMAL, "a number of digits 0-9 with a decimal point, if any", "62.5"),
    "edtf": _edtf,
    "digest": _digest,
    "iri": _iri,
    "wikidata": _wikidata,
    "cow": _pattern(
        r"[1-9][0-9]{0,2}", "is not a state code", "a number from 1 to 999", "write the code as 732"
    ),
    "alpha3": _pattern(
        r"[A-Z]{3}", "is not an ISO 3166 alpha-3 code", "three capitals", "write the code as KOR"
    ),
}


def _choice(words: Collection[str], what: str, where: str) -> Check:
    listed = "one of " + ", ".join(sorted(words)) if len(words) <= SHOWN else where

    def check(value: str) -> Fault | None:
        if value in words:
            return None
        meant = nearest(value, words)
        fix = f"write '{meant}'" if meant else f"choose {where}"
        return Fault(f"is not {article(what)}", listed, fix)

    return check


def _mixed_reference(kinds: Collection[str]) -> Check:
    """Return the check of `kind/key`, where the kind is one of some."""
    expected = f"kind/id, where kind is one of {', '.join(sorted(kinds))}"

    def check(value: str) -> Fault | None:
        kind, slash, key = value.partition("/")
        if not slash:
            fix = f"write {min(kinds)}/{slug(value) or 'ID'}, or the kind that is meant"
            return Fault("names no kind of record", expected, fix)
        if kind not in kinds:
            meant = nearest(kind, kinds)
            fix = f"write {meant}/{slug(key) or 'ID'}" if meant else "write one of these kinds"
            return Fault("names a kind of record that cannot stand here", expected, fix)
        fault = _id(key) if key else Fault("names no record", expected, f"write {kind}/ID")
        return fault and fault._replace(
            expected=expected, fix=fault.fix.replace("'", f"'{kind}/", 1)
        )

    return check


def _reference(kind: str) -> Check:
    """Return the check of a bare key, where the column says the kind."""

    def check(value: str) -> Fault | None:
        if value.startswith(kind + "/"):
            meant = slug(value.removeprefix(kind + "/"))
            fix = f"write '{meant}'" if meant else f"write the id of {article(kind)}"
            return Fault("repeats the kind", f"the bare id of a record of kind {kind}", fix)
        return _id(value)

    return check


def reference_kinds(kind: str) -> tuple[str, ...]:
    """Return the kinds of record that a cell of this kind may name; none if it is no reference.

    >>> reference_kinds("ref:event|treaty"), reference_kinds("text")
    (('event', 'treaty'), ())
    """
    if kind == "ref:*":
        return REF_KINDS
    return tuple(kind.removeprefix("ref:").split("|")) if kind.startswith("ref:") else ()


def checker(kind: str, vocabulary: Vocabulary) -> Check:
    """Return the check for a kind of cell; `vocabulary` holds the concepts of each SKOS scheme.

    Raises UsageError for a scheme that is not in the vocabulary.
    """
    name, _, rest = kind.partition(":")
    if name == "ref":
        kinds = reference_kinds(kind)
        return _reference(rest) if len(kinds) == 1 else _mixed_reference(kinds)
    if name == "outside":
        return _mixed_reference(rest.split("|"))
    if name == "concept":
        if rest not in vocabulary:
            there = ", ".join(sorted(vocabulary)) or "none"
            raise UsageError(f"no scheme '{rest}' in ontology/schemes/; there are: {there}")
        return _choice(vocabulary[rest], rest, f"a concept of ontology/schemes/{rest}.ttl")
    if kind == "predicate":
        return _choice(PREDICATES, "relation that can be claimed", "one of the six relations")
    if name == "choice":
        words = rest.split("|")
        return _choice(words, "value of this column", "one of these")
    return _SIMPLE[kind]
