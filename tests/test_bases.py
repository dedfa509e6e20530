"""U.S. bases as places: Latin-1, a state for each, no name invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from loader_runs import counts, reasons, records, run

from alliancekg.dataloaders import Outcome
from alliancekg.findings import Place
from alliancekg.records import Location
from loaders.bases import LOADER

HEADER = "countryname,ccode,iso3c,basename,lat,lon,base,lilypad,fundedsite\n"


def read(folder: Path, *rows: str) -> list[Outcome]:
    """Return what rows give, written in Latin-1."""
    path = folder / "table.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="latin-1")
    return run(LOADER, path, "troops-bases")


def test_a_base_is_a_place_in_the_state_of_its_code(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Chile,155,CHL,Base Ñandú\tChile,1.5,2.5,0,1,1")
    place = Place("table.csv", 2, 2)
    assert found == Outcome(
        place,
        (
            Location(
                id="troops-bases-155-base-nandu-chile-96e9e36e",
                source="troops-bases",
                place=place,
                note="Kind of base: lily pad, site with U.S. funds.",
                label="Base Ñandú Chile",
                in_state="chile",
            ),
        ),
    )


def test_a_base_of_no_kind_has_no_note(tmp_path: Path) -> None:
    found = read(tmp_path, "Chile,155,CHL,Somewhere,1.5,2.5,0,0,0")
    assert [place.note for place in records(found, Location)] == [""]


def test_a_base_without_a_name_or_a_state_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Chile,155,CHL,NA,1.5,2.5,1,0,0",
        "Nowhere,999,XXX,Somewhere,1.5,2.5,1,0,0",
        "Chile,155,CHL,Elsewhere,1.5,2.5,2,0,0",
    )
    assert [o.refusals[0].field for o in found] == ["basename", "ccode", "base"]


def test_the_states_are_those_of_2015(tmp_path: Path) -> None:
    found = read(tmp_path, "Germany,255,DEU,Some Post,1.5,2.5,1,0,0")
    assert [place.in_state for place in records(found, Location)] == ["germany"]


@pytest.mark.shared
def test_bases_of_known_states_are_taken_and_those_without_a_name_refused(shared: Path) -> None:
    found = run(LOADER, shared / "data" / "troopdata" / "us_bases.csv", "troops-bases")
    assert counts(found)[0] == 414
    assert reasons(found)["is the code NA for a missing value"] == 2
    places = records(found, Location)
    assert sum(place.in_state == "rok" for place in places) == 32
    assert [place.label for place in places if not place.label.isascii()] == [
        "Fuerte Aguayo NB, Concón"
    ]
