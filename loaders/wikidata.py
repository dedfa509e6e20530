"""Events of Wikidata: lists of timestamps, values with their precision, and whole entities (JSON).

Source: Wikidata, its query service (a list), and its entities as a dump or as Special:EntityData.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from alliancekg.columns import Row
from alliancekg.dataloaders import (
    Context,
    DataSource,
    Form,
    Item,
    Loader,
    Outcome,
    flag,
    outcome,
    refuse,
)
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Finding, Place
from alliancekg.records import Event, Participation, Ref
from loaders.wikidata_json import JsonError, elements, is_text, printable
from loaders.wikidata_time import Time, TimeError, edtf, of_claims, of_timestamp

SOURCE: Final = DataSource(
    key="wikidata",
    title="Wikidata",
    creators=("Wikidata contributors",),
    citation="Wikidata contributors. Wikidata. Wikimedia Foundation, 2012–. https://www.wikidata.org",
    obtain="Special:EntityData/Q8663.json for an item, a dump of entities in JSON, or a list of"
    " event, date and label as JSON from the query service",
    url="https://www.wikidata.org/",
    terms="CC0: free for any use",
    license="https://creativecommons.org/publicdomain/zero/1.0/",
    rank=8,
    measures=(),  # it never says what it covers whole
    time="",
    note="A list of the query service gives dates as timestamps without their precision.",
)

# Items of Wikidata for kinds of events (property P31), as far as one of our types says the same.
TYPES: Final = {
    "Q178561": "military-conflict",  # battle
    "Q188055": "military-conflict",  # siege
    "Q350604": "military-conflict",  # armed conflict
    "Q198": "war",
    "Q8465": "war",  # civil war
    "Q645883": "military-operation",
    "Q2001676": "military-operation",  # military offensive
    "Q467011": "invasion",
    "Q2223653": "terrorism",
    "Q625298": "agreement-conclusion",  # peace treaty
    "Q1072326": "summit",
    "Q273120": "protest",
    "Q217327": "attack",  # suicide attack
}
_LABELS: Final = (
    (re.compile(r"(?:\w+ )*battles? (?:of|for)\b", re.I), "military-conflict"),
    (re.compile(r"siege of\b", re.I), "military-conflict"),
    (re.compile(r"(?:attack|raid) on\b", re.I), "attack"),
    (re.compile(r"(?:invasion of\b|.* invasion$)", re.I), "invasion"),
    (re.compile(r"(?:operation \w+|.* operation)$", re.I), "military-operation"),
    (re.compile(r".* war$", re.I), "war"),
)
UNSPECIFIED: Final = "unspecified"
_ITEM: Final = re.compile(r"(?:https?://www[.]wikidata[.]org/(?:entity|wiki)/)?(Q[1-9][0-9]*)")


def of_label(label: str) -> str:
    """Return the type of an event that its own name says; unspecified if it says none.

    >>> of_label("First and Second Battles of Wonju"), of_label("Ganghwa Island incident")
    ('military-conflict', 'unspecified')
    """
    return next((kind for form, kind in _LABELS if form.match(label)), UNSPECIFIED)


def _accepts(name: str, head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return name.lower().endswith(".json") and start in (b"[", b"{")


def read(path: Path, display: str, context: Context) -> Iterator[Outcome]:
    """Yield what each event of a file gives, one at a time."""
    has_any = False
    try:
        for pointer, element in elements(path):
            has_any = True
            place = Place(display, item=pointer)
            yield _outcome(element, place, context)
    except JsonError as error:
        raise SourceErrors(
            [Finding(Place(display, error.line), "", "", error.problem, error.expected, error.fix)]
        ) from None
    except OSError as error:
        raise UsageError(f"cannot read {display}: {error.strerror}") from error
    if not has_any:
        said = "holds no events", "one event or more", "check that this is the file you mean"
        raise SourceErrors([Finding(Place(display), "", "", *said)])


def _outcome(element: object, place: Place, context: Context) -> Outcome:
    """Return what one element of the list gives, by the form that it has."""
    if not isinstance(element, dict):
        shown = printable(_shown(element))
        return outcome(Row({"": shown}, place, context.source), _no_object, context)
    cells = {name: _shown(value) for name, value in element.items()}
    row = Row(cells, place, context.source)
    if wrong := next((name for name, cell in cells.items() if not is_text(name + cell)), None):
        return outcome(row, lambda r, _: _half(r, wrong), context)
    if "claims" in element:
        return outcome(row, lambda r, c: _whole(element, r, c), context)
    if "precision" in element:
        return outcome(row, lambda r, c: _value(element, r, c), context)
    return outcome(row, lambda r, c: _listed(element, r, c), context)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _no_object(row: Row, _: Context) -> Iterable[Item]:
    refuse(row, "", "is no object", "an event as an object", "write it in braces")


def _half(row: Row, name: str) -> Iterable[Item]:
    said = "has half a pair of surrogates", "whole characters", "take the text anew from its source"
    refuse(row, printable(name), *said, printable(row.cells[name])[:300])


def _texts(row: Row, element: Mapping[str, object], *names: str) -> None:
    """Refuse an element of a list if what should be text in it is none."""
    if name := next((n for n in names if not isinstance(element.get(n), str | None)), ""):
        refuse(row, name, "is no text", "text in quotes", "write the text alone")


def _event(row: Row, context: Context, key: str, **values: Any) -> Event:
    return Event(
        id=context.id(key),
        status="done",
        identifiers=(key,),
        source=row.source,
        place=row.place,
        **values,
    )


def _item(row: Row, field: str) -> str:
    found = _ITEM.fullmatch(row.cells.get(field, ""))
    if not found:
        fix = "write the item, as http://www.wikidata.org/entity/Q8663"
        refuse(row, field, "is no item of Wikidata", "an item such as Q8663", fix)
    return found[1]


# A list of the query service


def _listed(element: Mapping[str, object], row: Row, context: Context) -> Iterable[Item]:
    """Yield an event of a list: its item, name, timestamp and participants, as far as known."""
    _texts(row, element, "event", "label", "date", "participants")
    item = _item(row, "event")
    label = row.cells.get("label", "")
    time = Time("")
    if stamp := row.cells.get("date", ""):
        time = _read_time(row, "date", lambda: of_timestamp(stamp))
    actors, flags = _participants(row, context, time.edtf)
    if not (label or time.edtf or actors):
        problem = "has no name, no date and no participant that is a known state"
        refuse(row, "event", problem, "one of the three", "add it, or leave the event")
    yield _event(
        row, context, item, event_type=of_label(label), label=label or f"Wikidata {item}",
        edtf=time.edtf, wikidata=item, note=time.note,
    )  # fmt: skip
    for actor in actors:
        yield _participation(row, context, item, actor)
    yield from flags
    if time.doubt:
        yield flag(row, "date", time.doubt, "a date with its precision", "look the item up")


def _participants(row: Row, context: Context, when: str) -> tuple[list[str], list[Finding]]:
    """Return the states among the participants, and a warning for each other one."""
    actors: dict[str, None] = {}
    flags: list[Finding] = []
    names = (part.strip() for part in row.cells.get("participants", "").split(";"))
    for name in dict.fromkeys(filter(None, names)):
        try:
            actors[context.states.of_cell(row, "participants", "name", when, name)] = None
        except SourceErrors as error:
            flags += [
                Finding(
                    f.place, f.field, name, f"{f.problem}, so this participant is left out",
                    f.expected, f.fix, "warning",
                )
                for f in error.findings
            ]  # fmt: skip
    return list(actors), flags


def _participation(row: Row, context: Context, key: str, actor: str) -> Participation:
    event = Ref("event", context.id(key))
    return Participation(
        id=f"{event}:{actor}:participant", record=event, actor=actor, role="participant",
        source=row.source, place=row.place,
    )  # fmt: skip


# A value with its precision


def _value(element: Mapping[str, object], row: Row, context: Context) -> Iterable[Item]:
    """Yield an event of a list that gives each time as Wikidata keeps it, with its precision."""
    _texts(row, element, "id", "label", "time")
    key = row.cells.get("id", "")
    if not re.search("[A-Za-z0-9]", key):
        refuse(row, "id", "is no key", "a key of letters or digits", "add the key")
    label = row.cells.get("label", "")
    time = _read_time(row, "time", lambda: edtf(element))
    found = _ITEM.fullmatch(key)
    yield _event(
        row, context, key, event_type=of_label(label), label=label or f"Wikidata {key}",
        edtf=time.edtf, note=time.note, wikidata=found[1] if found else "",
    )  # fmt: skip
    if time.doubt:
        yield flag(row, "time", time.doubt, "a time that can be dated", "look the item up")


# A whole entity


def _whole(element: Mapping[str, object], row: Row, context: Context) -> Iterable[Item]:
    try:
        return list(_entity(element, row, context))
    except (AttributeError, KeyError, TypeError):
        fix = "take the entity anew, as Special:EntityData gives it"
        refuse(row, "id", "is not written as an entity", "the data model of Wikibase", fix)


def _entity(element: Mapping[str, object], row: Row, context: Context) -> Iterable[Item]:
    """Yield the event that an entity is: its names, its kind, its time."""
    item = _item(row, "id")
    claims = element["claims"] or {}
    if not isinstance(claims, dict):
        refuse(row, "claims", "are no object", "statements by property", "take the entity anew")
    label, others = _names(element)
    time = _read_time(row, "claims", lambda: of_claims(claims))
    if not (label or time.edtf):
        problem = "has no English name and no time"
        refuse(row, "id", problem, "an event with one of the two", "leave the item out")
    yield _event(
        row, context, item, event_type=_kind(claims) or of_label(label), alt_labels=others,
        label=label or f"Wikidata {item}", edtf=time.edtf, note=time.note, wikidata=item,
    )  # fmt: skip
    if time.doubt:
        yield flag(row, "claims", time.doubt, "a time that can be dated", "look the item up")


def _names(element: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Return the English label of an entity and its other English names."""
    labels = cast("Mapping[str, Any]", element.get("labels") or {})
    aliases = cast("Mapping[str, Any]", element.get("aliases") or {})
    label = next((labels[code]["value"] for code in ("en", "mul") if code in labels), "")
    others = dict.fromkeys(alias["value"] for alias in aliases.get("en", ()))
    if not all(isinstance(name, str) for name in (label, *others)):
        raise TypeError("a name that is no text")
    return label, tuple(other for other in others if other != label)


def _kind(claims: Mapping[str, Any]) -> str:
    """Return the first of our types that the item says it is an instance of (P31)."""
    for statement in claims.get("P31", ()):
        value = statement.get("mainsnak", {}).get("datavalue", {}).get("value", {})
        if statement.get("rank") != "deprecated" and value.get("id") in TYPES:
            return TYPES[value["id"]]
    return ""


def _read_time(row: Row, field: str, time: Any) -> Time:
    try:
        return cast("Time", time())
    except TimeError as error:
        refuse(row, field, error.problem, error.expected, error.fix, error.value)


LOADER = Loader(
    name="wikidata",
    summary="events of Wikidata, with the precision of their dates",
    kinds=(Form(name="events", source=SOURCE, accepts=_accepts, read=read, parts="events"),),
)
