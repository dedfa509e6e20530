"""Commands for Wikidata: what is written, of which items, with which sources, and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Final

import profile_outputs
import pyoxigraph as px
import pytest
from engine_kinds import embedded, endpoint, rdflib

from alliancekg import dates, pipeline, profiles, quickstatements
from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME
from alliancekg.quickstatements import NAMES, Batch, LeftOut
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

ROOT: Final = Path(__file__).parent.parent
PROFILE: Final = profiles.get(ROOT / "queries", "wikidata")
NUMBERS: Final = {"event/korean-war": 8663, "event/iraq-war": 545449}  # those of the example
WD: Final = PREFIXES["wd"]
HAPPENED: Final = {"done", "ongoing"}
ALIEN: Final = ("has no number of Wikidata (column wikidata)",)

# Values of commands, as the two versions of QuickStatements that run read them.
VALUES: Final = {
    "item": r"Q[1-9]\d*",
    "text": r'(?:[a-z-]+:)?"[^\t\n|]+"',
    "time": r"[+-]\d+-\d\d-\d\dT00:00:00Z/(?:6|7|8|9|10|11)(?:/J)?",
}
KINDS: Final = {
    **dict.fromkeys(("P580", "P582", "P585", "P7588", "S577"), "time"),
    **dict.fromkeys(("P17", "P276", "P361", "P533", "P664", "P710", "P823", "P1891"), "item"),
    **dict.fromkeys(("S1476", "S2093", "S854", "S958"), "text"),
}

HEAD: Final = "".join(
    f"PREFIX {name}: <{iri}>\n"
    for name, iri in {
        **{name: PREFIXES[name] for name in ("prov", "rdfs", "skos", "wd")},
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "p": "http://www.wikidata.org/prop/",
        "pr": "http://www.wikidata.org/prop/reference/",
        "ps": "http://www.wikidata.org/prop/statement/",
        "w": "http://wikiba.se/ontology#",
    }.items()
)
KOREA: Final = """
<event/a> a w:Item ; rdfs:label "A"@en ; skos:exactMatch wd:Q7 ; p:P585 <a-date> .
<a-date> a w:Statement ; ps:P585 "1953-10"^^edtf:EDTF ; prov:wasDerivedFrom <hwang> .
<hwang> a w:Reference ; pr:P1476 "A Title"@en ; pr:P958 "p012" , "p007" .
"""
DATE: Final = "Q7\tP585\t+1953-10-00T00:00:00Z/10"
HWANG: Final = 'S1476\ten:"A Title"\tS958\t"p007"\tS958\t"p012"'


def triples(turtle: str) -> list[px.Triple]:
    return [q.triple for q in px.parse(f"{HEAD}BASE <{ID}>\n{turtle}", px.RdfFormat.TURTLE)]


def written(turtle: str) -> Batch:
    return quickstatements.written(triples(turtle))


def numbered(quads: Iterable[px.Quad], numbers: dict[str, int]) -> px.Store:
    """Return a graph in which some records have numbers of Wikidata."""
    store = px.Store()
    store.extend(quads)
    for record, number in numbers.items():
        value = px.NamedNode(f"{WD}Q{number}")
        store.add(px.Quad(px.NamedNode(ID + record), px.NamedNode(AK + "wikidata"), value))
    return store


def made(store: px.Store) -> Batch:
    with embedded(store) as engine:
        return quickstatements.written(profiles.constructed(PROFILE, engine))


@pytest.fixture(scope="module")
def merged(built: Store) -> Sequence[px.Quad]:
    """Return the default graph of the seeds."""
    return list(built.current().open().quads_for_pattern(None, None, None, px.DefaultGraph()))


@pytest.fixture(scope="module")
def example(merged: Sequence[px.Quad]) -> Batch:
    return made(numbered(merged, NUMBERS))


# --- commands


def test_a_statement_is_one_line_with_its_value_and_its_source() -> None:
    assert written(KOREA) == Batch((f"{DATE}\t{HWANG}\n",), ())
    assert list(quickstatements.finished(triples(KOREA))) == [f"{DATE}\t{HWANG}\n"]


def test_a_reference_has_its_parts_in_order_and_times_and_addresses_as_they_are_written() -> None:
    more = """<hwang> pr:P2093 "B. Hwang" , "A. N. Other" ; pr:P577 "2006"^^edtf:EDTF ;
      pr:P854 <http://example.org/x?a=1> ."""
    assert written(KOREA + more).lines == (
        f'{DATE}\tS1476\ten:"A Title"\tS2093\t"A. N. Other"\tS2093\t"B. Hwang"'
        '\tS577\t+2006-00-00T00:00:00Z/9\tS854\t"http://example.org/x?a=1"'
        '\tS958\t"p007"\tS958\t"p012"\n',
    )


def test_a_second_source_is_a_second_reference() -> None:
    more = '<a-date> prov:wasDerivedFrom <z> . <z> a w:Reference ; pr:P1476 "B"@ko ; pr:P958 "1" .'
    assert written(KOREA + more).lines == (f'{DATE}\t{HWANG}\t!S1476\tko:"B"\tS958\t"1"\n',)


def test_what_is_the_same_is_one_item_with_one_command_a_value() -> None:
    more = """<event/b> a w:Item ; skos:exactMatch <event/a> ; p:P585 <b-date> ; p:P580 <b-begin> .
      <b-date> ps:P585 "1953-10"^^edtf:EDTF ; prov:wasDerivedFrom <b> .
      <b-begin> ps:P580 "1953"^^edtf:EDTF ; prov:wasDerivedFrom <b> .
      <b> pr:P1476 "B"@en ; pr:P958 "1" ."""
    assert written(KOREA + more) == Batch(
        (
            'Q7\tP580\t+1953-00-00T00:00:00Z/9\tS1476\ten:"B"\tS958\t"1"\n',
            f'{DATE}\t{HWANG}\t!S1476\ten:"B"\tS958\t"1"\n',
        ),
        (),
    )


def test_commands_are_ordered_by_the_numbers_of_items_properties_and_then_by_value() -> None:
    more = """<event/z> a w:Item ; skos:exactMatch wd:Q10 ; p:P1891 <s1> ; p:P710 <s2> , <s3> .
      <s1> ps:P1891 wd:Q4 ; prov:wasDerivedFrom <hwang> .
      <s2> ps:P710 wd:Q3 ; prov:wasDerivedFrom <hwang> .
      <s3> ps:P710 <actor/x> ; prov:wasDerivedFrom <hwang> .
      <actor/x> rdfs:label "X"@en ; skos:exactMatch wd:Q2 ."""
    lines = [line.split("\t")[:3] for line in written(more + KOREA).lines]
    assert lines == [
        ["Q7", "P585", "+1953-10-00T00:00:00Z/10"],
        ["Q10", "P710", "Q2"],
        ["Q10", "P710", "Q3"],
        ["Q10", "P1891", "Q4"],
    ]


def test_equal_triples_in_any_order_give_equal_commands(example: Batch, built: Store) -> None:
    found = [*profile_outputs.triples(built, "wikidata")]
    same = "<event/{}> skos:exactMatch wd:Q{} ."
    ours = triples(same.format("iraq-war", 545449) + same.format("korean-war", 8663))
    for seed in range(3):
        mixed = [*found, *ours, *found[:9]]
        Random(seed).shuffle(mixed)
        assert quickstatements.written(mixed) == example


# --- texts


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("two\\tparts\\nand  three", "two parts and three"),
        ('a \\"word\\" or \\"two\\"', 'a "word" or "two"'),
        ("A–B — “c” ’d’ é 한국", "A–B — “c” ’d’ é 한국"),
        ("and/or * 5", "and/or * 5"),
        ("x" * 1500, "x" * 1500),
    ],
)
def test_a_text_is_on_one_line_and_else_as_it_is(title: str, text: str) -> None:
    (line,) = written(KOREA.replace("A Title", title)).lines
    assert f'\tS1476\ten:"{text}"\t' in line


@pytest.mark.parametrize(
    "title", ["a|b", "a || b", "a /* b", "a */ b", '\\"\\"a\\"\\"', "x" * 1501]
)
def test_a_reference_goes_without_a_text_that_would_divide_the_command(title: str) -> None:
    batch = written(KOREA.replace('"A Title"@en', f'"A Title"@en ; pr:P2093 "{title}"'))
    assert batch.lines == (f"{DATE}\t{HWANG}\n",)
    value = title.replace("\\", "")
    why = "cannot stand in a command, in a reference"
    assert batch.left_out == (LeftOut("event/a", "P2093", value, why),)


def test_a_statement_whose_source_cannot_be_named_is_left_out() -> None:
    batch = written(KOREA.replace("A Title", "A|B"))
    assert batch.lines == ()
    assert batch.left_out == (
        LeftOut("event/a", "P1476", "A|B", "cannot stand in a command, in a reference"),
        LeftOut("event/a", "P585", "1953-10", "has no source that a command can name"),
    )


# --- what is left out


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("skos:exactMatch wd:Q7 ;", "", ("", "", *ALIEN)),
        ("wd:Q7", "<event/b>", ("", "", *ALIEN)),
        ("wd:Q7", "wd:P7", ("", "", *ALIEN)),
        ("wd:Q7", "wd:Q7 , wd:Q10", ("", "", "has several numbers of Wikidata, Q10, Q7")),
        ("1953-10", "1953/..", ("P585", "1953/..", "is an interval")),
        ("1953-10", "1953~", ("P585", "1953~", "is uncertain or approximate")),
        ("1953-10", "1953-13", ("P585", "1953-13", "is no date in EDTF")),
        (
            "<a-date> a",
            '<a-date> skos:note "is of low confidence" ; a',
            ("P585", "1953-10", "is of low confidence"),
        ),
        (
            '"1953-10"^^edtf:EDTF',
            "<event/b>",
            ("P585", "event/b", "has a value without a number of Wikidata"),
        ),
        (
            '"1953-10"^^edtf:EDTF ;',
            "<event/b> . <event/b> skos:exactMatch wd:Q1 , wd:Q2 . <a-date>",
            ("P585", "event/b", "has a value with several numbers of Wikidata"),
        ),
        (
            '"1953-10"^^edtf:EDTF',
            "<event/a>",
            ("P585", "event/a", "has the item itself as its value"),
        ),
        (
            "prov:wasDerivedFrom <hwang>",
            'rdfs:label ""',
            ("P585", "1953-10", "has no source that a command can name"),
        ),
    ],
)
def test_what_cannot_be_written_is_told_and_never_created(
    old: str, new: str, left: tuple[str, str, str]
) -> None:
    assert old in KOREA
    batch = written(KOREA.replace(old, new, 1))
    assert batch.lines == ()
    (found,) = batch.left_out
    assert found == ("event/a", *left)


def test_what_is_left_out_is_counted_by_kind_property_and_reason() -> None:
    why = "is an interval"
    batch = Batch(
        (),
        (
            LeftOut("treaty/a", "P585", "1950/1953", why),
            LeftOut("event/a", "", "", *ALIEN),
            LeftOut("event/a", "P585", "1950/1953", why),
            LeftOut("event/b", "P585", "1951/1952", why),
            LeftOut("event/b", "P585", "1953~", "is uncertain or approximate"),
        ),
    )
    name = "P585 (point in time)"
    assert batch.remarks == (
        "event: 1 left out, which has no number of Wikidata (column wikidata): event/a",
        f"event, {name}: 2 left out, each of which is an interval; one is event/a 1950/1953",
        f"event, {name}: 1 left out, which is uncertain or approximate: event/b 1953~",
        f"treaty, {name}: 1 left out, which is an interval: treaty/a 1950/1953",
    )
    assert Batch((), ()).remarks == ()


# --- the graph of the seeds


def test_the_seeds_have_no_number_of_an_event_so_that_nothing_is_written(built: Store) -> None:
    found = profile_outputs.triples(built, "wikidata")
    assert list(profiles.finished(PROFILE, found)) == []
    assert profiles.remarks(PROFILE, found) == (
        "event: 113 left out, each of which has no number of Wikidata (column wikidata); one is"
        " event/acheson-speech",
        "treaty: 5 left out, each of which has no number of Wikidata (column wikidata); one is"
        " treaty/combined-forces-command-arrangement",
    )


def test_the_example_is_what_is_made_once_two_wars_have_numbers(example: Batch) -> None:
    path = ROOT / "queries" / "profiles" / "wikidata.qs"
    assert "".join(example.lines) == path.read_text(encoding="utf-8")
    alien = "has a value without a number of Wikidata"
    assert [left for left in example.left_out if left.name] == [
        LeftOut("event/iraq-war", "P276", "place/iraq-territory", alien),
        LeftOut("event/iraq-war", "P710", "actor/iraq-coalition", alien),
        LeftOut("event/korean-war", "P276", "place/korean-peninsula", alien),
        LeftOut("event/korean-war", "P361", "event/great-power-wars-over-korea", alien),
    ]


@pytest.fixture(scope="module")
def statuses(merged: Sequence[px.Quad]) -> dict[str, str]:
    """Return the status of each event."""
    link = px.NamedNode(AK + "status")
    return {
        quad.subject.value.removeprefix(ID): quad.object.value.partition("#")[2]
        for quad in merged
        if quad.predicate == link
        and isinstance(quad.subject, px.NamedNode)
        and isinstance(quad.object, px.NamedNode)
    }


@pytest.fixture(scope="module")
def all_numbered(merged: Sequence[px.Quad]) -> tuple[dict[str, int], Batch]:
    """Return the batch of a graph in which every record has a number, and these."""
    has = {q.subject for q in merged if q.predicate.value == AK + "wikidata"}
    records = sorted(
        {
            quad.subject.value.removeprefix(ID)
            for quad in merged
            if isinstance(quad.subject, px.NamedNode)
            and re.fullmatch(
                ID + "(?:actor|event|place|policy|treaty|claim)/[^#/]+", quad.subject.value
            )
            and quad.subject not in has
        }
    )
    numbers = {record: 10**9 + at for at, record in enumerate(records)}
    return numbers, made(numbered(merged, numbers))


def test_every_command_is_one_that_quickstatements_reads(
    all_numbered: tuple[dict[str, int], Batch],
) -> None:
    _, batch = all_numbered
    assert len(batch.lines) > 200
    for line in batch.lines:
        assert line.endswith("\n")
        assert line.count("\n") == 1
        item, *parts = line[:-1].split("\t")
        assert re.fullmatch(VALUES["item"], item)
        names, values = parts[::2], parts[1::2]
        assert len(names) == len(values) > 2
        assert names[0].startswith("P")
        for name, value in zip(names, values, strict=True):
            plain = name.removeprefix("!")
            assert re.fullmatch(VALUES[KINDS[plain]], value), line
            assert f"P{plain[1:]}" in NAMES
        # Every reference begins with the title of its source, and names the place in it.
        sources = "\t".join(names[1:]).split("\t!")
        assert all(re.match("S1476\t.*S958", source) for source in sources), line


def test_nothing_is_said_of_what_did_not_happen_nor_of_claims(
    all_numbered: tuple[dict[str, int], Batch], statuses: dict[str, str]
) -> None:
    numbers, batch = all_numbered
    records = {f"Q{number}": record for record, number in numbers.items()}
    about = {records[line.split("\t")[0]] for line in batch.lines}
    assert {record.partition("/")[0] for record in about} == {"event", "treaty"}
    assert {statuses[record] for record in about if record.startswith("event/")} == HAPPENED
    assert {name for line in batch.lines for name in line.split("\t")[1::2]} <= KINDS.keys() | {
        f"!{name}" for name in KINDS
    }
    claims = {f"Q{number}" for record, number in numbers.items() if record.startswith("claim/")}
    assert len(claims) > 200
    assert not [line for line in batch.lines if claims & set(line.split("\t"))]


def test_states_of_today_take_no_part_in_what_began_before_1950(
    all_numbered: tuple[dict[str, int], Batch],
) -> None:
    numbers, batch = all_numbered
    why = "is of a time before 1950, when the state was perhaps another item"
    doubtful = {(left.record, left.name, left.value) for left in batch.left_out if left.why == why}
    assert ("event/first-sino-japanese-war", "P710", "actor/china") in doubtful
    assert ("event/world-war-ii", "P710", "actor/japan") in doubtful
    war = f"Q{numbers['event/first-sino-japanese-war']}"
    assert {line.split("\t")[1] for line in batch.lines if line.startswith(f"{war}\t")} == {
        "P276", "P361", "P580", "P582",
    }  # fmt: skip
    assert not [name for _, name, _ in doubtful if name not in ("P17", "P533", "P710", "P1891")]


def test_a_treaty_has_its_dates_and_signatories(
    all_numbered: tuple[dict[str, int], Batch],
) -> None:
    numbers, batch = all_numbered
    treaty = f"Q{numbers['treaty/us-rok-mutual-defense-treaty']}"
    found = [line.split("\t")[1:3] for line in batch.lines if line.startswith(f"{treaty}\t")]
    assert found == [
        ["P361", f"Q{numbers['treaty/us-rok-alliance']}"],
        ["P585", "+1953-10-01T00:00:00Z/11"],
        ["P1891", "Q30"],
        ["P1891", "Q884"],
        ["P7588", "+1954-11-17T00:00:00Z/11"],
    ]


def test_dates_of_less_than_high_confidence_and_uncertain_ones_are_left_out(
    all_numbered: tuple[dict[str, int], Batch],
) -> None:
    numbers, batch = all_numbered
    dates = [left for left in batch.left_out if left.name in ("P580", "P582", "P585", "P7588")]
    assert {left.why for left in dates} >= {"is of medium confidence"}
    floods = f"Q{numbers['event/north-korean-floods-famines']}"
    assert [left[1:3] for left in dates if left.record == "event/north-korean-floods-famines"] == [
        ("P580", "1995-07"),
        ("P582", "1998"),
    ]
    assert not [line for line in batch.lines if re.match(f"{floods}\tP58", line)]


# --- what the query takes

WAR: Final = """
<event/e> a ak:Event ; rdfs:label "E"@en ; ak:status status:done ; ak:eventType event-type:war ;
  ak:wikidata wd:Q1 ; ak:evidence <p> ; ak:participation <event/e#x> .
<event/e#x> ak:role role:belligerent ; ak:actor <actor/a> ; ak:evidence <p> .
<actor/a> a ak:State ; rdfs:label "A"@en ; ak:wikidata wd:Q2 .
<p> a ak:Passage ; ak:source <source/s> ; ak:paragraph "p1" ; rdfs:label "p1, 1–2"@en .
<source/s> a ak:Document ; dcterms:title "S"@en .
<https://w3id.org/alliancekg/ns> dcterms:creator "Us" .
"""
TREATY: Final = """
<treaty/t> a ak:Treaty ; rdfs:label "T"@en ; ak:treatyType treaty-type:mutual-defense-treaty ;
  ak:wikidata wd:Q1 ; ak:evidence <p> ; ak:signedTime <treaty/t#s> ; ak:inForceTime <treaty/t#f> ;
  ak:participation <treaty/t#x> .
<treaty/t#s> ak:edtf "1953-10-01" ; ak:earliestBeginDay 713226 ; ak:evidence <p> .
<treaty/t#f> ak:edtf "1954-11-17/1999" ; ak:evidence <p> .
<treaty/t#x> ak:role role:party ; ak:actor <actor/a> ; ak:evidence <p> .
"""
TOOK_PART: Final = (("P710", "Q2"),)


def said(turtle: str) -> tuple[tuple[str, str], ...]:
    """Return property and value of each command for a graph; all have the passage as a source."""
    schemes = ("confidence", "event-type", "role", "status", "treaty-type")
    prefixes = {
        **{name: PREFIXES[name] for name in ("ak", "dcterms", "rdfs", "skos", "wd")},
        **{name: f"{SCHEME}{name}#" for name in schemes},
    }
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    store = px.Store()
    store.load(f"{head}BASE <{ID}>\n{turtle}", px.RdfFormat.TURTLE)
    cells = [line[:-1].split("\t") for line in made(store).lines]
    assert all(item == "Q1" and source[0] == "S1476" for item, _, _, *source in cells)
    return tuple((name, value) for _, name, value, *_ in cells)


@pytest.mark.parametrize(
    ("kind", "role", "name"),
    [
        ("war", "belligerent", "P710"),
        ("summit", "contributor", "P710"),
        ("war", "intervener", "P710"),
        ("summit", "negotiator", "P710"),
        ("summit", "participant", "P710"),
        ("speech", "speaker", "P823"),
        ("protest", "organizer", "P664"),
        *((kind, "agent", "P710") for kind in ("war", "invasion", "military-operation")),
        *((kind, "agent", "") for kind in ("terrorism", "speech", "policy-shift")),
        *((kind, "target", "P533") for kind in ("terrorism", "invasion", "military-operation")),
        *((kind, "target", "") for kind in ("war", "speech", "accusation")),
        *(("war", role, "") for role in ("victim", "host", "witness", "beneficiary", "party")),
    ],
)
def test_who_took_an_active_part_is_said_by_the_property_of_the_role(
    kind: str, role: str, name: str
) -> None:
    graph = WAR.replace("event-type:war", f"event-type:{kind}")
    graph = graph.replace("role:belligerent", f"role:{role}")
    assert said(graph) == (((name, "Q2"),) if name else ())


@pytest.mark.parametrize(
    "status",
    ["planned", "announced", "cancelled", "alleged", "hypothetical", "counterfactual", "recurrent"],
)
def test_an_event_must_have_happened(status: str) -> None:
    assert said(WAR) == TOOK_PART
    assert said(WAR.replace("status:done", "status:ongoing")) == TOOK_PART
    assert said(WAR.replace("status:done", f"status:{status}")) == ()


@pytest.mark.parametrize(
    ("edtf", "found"),
    [
        ("1950-06-25", [("P585", "+1950-06-25T00:00:00Z/11")]),
        ("198X", [("P585", "+1980-00-00T00:00:00Z/8")]),
        (
            "1950/1953-07",
            [("P580", "+1950-00-00T00:00:00Z/9"), ("P582", "+1953-07-00T00:00:00Z/10")],
        ),
        ("1950/..", [("P580", "+1950-00-00T00:00:00Z/9")]),
        ("/1953", [("P582", "+1953-00-00T00:00:00Z/9")]),
        ("1950~/1953", [("P582", "+1953-00-00T00:00:00Z/9")]),
        ("[1950,1951]", []),
    ],
)  # fmt: skip
def test_the_time_of_an_event_is_said_with_the_ends_that_are_known(
    edtf: str, found: list[tuple[str, str]]
) -> None:
    time = f'<event/e> ak:time <event/e#t> . <event/e#t> ak:edtf "{edtf}" ; ak:evidence <p> .'
    assert said(WAR + time) == (*found, *TOOK_PART)
    sure = "<event/e#t> ak:confidence confidence:{} ."
    assert said(WAR + time + sure.format("high")) == (*found, *TOOK_PART)
    assert said(WAR + time + sure.format("medium")) == TOOK_PART


@pytest.mark.parametrize(
    ("begin", "kind", "found"),
    [
        ("1949-12-31", "State", ()),
        ("1950-01-01", "State", TOOK_PART),
        ("1949-12-31", "Person", TOOK_PART),
    ],
)
def test_a_state_is_said_to_take_part_from_1950_on(
    begin: str, kind: str, found: tuple[tuple[str, str], ...]
) -> None:
    day = dates.parse(begin).earliest_begin
    time = f"<event/e> ak:time <event/e#t> . <event/e#t> ak:earliestBeginDay {day} ."
    assert said(WAR.replace("ak:State", f"ak:{kind}") + time) == found


def test_places_countries_and_wholes_are_said_if_they_have_numbers() -> None:
    more = """<event/e> ak:place <place/p> ; ak:partOf <event/w> .
      <place/p> a ak:Place ; rdfs:label "P"@en ; ak:wikidata wd:Q3 ; ak:inState <actor/b> .
      <actor/b> a ak:State ; rdfs:label "B"@en ; skos:exactMatch <actor/c> .
      <actor/c> ak:wikidata wd:Q4 .
      <event/v> skos:exactMatch <event/w> ; ak:wikidata wd:Q5 .
      <event/w> a ak:Event ; rdfs:label "W"@en ; ak:status status:done ; ak:partOf <event/x> ."""
    assert said(WAR + more) == (("P17", "Q4"), ("P276", "Q3"), ("P361", "Q5"), *TOOK_PART)


def test_a_treaty_is_said_with_its_signature_its_force_and_who_signed() -> None:
    signed = ("P585", "+1953-10-01T00:00:00Z/11")
    ended = ("P582", "+1999-00-00T00:00:00Z/9")
    force = ("P7588", "+1954-11-17T00:00:00Z/11")
    graph = WAR[WAR.index("<actor/a> a") :] + TREATY
    assert said(graph) == (ended, signed, ("P1891", "Q2"), force)
    joined = "<treaty/t#x> ak:time <treaty/t#j> . <treaty/t#j> ak:edtf '1980' ."
    assert said(graph + joined) == (ended, signed, force)
    assert said(graph.replace("/1999", "/..")) == (signed, ("P1891", "Q2"), force)
    assert said(graph.replace("ak:signedTime <treaty/t#s> ;", "")) == (ended, force)


@pytest.mark.parametrize(
    ("source", "maker", "found"),
    [
        ("ak:Row", "Us", TOOK_PART),
        ("ak:Row", "Others", ()),  # their licence is not ours to give
        ("ak:Passage", "Others", TOOK_PART),
    ],
)
def test_rows_are_sources_if_those_who_made_this_graph_made_them(
    source: str, maker: str, found: tuple[tuple[str, str], ...]
) -> None:
    kind = "Dataset" if source == "ak:Row" else "Document"
    graph = WAR.replace("ak:Passage", source).replace("ak:Document", f"ak:{kind}")
    assert said(f'{graph} <source/s> dcterms:creator "{maker}" .') == found


# --- engines


def test_every_engine_gives_the_same_commands(small: Workspace, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    pipeline.build(small, store, TABLES, lambda _: None)
    quads = [*store.current().open()]
    records = {
        quad.subject.value.removeprefix(ID)
        for quad in quads
        if isinstance(quad.subject, px.NamedNode)
        and re.fullmatch(ID + "(?:event|place|treaty)/[^#/]+", quad.subject.value)
    }
    numbers = {record: 100 + at for at, record in enumerate(sorted(records))}
    found = made(numbered(quads, numbers))
    assert found.lines
    for kind in (rdflib, endpoint):
        with kind(numbered(quads, numbers)) as engine:
            assert quickstatements.written(profiles.constructed(PROFILE, engine)) == found
