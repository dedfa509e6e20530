"""Dates, headings and names of Foreign Relations are read as they are worded."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from loaders.frus_actors import agrees
from loaders.frus_dates import Marked, When, dated, is_machine_date
from loaders.frus_heads import Heading, Mark, identifiers, kind, sides
from loaders.frus_volume import Front, Person, Volume, person


@pytest.mark.parametrize(
    ("mark", "edtf"),
    [
        (Marked("1970-03-20", "", "", "March 20, 1970"), "1970-03-20"),
        (Marked("1964-10-23", "", "", "October, 23, 1964"), "1964-10-23"),
        (Marked("1964-10-23", "", "", "23 October 1964"), "1964-10-23"),
        (Marked("1964-10-23", "", "", ""), "1964-10-23"),
        (Marked("1977-06-01", "", "", "June 1977"), "1977-06"),
        (Marked("1977-01-01", "", "", "1977"), "1977"),
        (Marked("1977-06", "", "", "June 4, 1977"), "1977-06"),
        (Marked("1969-05-02", "", "", "May 2"), "1969-05-02"),
        (Marked("1970-03-20+09:00", "", "", "March 20, 1970"), "1970-03-20"),
        # A time of day stays where it is printed, too.
        (Marked("1955-01-08T14:00:00", "", "", "January 8, 1955—2 p.m."), "1955-01-08T14:00:00"),
        (Marked("1955-05-08T00:05:00", "", "", "May 8, 1955, 12:05 a.m."), "1955-05-08T00:05:00"),
        (Marked("1955-01-08T12:00:00", "", "", "January 8, 1955, noon"), "1955-01-08T12:00:00"),
        (Marked("1970-06-15T10:10:00Z", "", "", "June 15, 1970, 1010Z"), "1970-06-15T10:10:00Z"),
        (Marked("1970-06-15T10:10:00", "", "", "June 15, 1970, 1010Z"), "1970-06-15"),
        (Marked("1970-06-15T10:10:00", "", "", "June 15, 1970, 10:20 a.m."), "1970-06-15"),
        (Marked("1970-06-15T10:10:00", "", "", "June 15, 1970"), "1970-06-15"),
        (Marked("1964-06-06T00:00:00Z", "", "", "June 6, 1964, midnight"), "1964-06-06"),
        # Intervals of EDTF have no times.
        (Marked("", "1977-02-01T09:45:00", "1977-02-01T11:00:00", "February 1, 1977, 9:45–11 a.m."),
         "1977-02-01"),
        (Marked("", "1977-02-01", "1977-02-03", "February 1–3, 1977"), "1977-02-01/1977-02-03"),
        (Marked("", "1977-05-01", "1977-06-03", "May 1–June 3, 1977"), "1977-05-01/1977-06-03"),
        (Marked("", "1977-02-01", "1977-03-31", "February–March 1977"), "1977-02/1977-03"),
        (Marked("", "1977-01-01", "1978-12-31", "1977–1978"), "1977/1978"),
        (Marked("", "1977-02-01", "1977-02-03", ""), "1977-02-01/1977-02-03"),
        (Marked("", "1977-02-01", "", "after February 1, 1977"), "1977-02-01/"),
        (Marked("", "", "1977-02-01", "before February 1, 1977"), "/1977-02-01"),
        (Marked("", "", "", "undated"), ""),
        (Marked("09:45:00", "", "", "9:45 a.m."), ""),
    ],
)  # fmt: skip
def test_a_date_is_as_precise_as_it_is_printed(mark: Marked, edtf: str) -> None:
    assert dated([mark]) == When(edtf)


@pytest.mark.parametrize(
    ("mark", "when"),
    [
        (
            Marked("1970-03-20", "", "", "March 21, 1970"),
            When("1970-03-21", "is marked 1970-03-20, and printed as another day"),
        ),
        (
            Marked("1970-03-20", "", "", "sometime"),
            When("", "is marked 1970-03-20, of which no word is printed"),
        ),
        (
            Marked("1977-02-01", "", "", "February 1–3, 1977"),
            When("1977-02-01", "is marked as one day, and printed as several"),
        ),
        (
            Marked("1977-07-01", "", "", "June 31, 1977"),
            When("", "is marked 1977-07-01, and printed as no day that exists", is_refused=True),
        ),
        (
            Marked("", "1978-08-15T15:50:00", "1980-08-15T17:30:00", "August 15, 1978, 3:50 p.m."),
            When("1978-08-15", "is marked to end on 1980-08-15, of which no word"),
        ),
    ],
)
def test_where_markup_and_print_differ_it_is_told(mark: Marked, when: When) -> None:
    assert dated([mark]) == when


def test_two_dates_with_a_dash_between_them_are_an_interval() -> None:
    first, last = (
        Marked("1969-05-02", "", "", "May 2", "–"),
        Marked("1969-06-11", "", "", "June 11, 1969"),
    )
    assert dated([first, last]) == When("1969-05-02/1969-06-11")
    assert dated([first._replace(behind="; received "), last]) == When("1969-05-02")
    assert dated([]) == When()


@pytest.mark.parametrize(
    ("value", "is_date"),
    [
        ("1970", True), ("1970-03", True), ("1970-03-20", True), ("1970-03-20T24:00:00", True),
        ("1970-03-20T14:00:00-05:00", True), ("--03-20", True), ("14:00:00", True),
        ("1971-02-30", False), ("1971-13", False), ("1971-02-28T25:00:00", False), ("", False),
        ("30 February", False), ("14:60:00", False), ("71-02-03", False),
    ],
)  # fmt: skip
def test_machine_dates_are_of_the_calendar(value: str, is_date: bool) -> None:
    assert is_machine_date(value) is is_date


@pytest.mark.parametrize(
    ("title", "type_"),
    [
        ("1. Editorial Note", ""),
        ("56. National Security Decision Memorandum 48", "directive"),
        ("9. National Security Action Memorandum No. 298", "directive"),
        ("7. Presidential Review Memorandum/NSC–13", "directive"),
        ("71. Backchannel Telegram From the Ambassador to Korea", "telegram"),
        ("195. Intelligence Information Cable From the Agency", "telegram"),
        ("21.Letter From the Ambassador", "letter"),
        ("26. Airgram A–232 From the Embassy", "letter"),
        ("40. Despatch From the Embassy", "letter"),
        ("163. Farewell Address by President Carter", "speech"),
        ("53. Remarks by Secretary of Defense Brown", "speech"),
        ("22. Statement by Secretary of State Vance", "statement"),
        ("74. Article by the Assistant Secretary", "publication"),
        ("55. Draft Minutes of a National Security Council Meeting", "meeting"),
        ("148. Summary of Conclusions of a Committee Meeting", "meeting"),
        ("8. Record of a Telephone Conversation Between A and B", "meeting"),
        ("270. Telephone Conversation Between A and B", "meeting"),
        ("35. Memorandum of a Conversation, Washington, April 11, 1955", "meeting"),
        ("13. Memorandum on the Substance of Discussion at a Meeting", "meeting"),
        ("168. Memorandum for the Record of a Meeting, Washington", "meeting"),
        ("36. Memorandum for the Record", "memorandum"),
        ("198. Action Memorandum From the Special Assistant", "memorandum"),
        ("5. Memorandum of Understanding", "memorandum"),
        ("30. National Intelligence Estimate", "report"),
        ("95. Paper Prepared in the Department of State", "report"),
        ("113. Intelligence Note Prepared in the Bureau", "report"),
        ("192. Talking points for President Johnson", "report"),
    ],
)
def test_the_first_words_of_a_heading_tell_what_kind_of_event_it_is(title: str, type_: str) -> None:
    assert kind(title) == type_


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("9. National Security Action Memorandum No. 298", ("NSAM 298",)),
        ("2. National Security Study Memorandum 27", ("NSSM 27",)),
        ("7. Presidential Review Memorandum/NSC–13", ("PRM 13",)),
        ("8. Presidential Directive/NSC–12", ("PD 12",)),
        ("191. Telegram 4420 Front the Embassy in Japan", ("telegram 4420",)),
        ("26. Airgram A–232 From the Embassy in Korea", ("airgram A–232",)),
        ("37. Memorandum From the Chairman of the NSSM 27 Group", ()),
    ],
)
def test_numbers_of_a_series_are_identifiers(title: str, found: tuple[str, ...]) -> None:
    assert identifiers(title) == found


def marked(text: str, *names: str) -> Heading:
    places = [(text.index(name), name) for name in names]
    return Heading(text, tuple(Mark(at, at + len(name), "", True) for at, name in places))


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        (
            "52. Memorandum From the Ambassador to Korea (P.) to the Assistant to the President",
            (),
            (["the Ambassador to Korea (P.)"], ["the Assistant to the President"], []),
        ),
        (
            "5. Memorandum From the Chairman (A) and the Director (B), and Others to C. D.",
            (),
            (["the Chairman (A)", "the Director (B)", "Others"], ["C. D"], []),
        ),
        (
            "13. Letter From Al Bo, Cy Do, Jr., of the Staff, and Ed Fa to the President",
            ("Al Bo", "Cy Do, Jr.", "Ed Fa"),
            (["Al Bo", "Cy Do, Jr., of the Staff, and Ed Fa"], ["the President"], []),
        ),
        (
            "195. Cable From the Central Intelligence Agency",
            (),
            (["the Central Intelligence Agency"], [], []),
        ),
        (
            "2. Memorandum of a Conversation Between the Counselor (de la Mare) and the Acting"
            " Director (Han), Department of State, Washington, July 3, 1956",
            (),
            ([], [], ["the Counselor (de la Mare)", "the Acting Director (Han)"]),
        ),
        (
            "232. Memorandum of a Conference With the President, Seoul, July 23, 1957, 11 a.m.",
            (),
            ([], [], ["the President"]),
        ),
        ("131. Record of Discussion Prepared by the Embassy", (), (["the Embassy"], [], [])),
        ("29. Address by President Carter Before the Assembly", (), (["President Carter"], [], [])),
        ("67. Address by President Carter to the Nation", (), (["President Carter"], [], [])),
        ("209. Memorandum to the Aide (Cutler)", (), ([], ["the Aide (Cutler)"], [])),
        ("184. Memorandum to Holders of an Estimate", (), ([], [], [])),
        ("34. Minutes of a Meeting", (), ([], [], [])),
    ],
)  # fmt: skip
def test_a_heading_names_authors_recipients_and_participants(
    title: str, names: tuple[str, ...], expected: tuple[list[str], list[str], list[str]]
) -> None:
    found = sides(marked(title, *names))
    assert tuple(
        [party.text for party in parties]
        for parties in (found.authors, found.recipients, found.participants)
    ) == expected  # fmt: skip


def test_a_part_of_a_heading_keeps_the_names_in_it() -> None:
    part = marked("Letter From Al Bo to Cy Do", "Al Bo", "Cy Do").cut(6, 17)
    assert part == Heading("From Al Bo", (Mark(5, 10, "", True),))


ALEXIS = Person("p_JUA1", "Johnson, U. Alexis", "U. Alexis Johnson", (), "Deputy Under Secretary")
NIXON = Person(
    "p_NRM1", "Nixon, Richard M.", "Richard M. Nixon", (), "President of the United States"
)
AIDE = Person("p_A", "Johnson, Al", "Al Johnson", (), "Assistant to the President’s Adviser")
OWEN = Person("p_O", "Owen, Lord David", "Lord David Owen", (), "British Foreign Secretary")
TAYLOR = Person("p_T", "Taylor, General Maxwell D.", "General Maxwell D. Taylor", (), "Consultant")


@pytest.mark.parametrize(
    ("name", "office", "person", "is_so"),
    [
        ("Johnson", "President", ALEXIS, False),
        ("Johnson", "President", AIDE, False),
        ("Nixon", "President", NIXON, True),
        ("President Nixon", "", NIXON, True),
        ("President Pak", "", NIXON, False),
        ("Nixon", "Vice President", NIXON, True),  # a word of the office is there
        ("Johnson", "the Deputy Under Secretary of State", ALEXIS, True),
        ("Johnson", "the Representative", ALEXIS, False),
        ("U. Alexis Johnson", "the Representative", ALEXIS, True),
        ("G. Griffith Johnson", "", ALEXIS, False),
        ("U. Johnson", "", ALEXIS, True),
        ("Owen", "the Special Representative for Summits", OWEN, False),
        ("Owen", "Mr. , FE/NA", OWEN, True),  # only an abbreviation
        ("Owen", "", OWEN, True),
        ("Owens", "", OWEN, False),
        ("Taylor", "General", TAYLOR, True),
        ("Taylor", "Ambassador", TAYLOR, True),  # a rank that is kept
        ("Taylor", "Chairman", TAYLOR, False),
    ],
)
def test_a_name_must_be_that_of_the_entry(
    name: str, office: str, person: Person, is_so: bool
) -> None:
    assert agrees(name, office, person) is is_so


def test_an_entry_that_refers_to_another_leads_there() -> None:
    alias = Person("p_G", "Gim Min", "Gim Min", see="p_O")
    lost = Person("p_L", "Lo", "Lo", see="p_X")
    front = Front(Volume("v", "V"), {"p_G": alias, "p_O": OWEN, "p_L": lost})
    found = [front.person(target) for target in ("#p_G", "#p_O", "#p_L", "#p_none")]
    assert found == [OWEN, OWEN, lost, None]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            '<item><persName xml:id="p_G">Gim, M.</persName>, see <persName corresp="#p"/></item>',
            Person("p_G", "Gim, M.", "M. Gim", ("Gim, M.",), see="p"),
        ),
        (
            '<item><persName xml:id="p_A">Cho, Al (Jo, Al)</persName>, Colonel,</item>',
            Person("p_A", "Cho, Al (Jo, Al)", "Al Cho", ("Jo, Al", "Cho, Al (Jo, Al)"), "Colonel"),
        ),
        (
            '<item><persName xml:id="p_J">Poe, Jim, Jr. “Jimmy”</persName></item>',
            Person("p_J", "Poe, Jim, Jr. “Jimmy”", "Jim Poe, Jr.", ("Poe, Jim, Jr. “Jimmy”",)),
        ),
        ('<item><persName corresp="#p_K">Kim</persName></item>', None),
    ],
)
def test_an_item_of_the_list_is_a_person(item: str, expected: Person | None) -> None:
    element = fromstring(item)
    for name in element.iter("persName"):  # as the reader of volumes names the attribute
        if key := name.attrib.pop("{http://www.w3.org/XML/1998/namespace}id", ""):
            name.set("xml:id", key)
    assert person(element) == expected


@pytest.mark.parametrize("name", ["documents-by-month", "documents-around-event"])
def test_questions_about_documents_ask_for_every_kind_of_document(name: str) -> None:
    text = (Path(__file__).parent.parent / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    asked = re.findall(r"^ +event-type:([a-z-]+)", text, re.MULTILINE)
    titles = (
        *(
            "Memorandum From the President",
            "National Security Decision Memorandum 48",
            "Telegram 1",
        ),
        *("Letter From the President", "Remarks by the President", "Joint Statement"),
        *("News Conference", "Minutes of a Meeting", "Paper Prepared in the Department of State"),
    )
    assert asked == sorted({kind(title) for title in titles})
