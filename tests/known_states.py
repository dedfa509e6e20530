"""A few states with their codes and periods, for tests of loaders that do without the seeds."""

from __future__ import annotations

from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.records import Actor, Code

_STATES = (  # id, label, COW number and period, G-W number and period, ISO letters
    ("usa", "United States", "2", "1816-01-01/..", "2", "1816-01-01/..", "USA"),
    ("rok", "South Korea", "732", "1949-06-29/..", "732", "1948-08-15/..", "KOR"),
    ("dprk", "North Korea", "731", "1948-09-08/..", "731", "1948-09-09/..", "PRK"),
    ("japan", "Japan", "740", "1952-04-28/..", "740", "1816-01-01/..", "JPN"),
    ("china", "China", "710", "1860-10-25/..", "710", "1816-01-01/..", "CHN"),
    ("soviet-union", "Soviet Union", "365", "1922-12-30/1991-12-25", "365", "1922/1991", "SUN"),
    ("russia", "Russia", "365", "1991-12-26/..", "365", "1991-12-26/..", "RUS"),
    ("west-germany", "West Germany", "260", "1955-05-05/1990-10-02", "260", "1949/1990-10-02", ""),
    ("germany", "Germany", "255", "1990-10-03/..", "260", "1990-10-03/..", "DEU"),
    ("east-germany", "East Germany", "265", "1954-03-25/1990-10-02", "265", "1949/1990", "DDR"),
    ("north-vietnam", "North Vietnam", "816", "1954-07-21/1976-07-01", "816", "1954/1976", ""),
    ("south-vietnam", "South Vietnam", "817", "1954-06-04/1975-04-30", "817", "1954/1975", ""),
    ("vietnam", "Vietnam", "816", "1976-07-02/..", "816", "1976-07-02/..", "VNM"),
    ("algeria", "Algeria", "615", "1962-07-05/..", "615", "1962-07-05/..", "DZA"),
    ("italy", "Italy", "325", "1860-03-17/..", "325", "1860/..", "ITA"),
    ("canada", "Canada", "20", "1920-01-10/..", "20", "1867/..", "CAN"),
    ("chile", "Chile", "155", "1839-05-01/..", "155", "1818/..", "CHL"),
    ("singapore", "Singapore", "830", "1965-08-09/..", "830", "1965/..", "SGP"),
    ("poland", "Poland", "290", "1918-11-03/..", "290", "1918/..", "POL"),
)
_PLACE = Place("tests/known_states.py")


def actors() -> list[Actor]:
    """Return the records of the states."""
    return [
        Actor(
            id=key,
            source="seeds",
            place=_PLACE,
            type="State",
            label=label,
            cow_code=cow,
            cow_time=(cow_time,),
            gw_code=gw,
            gw_time=(gw_time,),
            iso_alpha3=letters,
        )
        for key, label, cow, cow_time, gw, gw_time, letters in _STATES
    ]


def known_states() -> States:
    """Return the states; COW leaves Japan out from 1945 to 1952, Gleditsch–Ward does not."""
    codes = (
        ("soviet-union", "iso-alpha3", "SUN", ""),
        ("north-vietnam", "cow", "816", "1945/1954"),
    )
    written = [
        Code(
            id=f"{system}-{code}",
            source="seeds",
            place=_PLACE,
            actor=actor,
            system=system,
            code=code,
            edtf=edtf,
        )
        for actor, system, code, edtf in codes
    ]
    return States([*actors(), *written])
