"""Dates in EDTF as times of Wikidata, and back through the loader with the same precision."""

from __future__ import annotations

from random import Random

import pytest

from alliancekg import dates, wikidatatimes
from alliancekg.dates import DateError
from alliancekg.wikidatatimes import Time, UnsayableError
from loaders.wikidata_time import GREGORIAN, JULIAN, edtf

SAID = {
    "1953-10-01": Time("+1953-10-01T00:00:00Z", 11),
    "1992-04": Time("+1992-04-00T00:00:00Z", 10),
    "1974": Time("+1974-00-00T00:00:00Z", 9),
    "198X": Time("+1980-00-00T00:00:00Z", 8),
    "001X": Time("+0010-00-00T00:00:00Z", 8),
    "[1901..2000]": Time("+2000-00-00T00:00:00Z", 7),
    "[0001..0100]": Time("+0100-00-00T00:00:00Z", 7),
    "[1001..2000]": Time("+2000-00-00T00:00:00Z", 6),
    "0000": Time("-0001-00-00T00:00:00Z", 9),  # 1 BCE
    "-0043": Time("-0044-00-00T00:00:00Z", 9),  # 44 BCE
    "[-0099..0000]": Time("-0100-00-00T00:00:00Z", 7),  # the first century BCE
    "[-0999..0000]": Time("-1000-00-00T00:00:00Z", 6),
    "Y-12345": Time("-12346-00-00T00:00:00Z", 9),
    "Y12345": Time("+12345-00-00T00:00:00Z", 9),
    # The last day of the Julian calendar in Rome was followed by 15 October 1582.
    "1582-10-15": Time("+1582-10-15T00:00:00Z", 11),
    "1582-10-14": Time("+1582-10-04T00:00:00Z", 11, is_julian=True),
    "1492-10-21": Time("+1492-10-12T00:00:00Z", 11, is_julian=True),  # Columbus lands
    "1500-03-10": Time("+1500-02-29T00:00:00Z", 11, is_julian=True),  # a leap day there only
    "-0043-03-13": Time("-0044-03-15T00:00:00Z", 11, is_julian=True),  # the Ides of March
}

UNSAID = {
    "1950/1953": "is an interval",
    "/1953": "is an interval",
    "1953/..": "is an interval",
    "1947~": "is uncertain or approximate",
    "1984?": "is uncertain or approximate",
    "1984-06%": "is uncertain or approximate",
    "[1971-01..1971-04]": "is one of several dates",
    "[1900..1999]": "is one of several dates",
    "[1901..1999]": "is one of several dates",
    "[1901..1910]": "is one of several dates",
    "[0501..1500]": "is one of several dates",  # a thousand years that are no millennium
    "[1667,1668]": "is one of several dates",
    "2001-21": "is a season",
    "19XX": "has a precision that Wikidata does not have",  # 1900 to 1999
    "-004X": "has a precision that Wikidata does not have",
    "000X": "has a precision that Wikidata does not have",
    "1999-XX": "has a precision that Wikidata does not have",
    "2001-09-11T08:46:00Z": "has a time of day",
}


def back(time: Time) -> str:
    """Return what the loader of Wikidata makes of a time."""
    model = f"http://www.wikidata.org/entity/{JULIAN if time.is_julian else GREGORIAN}"
    value = {"time": time.text, "precision": time.precision, "calendarmodel": model}
    return edtf(value).edtf


@pytest.mark.parametrize("text", SAID)
def test_a_date_is_said_with_its_precision_and_comes_back(text: str) -> None:
    assert wikidatatimes.of(text) == SAID[text]
    assert back(SAID[text]) == text


@pytest.mark.parametrize("text", UNSAID)
def test_a_date_without_a_precision_there_is_not_said(text: str) -> None:
    with pytest.raises(UnsayableError) as caught:
        wikidatatimes.of(text)
    assert str(caught.value) == UNSAID[text]


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(DateError):
        wikidatatimes.of("1971-02-30")


def test_every_day_comes_back_from_the_calendar_of_its_time() -> None:
    chosen = Random(1582)
    change = dates.day_number(1582, 10, 15)
    days = [chosen.randint(-800_000, change + 100_000) for _ in range(2000)]
    for day in [*range(-400, 400), change - 1, change, *days]:
        time = wikidatatimes.of(dates.iso(day))
        assert time.is_julian == (day < change)
        assert back(time) == dates.iso(day)
