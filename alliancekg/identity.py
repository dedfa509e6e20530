"""Which state a code or a name means, by the list it is from and the date for which it stands.

A code without its list and its date means nothing: 255 is Germany in one year and no state in
another, KOR is South Korea to ISO and the old kingdom to COW. Source: `seeds/states.csv` and
`seeds/codes.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Final, NamedTuple, NoReturn

from alliancekg.columns import Row
from alliancekg.dates import day_number, parse
from alliancekg.errors import SourceErrors
from alliancekg.findings import Finding
from alliancekg.records import Actor, Code, Record
from alliancekg.suggesting import edits, nearest

SYSTEMS: Final = {
    "cow": "a Correlates of War number",
    "gw": "a Gleditsch–Ward number",
    "cow-letters": "letters of the Correlates of War list",
    "gw-letters": "letters of the Gleditsch–Ward list",
    "iso-alpha2": "an ISO 3166-1 alpha-2 code",
    "iso-alpha3": "an ISO 3166-1 alpha-3 code",
    "cameo": "a CAMEO country code",
    "fips": "a FIPS 10-4 code",
    "un-m49": "a UN M49 number",
    "name": "a name",
}
# Both lists begin on 1 January 1816, which is the begin of no state: one that they have from that
# day counts from 1815 on, as in the treaties of the Congress of Vienna.
_LISTS_BEGIN: Final = day_number(1816, 1, 1)
_CONGRESS: Final = day_number(1815, 1, 1)
_KINDS_OF_STATE: Final = re.compile(
    "democratic|east|empire|federal|federation|former|islands|kingdom|north|people|peoples"
    "|republic|saint|socialist|south|state|states|union|united|until|west"
)


class CodeError(Exception):
    """A code that means no state, or several, or none at that time; it says so in three parts.

    The problem is a verb phrase, which reads on after the code.
    """

    def __init__(self, problem: str, expected: str, fix: str, code: str = "") -> None:
        self.problem, self.expected, self.fix, self.code = problem, expected, fix, code
        subject = f"'{code}' " if code else ""
        super().__init__(f"{subject}{problem}; expected {expected}. Fix: {fix}")


class Window(NamedTuple):
    """The first and the last day on which something may be the case, and how it is written."""

    first: float
    last: float
    edtf: str

    def meets(self, other: Window) -> bool:
        """Tell whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def covers(self, other: Window) -> bool:
        """Tell whether each day of the other is one of this."""
        return self.first <= other.first and other.last <= self.last


_Windows = tuple[Window, ...]  # none: at all times


class Sense(NamedTuple):
    """A state that a code means, and when. `written` is the code as its table has it."""

    actor: str
    written: str
    windows: _Windows


class States:
    """The states, by all of their codes and names. Made of the records of the two tables.

    A state exists in the periods in which one of the two lists of states has it. A code without
    periods of its own means it for that long. A list may leave a state out for some years, as COW
    does Japan under occupation; data that are numbered by the list keep its number all the same, so
    that a code which means no state by its own periods means the one that existed then.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._labels: dict[str, str] = {}
        self._life: dict[str, _Windows] = {}
        self._senses: dict[tuple[str, str], list[Sense]] = {}
        records = tuple(records)
        for record in records:
            if isinstance(record, Actor) and record.type == "State":
                self._add_state(record)
        for record in records:
            if isinstance(record, Code):
                periods = (record.edtf,) if record.edtf else ()
                self._add(record.system, record.code, record.actor, periods)

    def actor(self, system: str, code: str, when: str = "") -> str:
        """Return the id of the state that a code of a system means at a time (EDTF).

        If the time is one of several states that the code means, it is the one that has the whole
        of it. Of something that lasts, give the begin: it may outlive the state that began it.
        Raises CodeError if there is none, or more than one; it names the candidates.

        >>> States([Code(id="", source="", place=None, actor="rok", system="cow", code="732")]
        ...        ).actor("cow", "732", "1954")
        'rok'
        """
        if system not in SYSTEMS:
            raise ValueError(f"no system of codes '{system}'; there are: {', '.join(SYSTEMS)}")
        senses = self._senses.get((system, _key(system, code)), ())
        if not senses:
            raise self._unknown(system, code, when)
        found = self._at(senses, when)
        if len(found) == 1:
            return found[0]
        raise (
            self._ambiguous(system, code, when, senses, found)
            if found
            else self._outside(system, code, when, senses)
        )

    def of_cell(self, row: Row, field: str, system: str, when: str = "", code: str = "") -> str:
        """Return the state that a cell means, or the code given, which is a part of that cell.

        Raises SourceErrors, which refuses the row, as `actor` raises CodeError.
        """
        try:
            return self.actor(system, code or row.text(field), when)
        except CodeError as error:
            self._refuse(row, field, code or row.text(field), error)

    def _refuse(self, row: Row, field: str, code: str, error: CodeError) -> NoReturn:
        finding = Finding(row.place, field, code, error.problem, error.expected, error.fix)
        raise SourceErrors([finding]) from None

    def _add_state(self, state: Actor) -> None:
        self._labels[state.id] = state.label
        self._life[state.id] = tuple(map(window, dict.fromkeys(state.cow_time + state.gw_time)))
        self._add("cow", state.cow_code, state.id, state.cow_time)
        self._add("gw", state.gw_code, state.id, state.gw_time)
        self._add("iso-alpha3", state.iso_alpha3, state.id)
        for name in (state.label, *state.alt_labels):
            self._add("name", name, state.id)

    def _add(self, system: str, code: str, actor: str, periods: Sequence[str] = ()) -> None:
        if code:
            windows = tuple(map(window, periods)) or self._life.get(actor, ())
            senses = self._senses.setdefault((system, _key(system, code)), [])
            senses.append(Sense(actor, code, windows))

    def _at(self, senses: Sequence[Sense], when: str) -> list[str]:
        """Return the states that some senses mean at a time, one if the rules leave only one."""
        if not when:
            return sorted({sense.actor for sense in senses})
        time = window(when)
        spans = [(s.actor, s.windows) for s in senses]
        if not (found := _meeting(spans, time)):
            lives = [(s.actor, self._life.get(s.actor, ())) for s in senses]
            found = _meeting([(actor, life) for actor, life in lives if life], time)
        actors = sorted({actor for actor, _ in found})
        if len(actors) > 1:
            whole = {a for a, w in found if not w or any(each.covers(time) for each in w)}
            return sorted(whole) if len(whole) == 1 else actors
        return actors

    def _unknown(self, system: str, code: str, when: str) -> CodeError:
        noun = SYSTEMS[system]
        if not code:
            return CodeError("is missing", f"{noun} of a state", "fill the cell")
        known = {
            sense.written: sense
            for (other, _), senses in self._senses.items()
            if other == system
            for sense in senses
        }
        near = "" if code.isdigit() else nearest(code, known)
        near = near if edits(_key("name", code), _key("name", near)) <= len(code) / 4 else ""
        fixes = list(self._elsewhere(system, code, when, frozenset()))
        if near:
            fixes.append(f"write {near}, which is {self._label(known[near].actor)}")
        fix = ", or ".join(fixes) or "correct it, or add it to seeds/codes.csv if it is a state's"
        problem = "is not the name of a state" if system == "name" else f"is not {noun} of a state"
        return CodeError(problem, f"{noun} that seeds/states.csv or seeds/codes.csv has", fix, code)

    def _outside(self, system: str, code: str, when: str, senses: Sequence[Sense]) -> CodeError:
        problem = f"is no state in {when}: it was {self._told(senses)}"
        own = frozenset(sense.actor for sense in senses)
        kin = [f"{c} ({self._label(a)})" for c, a in sorted(self._kin(system, own, when))]
        fixes = list(self._elsewhere(system, code, when, own))
        if kin:
            fixes.insert(0, f"write {' or '.join(kin)} if that is meant")
        fixes.append("correct the date")
        expected = f"{SYSTEMS[system]} of a state of that time"
        return CodeError(problem, expected, ", or ".join(fixes), code)

    def _ambiguous(
        self, system: str, code: str, when: str, senses: Sequence[Sense], found: Sequence[str]
    ) -> CodeError:
        at = f" in {when}" if when else ""
        told = self._told([sense for sense in senses if sense.actor in found])
        problem = f"may be several states{at}: {told}"
        is_vague = when and window(when).first < window(when).last
        fix = "write which of them is meant" + (", or a more exact date" if is_vague else "")
        return CodeError(problem, f"{SYSTEMS[system]} of one state at that time", fix, code)

    def _told(self, senses: Sequence[Sense]) -> str:
        """Return what states some senses mean, and when: `South Korea (rok, 1948-08-15/..)`."""
        periods: dict[str, dict[str, None]] = {}
        for sense in senses:
            named = periods.setdefault(sense.actor, {})
            named.update(dict.fromkeys(each.edtf for each in sense.windows))
        return ", ".join(
            f"{self._label(actor)} ({', '.join([actor, *named])})"
            for actor, named in periods.items()
        )

    def _kin(self, system: str, own: frozenset[str], when: str) -> Iterator[tuple[str, str]]:
        """Yield codes of the states of a time that share a word of their name with some others."""
        words = {word for actor in own for word in _words(self._label(actor))}
        for (other, _), senses in self._senses.items():
            found = self._at(senses, when) if other == system and system != "name" else []
            if len(found) == 1 and words & _words(self._label(found[0])):
                yield senses[0].written, found[0]

    def _elsewhere(self, system: str, code: str, when: str, own: frozenset[str]) -> Iterator[str]:
        """Yield what the code is in other systems, if that is another state than its own."""
        told = set(own)
        for other, noun in SYSTEMS.items():
            senses = self._senses.get((other, _key(other, code)), [])
            found = self._at(senses, when) if other not in (system, "name") else []
            if len(found) == 1 and found[0] not in told:
                told.add(found[0])
                yield f"read it as {noun} ({other}), which is {self._label(found[0])}"

    def _label(self, actor: str) -> str:
        return self._labels.get(actor, actor)


def window(edtf: str) -> Window:
    """Return the days that an EDTF date spans; one end that is unknown counts as the other.

    >>> window("1954").meets(window("1949-06-29/..")), window("1950/").last == window("1950").last
    (True, True)
    """
    bounds = parse(edtf)
    first, last = bounds.earliest_begin, bounds.latest_end
    if first is None and not bounds.open_start:
        first = bounds.earliest_end
    if last is None and not bounds.open_ended:
        last = bounds.latest_begin
    if first == _LISTS_BEGIN:
        first = _CONGRESS
    return Window(-inf if first is None else first, inf if last is None else last, edtf)


def _meeting(spans: Sequence[tuple[str, _Windows]], time: Window) -> list[tuple[str, _Windows]]:
    return [(a, w) for a, w in spans if not w or any(each.meets(time) for each in w)]


def _key(system: str, code: str) -> str:
    """Return a code as it is compared: names without case, marks and accents."""
    if system == "un-m49":
        return code.zfill(3)
    if system != "name":
        return code
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
    plain = re.sub(r"[.'’`]", "", plain.casefold().replace("&", " and "))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip().removeprefix("the ")


def _words(name: str) -> set[str]:
    """Return the words of a name that may be those of a land: five letters, none of a form."""
    words = re.findall("[a-z]{5,}", _key("name", name))
    return {word for word in words if not _KINDS_OF_STATE.fullmatch(word)}
