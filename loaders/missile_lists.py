"""The sites and the types of missile that the tests name by key.

Source: facilities.json and missiles.json of the CNS missile test data, one key a site or a type.
The key `unknown` of both is no site and no type, though its site has coordinates: it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from alliancekg.dataloaders import Context, DataSource, Form, Outcome, sound
from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.records import Event, Location, Record

SOURCE: Final = DataSource(
    key="cns",
    title="The CNS North Korea Missile Test Database",
    creators=("James Martin Center for Nonproliferation Studies", "Nuclear Threat Initiative"),
    citation="James Martin Center for Nonproliferation Studies, The CNS North Korea Missile Test "
    "Database. Nuclear Threat Initiative.",
    obtain="the repository nagix/nk-missile-tests: data/test.en.json as a CSV of one row a "
    "missile, data/facility.en.json, data/missile.en.json; load the three together",
    url="https://www.nti.org/analysis/articles/cns-north-korea-missile-test-database/",
    terms="facts only; the repository is under Apache-2.0",
    measures=("events", "missile-range", "missile-apogee"),
    actors=("dprk",),
    time="1984/2026-04-18",
    note="The tests of 1984 are dated by guess. The source dates in UTC; where it knows the time,"
    " the day here is the one in Korea (UTC+9), as in lists made there. Where it does not, the day"
    " stands as it is given, and may be one less than in Korea.",
)
_UNKNOWN: Final = "unknown"
Entry = Mapping[str, object]


def facility_id(context: Context, key: str) -> str:
    """Return the id of the place of a site."""
    return context.id(key)


def missile_id(context: Context, key: str) -> str:
    """Return the id of the program of a type of missile."""
    return context.id("missile", key)


def _facility(key: str, entry: Entry, place: Place, context: Context) -> Record:
    return Location(
        id=facility_id(context, key),
        source=context.source,
        place=place,
        label=str(entry["name"]),
        in_state="dprk",
    )


def _missile(key: str, entry: Entry, place: Place, context: Context) -> Record:
    kind = entry.get("type")
    return Event(
        id=missile_id(context, key),
        source=context.source,
        place=place,
        note=f"Type of missile: {kind}." if kind else "",
        event_type="weapons-program",
        status="done",
        label=f"Program of the missile {entry['name']}",
    )


Making = Callable[[str, Entry, Place, Context], Record]


def _outcome(place: Place, key: str, entry: object, making: Making, context: Context) -> Outcome:
    """Return what one key gives; one that is unknown, or without a name, is refused."""
    if key == _UNKNOWN:
        problem, expected = "stands for what is not known", "a site or a type of missile"
        return _refused(place, key, problem, expected, "none is needed: it is no record")
    if not isinstance(entry, dict) or not _is_name(entry.get("name")):
        problem, expected = "has no printable name", 'an object with the text "name"'
        return _refused(place, key, problem, expected, "add its name")
    return sound(Outcome(place, (making(key, entry, place, context),)))


def _is_name(value: object) -> bool:
    """Tell whether a value is a text that can be shown; half a surrogate pair cannot."""
    return isinstance(value, str) and value.strip() != "" and value.isprintable()


def _refused(place: Place, key: str, problem: str, expected: str, fix: str) -> Outcome:
    return Outcome(place, refusals=(Finding(place, "", key, problem, expected, fix),))


def _read(path: Path, display: str, inside: str) -> Mapping[str, object]:
    """Return an object of a JSON file: the whole, or the one under a key of it."""
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_pairs)
    except OSError as error:
        raise UsageError(f"cannot read {display}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{display}: is not JSON: {error}; expected one JSON object in UTF-8."
            " Fix: take the file as its makers publish it"
        ) from None
    if inside and isinstance(found, dict):
        found = found.get(inside)
    if not isinstance(found, dict):
        raise UsageError(
            f"{display}: holds no object{f' {inside}' if inside else ''}; expected an object with"
            " a key for each. Fix: take the file as its makers publish it"
        )
    return found


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key '{doubled}' stands twice")
    return found


def _outcomes(
    path: Path, display: str, context: Context, inside: str, making: Making
) -> Iterator[Outcome]:
    for written, entry in _read(path, display, inside).items():
        key = written if written.isprintable() else ascii(written)[1:-1]
        pointer = key.replace("~", "~0").replace("/", "~1")  # RFC 6901
        place = Place(display, item=f"/{inside}/{pointer}" if inside else f"/{pointer}")
        if key != written:
            problem, expected = "has a character that cannot be printed", "a key of plain letters"
            yield _refused(place, key, problem, expected, "write the key anew")
            continue
        yield _outcome(place, key, entry, making, context)


def _facilities(path: Path, display: str, context: Context) -> Iterator[Outcome]:
    return _outcomes(path, display, context, "facilities", _facility)


def _missiles(path: Path, display: str, context: Context) -> Iterator[Outcome]:
    return _outcomes(path, display, context, "", _missile)


def _begins(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _holds_facilities(_: str, head: bytes) -> bool:
    return _begins(head).startswith(b"{") and b'"facilities"' in head


def _holds_missiles(_: str, head: bytes) -> bool:
    return _begins(head).startswith(b"{") and b'"facilities"' not in head


FACILITIES: Final = Form(
    name="sites of missile tests",
    source=SOURCE,
    accepts=_holds_facilities,
    read=_facilities,
    parts="sites",
)
MISSILES: Final = Form(
    name="types of missile",
    source=SOURCE,
    accepts=_holds_missiles,
    read=_missiles,
    parts="types",
)
