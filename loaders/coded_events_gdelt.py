"""The files of GDELT: events of versions 1 and 2, and mentions; published without a header.

Source: <https://www.gdeltproject.org/data.html>, its codebooks 1.03 and 2.0. A row of a mentions
file is evidence of its event; what is said in the report is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, refuse
from alliancekg.records import Mention, Ref
from loaders.coded_events_rows import Coded, Side, items

_CITATION: Final = (
    "Leetaru, Kalev, and Philip A. Schrodt. GDELT: Global Data on Events, Language, and Tone,"
    " 1979–2012. Annual meeting of the International Studies Association, San Francisco, 2013."
)
GDELT_1: Final = DataSource(
    key="gdelt-1",
    title="GDELT 1.0 Event Database",
    creators=("Kalev Leetaru", "Philip A. Schrodt"),
    citation=f"{_CITATION} Version 1.0. https://www.gdeltproject.org",
    obtain="YYYYMMDD.export.CSV from data.gdeltproject.org/events, unpacked",
    url="https://www.gdeltproject.org/",
    terms="free for any use, with attribution to the GDELT Project and a link",
    rank=9,
    measures=("events", "intensity"),
    time="1979-01-01/..",
    note="Coded by machine from news reports; the dates of events are those the reports imply.",
)
GDELT_2: Final = replace(
    GDELT_1,
    key="gdelt-2",
    title="GDELT 2.0 Event Database",
    citation=f"{_CITATION} Version 2.0. https://www.gdeltproject.org",
    obtain="YYYYMMDDHHMMSS.export.CSV and ….mentions.CSV from data.gdeltproject.org/gdeltv2,"
    " unpacked",
    time="2015-02-18/..",
)


def _actor(number: int) -> tuple[str, ...]:
    names = (
        "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code"
        " Type1Code Type2Code Type3Code"
    )
    return tuple(f"Actor{number}{name}" for name in names.split())


def _place(what: str, *districts: str) -> tuple[str, ...]:
    names = ("Type", "FullName", "CountryCode", "ADM1Code", *districts, "Lat", "Long", "FeatureID")
    return tuple(f"{what}Geo_{name}" for name in names)


def _header(*districts: str) -> tuple[str, ...]:
    """Return the columns of a file of events, in their order."""
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *_actor(1),
        *_actor(2),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
        *("GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(name for what in ("Actor1", "Actor2", "Action") for name in _place(what, *districts)),
        *("DATEADDED", "SOURCEURL"),
    )


HEADER_1: Final = _header()  # 58 columns
HEADER_2: Final = _header("ADM2Code")  # 61 columns
HEADER_MENTIONS: Final = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName"),
    *("MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset"),
    *("ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone"),
    *("MentionDocTranslationInfo", "Extras"),
)
_COUNTRY_1: Final = "Actor1CountryCode"
_COUNTRY_2: Final = "Actor2CountryCode"
_EVENTS: Final = (
    Column(
        "GLOBALEVENTID", "id", required=True, doc="The number of the event.", example="635942246"
    ),
    Column("SQLDATE", "text", required=True, doc="The day of the event.", example="20160312"),
    Column("Actor1Name", "text", doc="Who acts, in capitals.", example="ROTTERDAM"),
    Column(_COUNTRY_1, "text", doc="Its country, in CAMEO letters.", example="NLD"),
    Column("Actor2Name", "text", doc="Towards whom.", example="TURKEY"),
    Column(_COUNTRY_2, "text", doc="Its country, in CAMEO letters.", example="TUR"),
    Column("EventCode", "text", required=True, doc="The CAMEO code of the event.", example="042"),
    Column("EventRootCode", "text", required=True, doc="The root of the code.", example="04"),
    Column("GoldsteinScale", "decimal", doc="From -10 to 10, by code.", example="1.9"),
)
_DISTRICT: Final = Column("ActionGeo_ADM2Code", "text", doc="Only version 2 has it.")
_MENTIONS: Final = (
    Column(
        "GLOBALEVENTID", "id", required=True, doc="The number of the event.", example="669666350"
    ),
    Column("MentionSourceName", "text", doc="Where the report stood.", example="yonhapnews.co.kr"),
    Column("MentionIdentifier", "text", required=True, doc="The address of the report."),
    Column("SentenceID", "integer", required=True, doc="Which of its sentences.", example="2"),
)
# Regions and unions of states, which CAMEO codes like countries.
REGIONS: Final = frozenset(
    (
        *("AFR", "ASA", "BLK", "CAS", "CAU", "CEU", "CFR", "CRB", "EAF", "EEU", "EIN", "EUR"),
        *("LAM", "MDT", "MEA", "NAF", "NMR", "PGS", "SAF", "SAM", "SAS", "SCN", "SEA", "WAF"),
        "WST",
    )
)


def _events(row: Row, context: Context) -> Iterable[Item]:
    """Yield an event, its actors by the CAMEO letters of their countries, and its intensity."""
    if row.text("EventCode")[:2] != row.text("EventRootCode"):
        expected = "a code that begins with the two digits of its root"
        fix = "read both columns as text, so that 040 does not become 40"
        refuse(row, "EventCode", "does not begin with its root code", expected, fix)
    regions = {n: "" for n in (_COUNTRY_1, _COUNTRY_2) if row.text(n) in REGIONS}
    return items(
        Row({**row.cells, **regions}, row.place, row.source),
        context,
        Coded(
            key="GLOBALEVENTID",
            date="SQLDATE",
            code="EventCode",
            intensity="GoldsteinScale",
            words="",
            source=Side(_COUNTRY_1, "cameo", row.text("Actor1Name")),
            target=Side(_COUNTRY_2, "cameo", row.text("Actor2Name")),
        ),
    )


def _mentions(row: Row, context: Context) -> Iterable[Item]:
    """Yield the row as evidence of its event."""
    event = Ref("event", context.id(row.text("GLOBALEVENTID")))
    report = context.id(row.text("MentionIdentifier"), row.text("SentenceID"))
    yield Mention(id=f"{event}:{report}", record=event, source=row.source, place=row.place)


def _both(layout: Layout, header: tuple[str, ...]) -> tuple[Layout, Layout]:
    """Return a layout with a header (CSV), and as it is published: without, tab-separated."""
    raw = replace(
        layout, name=f"{layout.name}, raw", header=header, delimiter="\t", is_quoted=False
    )
    return layout, raw


_ONE = Layout(name="GDELT 1 events", source=GDELT_1, columns=_EVENTS, rows=_events)
_TWO = Layout(name="GDELT 2 events", source=GDELT_2, columns=(*_EVENTS, _DISTRICT), rows=_events)
_HEARD = Layout(name="GDELT 2 mentions", source=GDELT_2, columns=_MENTIONS, rows=_mentions)
_BEFORE_2013 = replace(
    _both(_ONE, HEADER_1)[1], name="GDELT 1 events to March 2013, raw", header=HEADER_1[:-1]
)
GDELT: Final = (
    *_both(_ONE, HEADER_1),
    _BEFORE_2013,
    *_both(_TWO, HEADER_2),
    *_both(_HEARD, HEADER_MENTIONS),
)
