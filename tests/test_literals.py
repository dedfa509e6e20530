"""Lexical forms of XSD 1.1: each row of `literals/forms.csv` is judged as its author judged it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from alliancekg.literals import KNOWN, fault

XSD = "http://www.w3.org/2001/XMLSchema#"
with (Path(__file__).parent / "literals" / "forms.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [(row["value"], row["datatype"], row["judgement"]) for row in csv.DictReader(file)]


def iri(datatype: str) -> str:
    return datatype.replace("xsd:", XSD)


def test_every_form_is_judged_as_the_table_says() -> None:
    found = [(v, d, "wrong" if fault(v, iri(d)) else "right") for v, d, _ in ROWS]
    assert found == ROWS


def test_the_table_is_large_and_has_both_judgements_of_each_type() -> None:
    assert len(ROWS) == len(set(ROWS)) == 197
    judged: dict[str, set[str]] = {}
    for _, datatype, judgement in ROWS:
        judged.setdefault(iri(datatype), set()).add(judgement)
    both = {datatype for datatype, judgements in judged.items() if len(judgements) == 2}
    assert both == KNOWN
    assert Counter(datatype in KNOWN for datatype in judged)[False] == 2  # string and anyURI


@pytest.mark.parametrize(
    ("value", "datatype", "problem"),
    [
        ("1971-02-30", "date", "is not a day that exists"),
        ("--02-30", "gMonthDay", "is not a day that exists"),
        ("1971-13", "gYearMonth", "is no xsd:gYearMonth"),
        ("256", "unsignedByte", "is beyond the range of xsd:unsignedByte"),
        ("12x", "integer", "is no xsd:integer"),
        ("1949", "gYear", ""),
    ],
)
def test_a_fault_says_what_is_wrong(value: str, datatype: str, problem: str) -> None:
    assert fault(value, XSD + datatype) == problem


def test_forms_of_a_million_characters_are_judged() -> None:
    digits = "9" * 1_000_000
    assert fault(digits, XSD + "integer") == ""
    assert fault(digits, XSD + "long") == "is beyond the range of xsd:long"
    assert fault("-" + digits, XSD + "long") == "is beyond the range of xsd:long"
    assert fault(f"{digits}-02-29", XSD + "date") == "is not a day that exists"
    assert fault(f"12:30:00.{digits}", XSD + "time") == ""
    assert fault(digits + "x", XSD + "duration") == "is no xsd:duration"


def test_types_of_others_are_not_judged() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    assert fault("any", rdf) == fault("any", "urn:type") == fault("any", "date") == ""
