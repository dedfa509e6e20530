"""Nanopublications: each a claim with its claimants; what is wrong is refused with its fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as px
import pytest

from alliancekg import trusty
from alliancekg.dataloaders import Context, Form, Outcome
from alliancekg.errors import SourceErrors, UsageError
from alliancekg.findings import Place
from alliancekg.identity import States
from alliancekg.nanopubs import Said, Value, read
from alliancekg.recognising import recognise
from alliancekg.records import Actor, Claim, Record, Source
from loaders import nanopub
from loaders.nanopub_words import sentence, shown

CONTEXT: Final = Context("nanopub", States(()))
PREFIXES: Final = """\
PREFIX : <http://example.org/np1#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX ex: <http://example.org/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX np: <http://www.nanopub.org/nschema#>
PREFIX orcid: <https://orcid.org/>
PREFIX pav: <http://purl.org/pav/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
HEAD: Final = (
    ":Head { : a np:Nanopublication ; np:hasAssertion :assertion ;"
    " np:hasProvenance :provenance ; np:hasPublicationInfo :pubinfo . }"
)
ASSERTION: Final = "ex:treaty ex:isSupportedBy ex:publicOpinion ."
PROVENANCE: Final = ":assertion prov:hadPrimarySource <https://doi.org/10.9999/a> ."
PUBINFO: Final = ": pav:createdBy orcid:0000-0002-1825-0097 ."
PERSON: Final = "nanopub-orcid-0000-0002-1825-0097"
NP1: Final = "http://example.org/np1#"
PLACE: Final = Place("n.trig", 11, item="example.org/np1")


def trig(
    assertion: str = ASSERTION,
    provenance: str = PROVENANCE,
    pubinfo: str = PUBINFO,
    head: str = HEAD,
    more: str = "",
) -> str:
    """Return a nanopublication in TriG, with a head in line 11."""
    return (
        f"{PREFIXES}{head}\n:assertion {{ {assertion} }}\n:provenance {{ {provenance} }}\n"
        f":pubinfo {{ {pubinfo} }}\n{more}\n"
    )


def outcomes(tmp_path: Path, text: str, name: str = "n.trig") -> list[Outcome]:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return list(nanopub.outcomes(file, name, CONTEXT))


def records(tmp_path: Path, text: str) -> tuple[Record, ...]:
    (found,) = outcomes(tmp_path, text)
    assert told([found]) == []
    return found.records


def claim(tmp_path: Path, text: str) -> Claim:
    record = records(tmp_path, text)[-1]
    assert isinstance(record, Claim)
    return record


def told(found: Sequence[Outcome]) -> list[str]:
    return [str(finding) for o in found for finding in (*o.refusals, *o.flags)]


def actor(key: str, label: str, kind: str = "Person", *others: str) -> Actor:
    return Actor(
        id=f"nanopub-{key}", type=kind, label=label, alt_labels=others, source="nanopub",
        place=PLACE,
    )  # fmt: skip


# What a nanopublication gives


def test_a_nanopublication_is_a_claim_with_its_claimant_and_what_it_rests_on(
    tmp_path: Path,
) -> None:
    found = records(tmp_path, trig())
    assert found == (
        actor(
            "orcid-0000-0002-1825-0097", "ORCID 0000-0002-1825-0097", "Person",
            "https://orcid.org/0000-0002-1825-0097",
        ),
        Source(
            id="nanopub-doi.org-10.9999-a", type="Document", title="https://doi.org/10.9999/a",
            citation="https://doi.org/10.9999/a", url="https://doi.org/10.9999/a", rank=9,
            source="nanopub", place=PLACE,
        ),
        Claim(
            id=found[-1].id, paraphrase="treaty is supported by public opinion.",
            claimants=(PERSON,), stance_holder=PERSON, stance="asserts",
            claim_kind="descriptive", cites=("nanopub-doi.org-10.9999-a",),
            note="Nanopublication <http://example.org/np1#>", source="nanopub", place=PLACE,
        ),
    )  # fmt: skip
    assert re.fullmatch(r"nanopub-example[.]org-np1-[a-z0-9_-]{10}", found[-1].id)


def test_one_iri_with_other_statements_is_another_claim_and_with_the_same_the_same(
    tmp_path: Path,
) -> None:
    one, other = claim(tmp_path, trig()), claim(tmp_path, trig(assertion="ex:a ex:b ex:c ."))
    assert one.id != other.id
    assert one.id == claim(tmp_path, trig(more="# the same")).id


def test_names_are_other_labels_so_that_the_label_is_the_same_in_every_file(tmp_path: Path) -> None:
    pubinfo = f'{PUBINFO} orcid:0000-0002-1825-0097 foaf:name "Josiah Carberry" .'
    person = records(tmp_path, trig(pubinfo=pubinfo))[0]
    assert isinstance(person, Actor)
    assert person.label == "ORCID 0000-0002-1825-0097"
    assert person.alt_labels == ("https://orcid.org/0000-0002-1825-0097", "Josiah Carberry")


@pytest.mark.parametrize(
    ("provenance", "pubinfo", "claimants", "reporter"),
    [
        ("", ": dct:creator ex:b .", ["example.org-b"], ""),
        ("", ": pav:createdBy ex:b ; pav:authoredBy ex:a .", ["example.org-a"], ""),
        ("", ": prov:wasAttributedTo ex:a .", ["example.org-a"], ""),
        (":assertion prov:wasAttributedTo ex:a .", ": dct:creator ex:a .", ["example.org-a"], ""),
        (
            ":assertion prov:wasAttributedTo ex:a , ex:b .",
            ": dct:creator ex:b .",
            ["example.org-a", "example.org-b"],
            "",
        ),
        (
            ":assertion prov:wasAttributedTo ex:a .",
            ": dct:creator ex:b .",
            ["example.org-a"],
            "example.org-b",
        ),
        (":assertion pav:authoredBy ex:a .", ": dct:issued 2020 .", ["example.org-a"], ""),
        (":other pav:authoredBy ex:x .", ": dct:creator ex:b .", ["example.org-b"], ""),
    ],
)
def test_a_claim_is_of_those_to_whom_the_assertion_is_attributed(
    tmp_path: Path, provenance: str, pubinfo: str, claimants: list[str], reporter: str
) -> None:
    found = claim(tmp_path, trig(provenance=f"{PROVENANCE} {provenance}", pubinfo=pubinfo))
    prefixed = [f"nanopub-{key}" for key in claimants]
    holder = f"nanopub-{reporter}" if reporter else prefixed[0]
    assert (list(found.claimants), found.reported_by) == (
        prefixed,
        f"nanopub-{reporter}" if reporter else "",
    )
    assert (found.stance_holder, found.stance) == (holder, "reports" if reporter else "asserts")


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        (
            "<http://orcid.org/0000-0001-5109-370X>",
            actor(
                "orcid-0000-0001-5109-370x", "ORCID 0000-0001-5109-370X", "Person",
                "http://orcid.org/0000-0001-5109-370X",
            ),
        ),
        (
            "<http://www.researcherid.com/rid/E-7370-2012>",
            actor(
                "researcherid-e-7370-2012", "ResearcherID E-7370-2012", "Person",
                "http://www.researcherid.com/rid/E-7370-2012",
            ),
        ),
        ("ex:software", actor("example.org-software", "http://example.org/software", "Actor")),
        ('"Some  project"', actor("name-some-project-e9c68915", "Some project", "Actor")),
    ],
)  # fmt: skip
def test_an_actor_is_a_person_only_if_its_iri_says_so(
    tmp_path: Path, creator: str, expected: Actor
) -> None:
    assert records(tmp_path, trig(pubinfo=f": dct:creator {creator} ."))[0] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"김철수"', '"박영희"'),
        ('"Some project"', '"Some Project"'),
        ('"The C project"', '"The C++ project"'),
        (f'"{"long " * 20}one"', f'"{"long " * 20}two"'),
        ("ex:someone", "ex:Someone"),
        (f"<http://one.example/{'x' * 90}>", f"<http://two.example/{'x' * 90}>"),
        ("<http://example.org/김>", "<http://example.org/박>"),
    ],
)
def test_two_who_are_named_differently_are_two(tmp_path: Path, one: str, other: str) -> None:
    text = trig(provenance=f"{PROVENANCE} :assertion prov:wasAttributedTo {one} , {other} .")
    claimants = claim(tmp_path, text).claimants
    assert len(set(claimants)) == 2
    assert [len(key) <= 100 for key in claimants] == [True, True]
    assert claimants == claim(tmp_path, text).claimants


def test_two_documents_with_like_addresses_are_two(tmp_path: Path) -> None:
    long = "x" * 90
    provenance = (
        f":assertion prov:wasDerivedFrom ex:a , ex:A , <http://one.example/{long}> ,"
        f" <http://two.example/{long}> ."
    )
    cites = claim(tmp_path, trig(provenance=provenance)).cites
    assert len(set(cites)) == 4
    assert cites[0] == "nanopub-example.org-a"


def test_where_nobody_is_named_the_claim_is_of_an_unnamed_group(tmp_path: Path) -> None:
    found = records(tmp_path, trig(pubinfo=": dct:issued 2020 ."))
    group, said = found[0], found[-1]
    assert isinstance(said, Claim)
    key = said.id.removeprefix("nanopub-")
    label = f"Unnamed authors of the nanopublication {key.replace('example.org-', 'example.org/')}"
    assert isinstance(group, Actor)
    assert (group.id, group.type) == (f"{said.id}-authors", "Group")
    assert group.label.lower() == label.lower()
    assert (said.claimants, said.stance_holder) == ((group.id,), group.id)


def test_it_cites_what_it_rests_on_that_has_an_address_of_its_own(tmp_path: Path) -> None:
    provenance = (
        "PROV :assertion prov:wasDerivedFrom <ftp://example.org/data.gz> , :study , 'a letter' ,"
        " <urn:x:y> ; dct:source ex:not . : prov:hadPrimarySource ex:c . ex:z prov:wasDerivedFrom"
        " ex:other ."
    ).replace("PROV", PROVENANCE)
    assert claim(tmp_path, trig(provenance=provenance)).cites == (
        "nanopub-doi.org-10.9999-a",
        "nanopub-example.org-data.gz",
        "nanopub-example.org-c",
    )


@pytest.mark.parametrize(
    ("assertion", "expected"),
    [
        ("ex:Treaty1 a ex:underspecifiedAssertion .", "Treaty1 is an underspecified assertion."),
        ("ex:a a ex:Unit .", "a is a Unit."),
        ('ex:a ex:hasFDOType "x  y"@en .', "a has fdotype “x y”."),
        (
            'ex:a ex:p ex:b . ex:a rdfs:label "The Ally" .',
            "The Ally p b; The Ally label “The Ally”.",
        ),
        ("ex:a ex:p [] .", "a p something."),
        ("[] ex:RO_0002556 ex:b .", "something RO_0002556 b."),
        (
            "ex:a ex:asSentence <http://purl.org/aida/Allies+stay%2C+if+they+can.> .",
            "Allies stay, if they can.",
        ),
        (
            " ".join(f"ex:a ex:p ex:b{n} ." for n in range(10)),
            "; ".join(f"a p b{n}" for n in range(8)) + "; and 2 more statements.",
        ),
        (
            " ".join(f"ex:a ex:p ex:b{n} ." for n in range(9)),
            "; ".join(f"a p b{n}" for n in range(8)) + "; and 1 more statement.",
        ),
    ],
)
def test_the_paraphrase_says_the_statements_in_words(
    tmp_path: Path, assertion: str, expected: str
) -> None:
    assert claim(tmp_path, trig(assertion=assertion)).paraphrase == expected


def test_a_text_is_shown_on_one_line_and_not_too_long() -> None:
    assert shown(" a\x04b \n\u202e c ") == "a b c"
    assert (len(shown("x" * 301)), shown("x" * 301)[-1], shown("x" * 300)) == (300, "…", "x" * 300)
    assert sentence([Said("urn:a", "urn:p", Value("", "literal"))], {}) == "a p “”."


def test_a_file_is_read_to_plain_tuples(tmp_path: Path) -> None:
    file = tmp_path / "n.trig"
    file.write_text(trig(assertion='ex:a ex:p ex:b , [] , "x"@en , 1 .'), "utf-8")
    (found,) = read(file, "n.trig").nanopubs
    values = [said.value for said in found.assertion]
    assert {(said.subject, said.predicate) for said in found.assertion} == {
        ("http://example.org/a", "http://example.org/p")
    }
    assert values[1].text.startswith("_:")
    assert [value._replace(text="") if value.kind == "blank" else value for value in values] == [
        Value("http://example.org/b"),
        Value("", "blank"),
        Value("x", "literal", "en", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"),
        Value("1", "literal", "", "http://www.w3.org/2001/XMLSchema#integer"),
    ]
    assert (found.iri, found.line, found.assertion_iri) == (NP1, 11, f"{NP1}assertion")


# What is wrong


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            trig(assertion=""),
            f"'{NP1}assertion' is an empty assertion; expected one statement or more."
            " Fix: add its statements",
        ),
        (
            trig(provenance=""),
            f"'{NP1}provenance' is an empty provenance; expected one statement or more."
            " Fix: add its statements",
        ),
        (
            trig(pubinfo=""),
            f"'{NP1}pubinfo' is an empty publication info; expected one statement or more."
            " Fix: add its statements",
        ),
        (
            trig(provenance=":another prov:hadPrimarySource ex:a ."),
            f"'{NP1}provenance' is a provenance that does not speak of {NP1}assertion; expected a"
            " statement about it. Fix: add one, or correct its IRI",
        ),
        (
            trig(pubinfo=":something dct:creator ex:a ."),
            f"'{NP1}pubinfo' is a publication info that does not speak of {NP1}; expected a"
            " statement about it. Fix: add one, or correct its IRI",
        ),
        (
            trig(head=HEAD.replace("np:hasAssertion :assertion ;", "")),
            f"'{NP1}' has no assertion; expected one np:hasAssertion in its head."
            " Fix: link to one assertion",
        ),
        (
            trig(head=HEAD.replace(":provenance ;", ":provenance , :pubinfo ;")),
            f"'{NP1}' has 2 provenances; expected one np:hasProvenance in its head."
            " Fix: link to one provenance",
        ),
        (
            trig(head=HEAD.replace(":provenance ;", ":pubinfo ;"), provenance=""),
            f"'{NP1}' has one graph for two of its parts; expected four graphs: head, assertion,"
            " provenance, publication info. Fix: give each part a graph of its own",
        ),
        (
            trig(
                head=HEAD.replace(":assertion", "ex:assertion"),
                assertion="",
                provenance="ex:assertion prov:wasDerivedFrom ex:a .",
                more=f"ex:assertion {{ {ASSERTION} }}",
            ),
            "'http://example.org/assertion' names a graph that does not begin with the"
            f" nanopublication's IRI, {NP1}; expected graphs named after it. Fix: rename the graph",
        ),
        (
            trig(assertion='ex:a ex:p "two"^^xsd:integer .'),
            "'two' is no xsd:integer; expected a value of xsd:integer."
            " Fix: correct it, or its type",
        ),
    ],
)
def test_a_nanopublication_that_is_wrong_is_refused_with_its_fault(
    tmp_path: Path, text: str, message: str
) -> None:
    found = outcomes(tmp_path, text)
    assert [outcome.records for outcome in found] == [()]
    assert message in [line.partition(": ")[2] for line in told(found)]
    assert found[0].place == PLACE


def test_a_wrong_literal_outside_the_assertion_is_let_pass(tmp_path: Path) -> None:
    pubinfo = f'{PUBINFO} : dct:created "2019-02-26"^^xsd:dateTime .'
    assert claim(tmp_path, trig(pubinfo=pubinfo)).claimants == (PERSON,)


def test_a_graph_of_no_nanopublication_refuses_the_file(tmp_path: Path) -> None:
    found = outcomes(tmp_path, trig(more=f":stray {{ {ASSERTION} }}"))
    assert [outcome.records for outcome in found] == [()]
    assert told(found) == [
        f"n.trig: '{NP1}stray' is a graph of no nanopublication; expected head, assertion,"
        " provenance and publication info. Fix: take the graph out"
    ]


def test_of_several_in_one_file_all_are_refused_if_one_is_wrong(tmp_path: Path) -> None:
    def numbered(number: int, text: str) -> str:
        return text.replace("np1", f"np{number}")

    good = trig() + numbered(2, trig())
    assert [len(outcome.records) for outcome in outcomes(tmp_path, good)] == [3, 3]
    found = outcomes(tmp_path, good + numbered(3, trig(assertion="")))
    assert [outcome.records for outcome in found] == [(), (), ()]
    assert [finding.problem for outcome in found for finding in outcome.refusals] == [
        "stands in a file with one that is wrong",
        "stands in a file with one that is wrong",
        "is an empty assertion",
    ]


def test_a_file_without_nanopublications_and_one_that_is_no_rdf_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors) as empty:
        outcomes(tmp_path, "<urn:g> { <urn:a> <urn:b> <urn:c> }")
    assert str(empty.value) == (
        "n.trig: holds no nanopublication; expected one or more."
        " Fix: check that this is the file you mean"
    )
    with pytest.raises(UsageError, match=r"n[.]trig:2: is not valid TriG"):
        outcomes(tmp_path, "<urn:g> {\n <urn:a> ! }")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.trig", trig(), True),
        ("a.NQ", "<urn:a> <urn:b> <urn:c> <urn:g> .", True),
        ("a.jsonld", '{"@id": "http://www.nanopub.org/nschema#Nanopublication"}', True),
        ("a.ttl", "<urn:a> <urn:b> <urn:c> .", False),
    ],
)
def test_a_file_is_known_by_its_name_or_by_what_it_names(
    tmp_path: Path, name: str, text: str, expected: bool
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    if expected:
        kind = recognise(nanopub.LOADER, tmp_path / name, name)
        assert isinstance(kind, Form)
        assert kind.parts == "nanopublications"
    else:
        with pytest.raises(UsageError, match="is no file of the loader nanopub"):
            recognise(nanopub.LOADER, tmp_path / name, name)


# Trusty IRIs

BLANK_CODE: Final = "RA" + "0" * 43


def sealed(text: str) -> tuple[str, str]:
    """Return a nanopublication with the code of its statements in its IRI, and the code."""
    text = text.replace("np1#", f"{BLANK_CODE}#")
    quads = list(px.parse(text, format=px.RdfFormat.TRIG))
    code = trusty.digest(quads, BLANK_CODE)
    return text.replace(BLANK_CODE, code), code


def test_a_trusty_nanopublication_is_named_by_its_code(tmp_path: Path) -> None:
    text, code = sealed(trig(assertion=f'{ASSERTION} ex:a ex:p "a\\nb\\\\c"@en-GB , "x" , 1 .'))
    found = claim(tmp_path, text)
    assert found.id == f"nanopub-{code.lower()}".rstrip("-_")
    assert read(tmp_path / "n.trig", "n.trig").nanopubs[0].is_trusty


def test_a_trusty_nanopublication_with_other_statements_is_refused(tmp_path: Path) -> None:
    text, code = sealed(trig())
    changed = text.replace("ex:isSupportedBy", "ex:isRejectedBy")
    found = outcomes(tmp_path, changed)
    assert [outcome.records for outcome in found] == [()]
    now = read(tmp_path / "n.trig", "n.trig").nanopubs[0].digest
    assert now != code
    assert told(found) == [
        f"n.trig:11: '{code}' is the code of other statements: these have {now}; expected the code"
        " of its statements in its IRI. Fix: take the nanopublication anew, as it was published"
    ]


@pytest.mark.parametrize(
    ("iri", "code"),
    [
        (f"http://example.org/{BLANK_CODE}", BLANK_CODE),
        (f"http://example.org/{BLANK_CODE}#assertion", BLANK_CODE),
        (f"http://example.org/x.{BLANK_CODE}", BLANK_CODE),
        (f"http://example.org/{BLANK_CODE}0", ""),
        (f"http://example.org/{BLANK_CODE[:-1]}", ""),
        ("http://example.org/np1", ""),
    ],
)
def test_a_code_is_ra_and_43_characters(iri: str, code: str) -> None:
    assert trusty.code_of(iri) == code


# The real files


def _files(shared: Path, folder: str) -> list[Path]:
    return sorted((shared / "data" / "nanopub" / folder).rglob("*.*"))


@pytest.mark.shared
def test_every_valid_file_of_the_test_suite_is_a_claim(shared: Path) -> None:
    files = _files(shared, "valid")
    found = [list(nanopub.outcomes(file, file.name, CONTEXT)) for file in files]
    assert len(files) == 44
    assert [told(each) for each in found] == [[]] * 44
    claims = [[r for o in each for r in o.records if isinstance(r, Claim)] for each in found]
    assert [len(each) for each in claims] == [1] * 44
    assert all(each[0].claimants and each[0].paraphrase for each in claims)
    by_name = dict(zip([file.name for file in files], claims, strict=True))
    assert by_name["simple1.trig"][0].id == by_name["simple1.nq"][0].id
    assert by_name["simple1.trig"][0].paraphrase == "mosquito transmits malaria."


FAULTS: Final = {
    "assertion_graph_uri_not_matching.trig": "names a graph that does not begin with",
    "emptya.trig": "is an empty assertion",
    "emptyinfo.trig": "is an empty publication info",
    "emptyprov.trig": "is an empty provenance",
    "extragraph.trig": "is a graph of no nanopublication",
    "graphs_uris_equal.trig": "has one graph for two of its parts",
    "illtyped_datatypes_in_assertion.trig": "is no xsd:integer",
    "noinfolink.trig": "is a publication info that does not speak of",
    "noprovlink.trig": "is a provenance that does not speak of",
    "provenance_graph_uri_not_matching.trig": "names a graph that does not begin with",
    "pubinfo_graph_uri_not_matching.trig": "names a graph that does not begin with",
    "valid_invalid1.trig": "has no assertion",
    "trusty1.trig": "is the code of other statements",
    "trusty2.trig": "names a graph that does not begin with",
}


@pytest.mark.shared
def test_every_invalid_file_of_the_test_suite_is_refused_with_its_fault(shared: Path) -> None:
    files = _files(shared, "invalid")
    assert sorted(file.name for file in files) == sorted(FAULTS)
    for file in files:
        found = list(nanopub.outcomes(file, file.name, CONTEXT))
        assert [record for outcome in found for record in outcome.records] == []
        assert all(outcome.is_refused for outcome in found)
        assert [line for line in told(found) if FAULTS[file.name] in line], file.name
