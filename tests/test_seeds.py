"""What the graph of the seeds says, and, where ../shared is there, whether the document says so."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as px
import pytest

from alliancekg.namespaces import AK, ID, PREFIXES, SCHEME, graph_iri, record_iri
from alliancekg.store import Store

ROOT = Path(__file__).parent.parent
DOCUMENT, RECORD, AUTHOR = "hwang-2006", "public-record", "balbina-hwang"
TEXT = "source/hwang-alliance-on-the-rocks.txt"
BIBLIOGRAPHIC = (PREFIXES["dcterms"] + "title", PREFIXES["dcterms"] + "bibliographicCitation")
RUN = 8  # words

REJECTED = """americans-threat-vanished critics-end-alliance retaliation-charge us-stance-blamed
    walk-away withdraw-all-forces"""

# The number, how it is hedged, what it measures, whose it is, where, and of which record.
NUMBERS = """
usfk-before-1971             62000 equal     troop-strength     us-forces-korea        south-korea      event/seventh-division-withdrawal
usfk-after-1971              42000 equal     troop-strength     us-forces-korea        south-korea      event/seventh-division-withdrawal
rok-troops-vietnam           50000 equal     troop-contribution rok-forces-vietnam     vietnam          event/rok-in-vietnam
rok-dead-vietnam             4400  more-than deaths             rok-forces-vietnam     vietnam          event/rok-in-vietnam
rok-troops-iraq              3600  equal     troop-contribution rok-forces-iraq        iraq-territory   event/rok-in-iraq
us-2id-to-iraq               3600  equal     redeployment-size  us-2id-contingent-iraq iraq-territory   event/redeployment-to-iraq
usfk-drawdown-size           12500 equal     withdrawal-size    us-forces-korea        korean-peninsula event/usfk-drawdown
rok-rank-vietnam             1     equal     contribution-rank  rok                    vietnam          event/rok-in-vietnam
rok-rank-iraq                2     equal     contribution-rank  rok                    iraq-territory   event/rok-in-iraq
rok-economy-rank             10    equal     economic-rank      rok                    -                -
alliance-age-p045            50    more-than duration           -                      -                treaty/us-rok-alliance
pearl-harbor-to-september-11 50    more-than interval           -                      -                event/september-11-attacks
wars-over-korea              4     equal     number-of-items    -                      -                event/great-power-wars-over-korea
alliance-rationale-elements  3     equal     number-of-items    -                      -                treaty/us-rok-alliance
"""  # noqa: E501

# Status and date by the document, date by the public record.
EVENTS = """
first-sino-japanese-war                done           1894                 1894-07-25/1895-04-17
acheson-speech                         done           1950-01-12           1950-01-12
dprk-invasion-1950                     done           -                    1950-06-25
us-intervention-1950                   done           1950-06              1950-06-27
dprk-overruns-south                    counterfactual -                    -
alliance-founding                      done           -                    1953-10-01
rok-in-iraq                            ongoing        -                    2003-04/2008-12
iraq-war                               ongoing        -                    2003-03-20/2011-12-18
nixon-doctrine                         done           1969-07-25           1969-07-25
seventh-division-withdrawal            done           [1971-01..1971-04]   1971-03-27
us-withdrawal-from-vietnam             done           -                    1969-07-08/1973-03-29
rok-strategy-shift                     done           -                    1970/1974
force-improvement-plan-launch          done           1974                 1974
koreanization                          done           198X                 1974/198X
alliance-crisis-1977                   done           1977                 1977/1979
carter-withdrawal-announcement         done           1977                 1977-03-09
second-division-withdrawal             cancelled      -                    1977-03/1979-07
second-division-withdrawal-cancellation done          -                    1979-07-20
command-talks                          done           -                    1977
cfc-establishment                      done           1978                 1978-11-07
defense-responsibility-transfer        done           1978                 1978-11-07
redeployment-decision                  done           -                    2004-05-17
redeployment-to-iraq                   announced      -                    2004-08
usfk-drawdown                          planned        ../2006-12           2004/2008
cfc-dismantling                        ongoing        -                    2006-08/2007-02
us-retaliation                         alleged        -                    -
alliance-termination                   hypothetical   -                    -
calls-to-end-alliance                  recurrent      -                    -
soviet-collapse                        done           [1990..1993]         1991-12-26
china-opening                          done           [1990..1993]         1992-08-24
north-korean-floods-famines            done           1994/1995            1995-07/1998
korean-summit-2000                     done           2000-06              2000-06-13/2000-06-15
september-11-attacks                   done           2001-09-11           2001-09-11
korean-conundrum                       done           2004                 2004
alliance-hearing                       done           -                    2006-09-27
"""


class Graph:
    """The quads of the named graphs, by subject and predicate."""

    def __init__(self, quads: Sequence[px.Quad]) -> None:
        self.quads = quads
        self._index: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.graphs: dict[str, set[str]] = defaultdict(set)  # of a typed node: where it is typed
        for quad in quads:
            subject, predicate, value = map(_text, (quad.subject, quad.predicate, quad.object))
            if value not in self._index[subject, predicate]:
                self._index[subject, predicate].append(value)
            self._subjects[predicate, value].add(subject)
            if predicate == PREFIXES["rdf"] + "type":
                self.graphs[subject].add(_text(quad.graph_name))

    def of(self, node: str, *names: str) -> list[str]:
        """Return what a path of properties of a node leads to, sorted."""
        nodes = {node}
        for name in names:
            nodes = {value for n in nodes for value in self._index.get((n, _full(name)), ())}
        return sorted(nodes)

    def one(self, node: str, *names: str) -> str:
        """Return the one value, or `-`."""
        found = self.of(node, *names)
        assert len(found) < 2, (node, names, found)
        return found[0] if found else "-"

    def having(self, name: str, value: str) -> set[str]:
        return self._subjects.get((_full(name), value), set())

    def all(self, name: str) -> list[str]:
        """Return the members of a class, sorted."""
        return sorted(self.having("rdf:type", _full(name)))

    def records(self) -> list[str]:
        """Return the nodes of records: named by kind and key, without a fragment."""
        nodes = {_text(quad.subject) for quad in self.quads}
        return sorted(n for n in nodes if n.startswith(ID) and "#" not in n)

    def dated(self, node: str, source: str, aspect: str = "ak:dating") -> str:
        """Return the date that a source gives for a record, or `-`."""
        spans = self.of(node, aspect)
        given = [s for s in spans if self.of(s, "ak:source") == [record_iri("source", source)]]
        assert len(given) < 2
        return self.one(given[0], "ak:edtf") if given else "-"


def _text(term: object) -> str:
    assert isinstance(term, px.NamedNode | px.Literal | px.DefaultGraph), term
    return "" if isinstance(term, px.DefaultGraph) else term.value


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def key(iri: str) -> str:
    """Return the last part of a record's or a concept's IRI; `-` stays."""
    return re.split(r"[/#]", iri)[-1]


def table(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def graph(built: Store) -> Graph:
    return Graph(built.current().quads())


@cache
def seed_rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a seed file; the first one, below the header, is row 2."""
    with (ROOT / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# What holds without the document


def test_there_is_no_blank_node(graph: Graph) -> None:
    terms = [t for q in graph.quads for t in (q.subject, q.object, q.graph_name)]
    assert [t for t in terms if not isinstance(t, px.NamedNode | px.Literal)] == []


def test_nothing_is_said_to_cause_or_follow_but_by_a_claim(graph: Graph) -> None:
    claimed = graph.having("rdfs:subPropertyOf", AK + "claimedRelation")
    assert len(claimed) == 6
    forbidden = claimed | {AK + "claimedRelation"}
    assert [str(q) for q in graph.quads if _text(q.predicate) in forbidden] == []
    carriers = {claim for term in claimed for claim in graph.having("rdf:predicate", term)}
    assert carriers
    assert carriers <= set(graph.all("ak:Claim"))


def test_every_record_rests_on_a_passage_or_a_row(graph: Graph) -> None:
    grounds = {*graph.all("ak:Passage"), *graph.all("ak:Row")}
    assert [r for r in graph.records() if not grounds & set(graph.of(r, "ak:evidence"))] == []


def test_every_evidence_is_described(graph: Graph) -> None:
    evidence = {_text(q.object) for q in graph.quads if _text(q.predicate) == AK + "evidence"}
    passages, rows = set(graph.all("ak:Passage")), set(graph.all("ak:Row"))
    assert sorted(evidence - passages - rows) == []
    for passage in passages:
        (source,), (selector,) = (
            graph.of(passage, "oa:hasSource"),
            graph.of(passage, "oa:hasSelector"),
        )
        assert source in graph.all("ak:Document")
        start, end = (int(graph.one(selector, name)) for name in ("oa:start", "oa:end"))
        assert 0 <= start < end <= int(graph.one(source, "ak:textLength"))
        assert re.fullmatch("[0-9a-f]{64}", graph.one(passage, "ak:textDigest"))
    for row in rows:
        file, number = graph.one(row, "ak:file"), int(graph.one(row, "ak:row"))
        assert row == f"{ID}file/{file}#row={number}"
        assert 2 <= number <= len(seed_rows(file)) + 1, row


def test_every_row_holds_what_is_said_to_rest_on_it(graph: Graph) -> None:
    wrong = []
    for quad in graph.quads:
        subject, row = _text(quad.subject), _text(quad.object)
        if _text(quad.predicate) != AK + "evidence" or "#row=" not in row:
            continue
        cells = seed_rows(graph.one(row, "ak:file"))[int(graph.one(row, "ak:row")) - 2]
        kind, _, name = unquote(subject.removeprefix(ID).partition("#")[0]).partition("/")
        source = key(graph.one(row, "ak:source"))
        names = {cells.get("id"), cells.get("person"), f"{source}/{cells.get('id')}"}
        names |= {cells.get("actor")} if source == "codes" else set()
        names |= {_link(cells)} if "subject_id" in cells else set()
        if name not in names and f"{kind}/{name}" != cells.get("record"):
            wrong.append((subject, row))
    assert wrong == []


def _link(cells: Mapping[str, str]) -> str:
    """Return the key of the node that a row of the links states."""
    ends = (cells[name].replace("/", "-", 1) for name in ("subject_id", "object_id"))
    return f"-{cells['predicate_id'].removeprefix('skos:')}-".join(ends)


def test_every_row_of_the_seeds_is_in_the_graph(graph: Graph) -> None:
    """Links are left out: most wait for a source that is not loaded (`test_links`)."""
    files = [p.relative_to(ROOT).as_posix() for p in (ROOT / "seeds").rglob("*.csv")]
    files.remove("seeds/links.csv")
    rows = {f"{ID}file/{f}#row={n + 2}" for f in files for n in range(len(seed_rows(f)))}
    found = {row for row in graph.all("ak:Row") if "seeds/links.csv" not in row}
    assert found == rows


def test_every_node_of_the_document_rests_on_a_passage(graph: Graph) -> None:
    passages = set(graph.all("ak:Passage"))
    exempt = {*passages, *(s for p in passages for s in graph.of(p, "oa:hasSelector"))}
    nodes = {n for n, graphs in graph.graphs.items() if graph_iri(DOCUMENT) in graphs}
    nodes -= exempt | set(graph.all("ak:Row"))
    without = {n for n in nodes if not passages & set(graph.of(n, "ak:evidence"))}
    own = {n for n in without if n.partition("#")[0] == record_iri("source", DOCUMENT)}
    assert sorted(without - own) == []
    assert len(nodes) > 700


def test_the_document_is_recorded_as_a_whole(graph: Graph) -> None:
    names = ("Actor", "Place", "Event", "Treaty", "Policy", "Claim")
    counts = {name: len(graph.all(f"ak:{name}")) for name in names}
    agreements = counts.pop("Treaty") + counts.pop("Policy")
    least = {"Actor": 65, "Place": 20, "Event": 100, "Claim": 140}
    assert {name: n for name, n in counts.items() if n < least[name]} == {}
    assert agreements >= 20


def test_every_claim_has_a_claimant_and_somebody_who_takes_a_stance(graph: Graph) -> None:
    actors = set(graph.all("ak:Actor"))
    for claim in graph.all("ak:Claim"):
        assert graph.of(claim, "ak:claimant"), claim
        assert set(graph.of(claim, "ak:claimant")) <= actors, claim
        assert len(graph.of(claim, "ak:stance", "ak:holder")) == 1, claim
        assert set(graph.of(claim, "ak:stance", "ak:holder")) <= actors, claim
        assert len(graph.of(claim, "ak:stance", "ak:stanceValue")) == 1, claim


def rejected(graph: Graph) -> list[str]:
    value, author = SCHEME + "stance#rejects", record_iri("actor", AUTHOR)
    stances = graph.having("ak:stanceValue", value) & graph.having("ak:holder", author)
    return sorted(claim for s in stances for claim in graph.having("ak:stance", s))


def test_the_author_rejects_six_claims(graph: Graph) -> None:
    assert [key(claim) for claim in rejected(graph)] == REJECTED.split()


def test_what_the_author_rejects_is_others_and_she_disputes_it(graph: Graph) -> None:
    author = record_iri("actor", AUTHOR)
    for claim in rejected(graph):
        assert author not in graph.of(claim, "ak:claimant")
        assert graph.of(claim, "ak:reportedBy") == [author]
        against = graph.having("ak:disputes", claim) & graph.having("ak:claimant", author)
        stances = {key(v) for c in against for v in graph.of(c, "ak:stance", "ak:stanceValue")}
        assert stances == {"asserts"}, claim


def test_nobody_asserts_both_a_claim_and_what_disputes_it(graph: Graph) -> None:
    stances = graph.having("ak:stanceValue", SCHEME + "stance#asserts")
    asserted = {claim for stance in stances for claim in graph.having("ak:stance", stance)}
    assert len(asserted) > 100
    assert [c for c in asserted if asserted & set(graph.of(c, "ak:disputes"))] == []


@pytest.mark.parametrize("row", table(NUMBERS), ids=lambda row: row[0])
def test_a_number_counts_the_right_thing(graph: Graph, row: list[str]) -> None:
    node = record_iri("quantity", row[0])
    owners = sorted(graph.having("ak:quantity", node))
    found = [
        graph.one(node, "ak:value"),
        *(key(graph.one(node, f"ak:{name}")) for name in ("comparator", "measure")),
        *(key(graph.one(node, f"ak:{name}")) for name in ("ofActor", "inPlace")),
        *([owner.removeprefix(ID) for owner in owners] or ["-"]),
    ]
    assert found == row[1:]


def test_one_number_of_two_forces_is_two_numbers(graph: Graph) -> None:
    nodes = sorted(graph.having("ak:value", "3600"))
    assert [key(node) for node in nodes] == ["rok-troops-iraq", "us-2id-to-iraq"]
    assert len({graph.one(node, "ak:ofActor") for node in nodes}) == 2


@pytest.mark.parametrize("row", table(EVENTS), ids=lambda row: row[0])
def test_an_event_has_the_status_and_the_dates_of_its_sources(graph: Graph, row: list[str]) -> None:
    name, status, document, record = row
    event = record_iri("event", name)
    found = [key(graph.one(event, "ak:status"))]
    found += [graph.dated(event, source) for source in (DOCUMENT, RECORD)]
    assert found == [status, document, record]


def test_no_date_of_the_document_gives_way_to_the_public_record(graph: Graph) -> None:
    events = {row["id"]: row["edtf"] for row in seed_rows(f"seeds/{DOCUMENT}/events.csv")}
    datings = {
        row["record"].removeprefix("event/"): row["edtf"]
        for row in seed_rows(f"seeds/{RECORD}/datings.csv")
        if row["aspect"] == "time"
    }
    both = sorted(name for name in events.keys() & datings if events[name])
    assert len(both) >= 20
    for name in both:
        event = record_iri("event", name)
        assert graph.dated(event, DOCUMENT) == events[name]
        assert graph.dated(event, RECORD) == datings[name]
        assert len(graph.of(event, "ak:dating")) == 2
        # The one chosen is the public record's, which is ranked before the document.
        chosen = graph.one(event, "ak:time")
        assert graph.one(chosen, "ak:source") == record_iri("source", RECORD)


def test_the_public_record_is_ranked_before_the_document(graph: Graph) -> None:
    ranks = [int(graph.one(record_iri("source", s), "ak:rank")) for s in (RECORD, DOCUMENT)]
    assert ranks == sorted(set(ranks))


def test_what_is_only_imagined_has_no_date_in_the_public_record(graph: Graph) -> None:
    imagined = {
        event
        for status in ("hypothetical", "counterfactual", "alleged")
        for event in graph.having("ak:status", f"{SCHEME}status#{status}")
    }
    assert len(imagined) > 20
    assert [event for event in sorted(imagined) if graph.dated(event, RECORD) != "-"] == []


# What needs the document


@pytest.fixture(scope="module")
def text(shared: Path) -> str:
    return (shared / TEXT).read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def layout(shared: Path) -> Mapping[str, Any]:
    """Return what is known of the document's paragraphs and its hyphens at line ends."""
    found: dict[str, Any] = json.loads((shared / "source/paragraphs.json").read_bytes())
    return found


def digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def spans(graph: Graph, passages: Iterable[str]) -> dict[str, tuple[int, int]]:
    def position(passage: str, name: str) -> int:
        return int(graph.one(passage, "oa:hasSelector", name))

    return {p: (position(p, "oa:start"), position(p, "oa:end")) for p in passages}


def claim_spans(graph: Graph) -> list[tuple[int, int]]:
    passages = set(graph.all("ak:Passage"))
    evidence = {e for claim in graph.all("ak:Claim") for e in graph.of(claim, "ak:evidence")}
    return sorted(spans(graph, evidence & passages).values())


@pytest.mark.shared
def test_length_and_digest_of_the_text_are_recorded(graph: Graph, text: str) -> None:
    source = record_iri("source", DOCUMENT)
    assert graph.one(source, "ak:textLength") == str(len(text))
    assert graph.one(source, "ak:textDigest") == digest(text)


@pytest.mark.shared
def test_each_passage_is_where_it_is_said_to_be(
    graph: Graph, text: str, layout: Mapping[str, Any]
) -> None:
    where = {p["id"]: p["spans"] for p in layout["paragraphs"]}
    wrong = []
    for passage, (start, end) in spans(graph, graph.all("ak:Passage")).items():
        inside = [s for s in where[graph.one(passage, "ak:paragraph")]
                  if s["start"] <= start and end <= s["end"]]  # fmt: skip
        slice_ = text[start:end]
        is_trimmed = slice_ == slice_.strip()
        if not inside or not is_trimmed or digest(slice_) != graph.one(passage, "ak:textDigest"):
            wrong.append(passage)
    assert wrong == []


@pytest.mark.shared
def test_the_claims_cover_what_the_document_asserts(
    graph: Graph, text: str, layout: Mapping[str, Any]
) -> None:
    covered = {i for start, end in claim_spans(graph) for i in range(start, end)}
    body, silent = set(), []
    for paragraph in layout["paragraphs"]:
        if paragraph["kind"] not in {"body", "talking_point", "footnote", "author_note"}:
            continue
        own = {i for s in paragraph["spans"] for i in range(s["start"], s["end"])}
        if not own & covered:
            silent.append(paragraph["id"])
        if paragraph["kind"] in {"body", "talking_point"}:
            body |= {i for i in own if not text[i].isspace()}
    assert silent == []
    assert len(body & covered) / len(body) >= 0.95


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}


def readings(text: str, layout: Mapping[str, Any]) -> Iterator[str]:
    """Return the text as it may be read: hyphens at line ends kept, joined or split, and the
    paragraphs each by itself, without the marks of footnotes and what cuts them in two.
    """
    joined = {h["line"] for h in layout["line_end_hyphens"] if not h["kept"]}
    lines = text.split("\n")
    proper = "".join(
        line[:-1] if n in joined else line if line.endswith("-") else line + "\n"
        for n, line in enumerate(lines, 1)
    )
    marks = {r["offset"] for p in layout["paragraphs"] for r in p["footnote_refs"]}
    paragraphs = "\n\n".join(
        "\n".join(
            "".join(text[i] for i in range(s["start"], s["end"]) if i not in marks)
            for s in paragraph["spans"]
        )
        for paragraph in layout["paragraphs"]
    )
    yield proper
    for version in (text, paragraphs):
        yield re.sub(r"-\n", "", version)
        yield version


@pytest.fixture(scope="module")
def sentences(text: str, layout: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """Return the runs of eight words of the document, those of the titles of sources apart."""
    titles = {run for row in seed_rows("seeds/sources.csv") for run in runs(words(row["title"]))}
    found = {run for reading in readings(text, layout) for run in runs(words(reading))}
    assert len(found) > 3500
    return frozenset(found - titles)


@pytest.mark.shared
def test_no_sentence_of_the_document_stands_in_the_graph(
    graph: Graph, sentences: frozenset[tuple[str, ...]]
) -> None:
    literals = {
        (_text(q.subject), q.object.value)
        for q in graph.quads
        if isinstance(q.object, px.Literal) and q.predicate.value not in BIBLIOGRAPHIC
    }
    copied = {(node, " ".join(run)) for node, value in literals
              for run in runs(words(value)) & sentences}  # fmt: skip
    assert sorted(copied) == []


def project_files() -> list[Path]:
    """Return the files of the project: those that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    if listed.returncode:
        pytest.skip("needs a checkout by git")
    paths = [ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    return [path for path in paths if path.is_file()]


def cells(path: Path, content: str) -> list[str]:
    """Return the texts of a file: cells of a table that stand side by side are none together."""
    if path.suffix == ".csv":
        return [cell for row in csv.reader(content.splitlines(keepends=True)) for cell in row]
    return re.split(r"\||\", \"", content) if path.suffix in (".md", ".toml") else [content]


@pytest.mark.shared
def test_no_sentence_of_the_document_stands_in_a_file_of_the_project(
    sentences: frozenset[tuple[str, ...]],
) -> None:
    sources = seed_rows("seeds/sources.csv")
    entries = [
        *(r["citation"] for r in sources),
        *(f"{r['title']} {r['creators']}" for r in sources),
    ]
    bibliography = {run for entry in entries for run in runs(words(entry))}
    copied = []
    for path in project_files():
        content = path.read_bytes().decode("utf-8", errors="replace")
        found = {
            run for cell in cells(path, content) for run in runs(words(cell))
        } & sentences - bibliography
        copied += [f"{path.relative_to(ROOT)}: {' '.join(run)}" for run in sorted(found)]
    assert copied == []


@pytest.mark.shared
def test_every_known_date_is_in_the_public_record(graph: Graph, shared: Path) -> None:
    with (shared / "source/known-dates.csv").open(encoding="utf-8", newline="") as stream:
        known = [row for row in csv.DictReader(stream) if row["known_date_edtf"]]
    given = [recorded(graph, row) for row in seed_rows(f"seeds/{RECORD}/datings.csv")]
    names = ("document_date_edtf", "known_date_edtf", "confidence")
    missing = [
        row["what"]
        for row in known
        if not any(
            dates == tuple(row[name] for name in names)
            and paragraphs & set(row["paragraphs"].split(";"))
            for dates, paragraphs in given
        )
    ]
    assert missing == []
    wanted = Counter(tuple(row[name] for name in names) for row in known)
    assert wanted - Counter(dates for dates, _ in given) == Counter()


def recorded(graph: Graph, row: Mapping[str, str]) -> tuple[tuple[str, str, str], set[str]]:
    """Return a dating as the graph has it: the document's date, the public record's, how sure the
    latter is; and the paragraphs of the document that speak of what is dated.

    A treaty still in force has an open end here, and only its beginning in the list.
    """
    node = ID + row["record"]
    aspect = {"time": "ak:dating", "signed": "ak:signedTime", "in-force": "ak:inForceTime"}
    dates = [graph.dated(node, source, aspect[row["aspect"]]) for source in (DOCUMENT, RECORD)]
    sure = {
        key(c) for s in graph.of(node, aspect[row["aspect"]]) for c in graph.of(s, "ak:confidence")
    }
    assert dates[1] == row["edtf"]
    assert sure == {row["confidence"]}
    paragraphs = {p for e in graph.of(node, "ak:evidence") for p in graph.of(e, "ak:paragraph")}
    known = dates[1].removesuffix("/..") if row["aspect"] == "in-force" else dates[1]
    return (dates[0].strip("-"), known, row["confidence"]), paragraphs
