"""Case B03 of ../shared/cases, whole: precision that is given stays, from the files to the answers.

p1 to p3 come through the table of events, w1 and w2 through the loader of Wikidata.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import loaders
from alliancekg import cli
from alliancekg.dates import iso, parse
from alliancekg.workspace import FOLDERS
from loaders import wikidata

pytestmark = pytest.mark.shared
IDS = {"p1": "p1", "p2": "p2", "p3": "p3", "w1": "wikidata-w1", "w2": "wikidata-w2"}
SPANS = """
PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/>
SELECT ?event ?edtf ?from ?begun ?end ?to ?earliest ?latest
WHERE {
  ?event a ak:Event ; ak:time ?time .
  ?time ak:edtf ?edtf ; ak:earliestBeginDay ?from ; ak:latestBeginDay ?begun ;
    ak:earliestEndDay ?end ; ak:latestEndDay ?to ;
    sem:hasEarliestBeginTimeStamp ?earliest ; sem:hasLatestEndTimeStamp ?latest .
}
"""


class Ran(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str


class Case(NamedTuple):
    """A graph in which the five events are, and what is expected of them."""

    expected: dict[str, dict[str, str]]
    options: tuple[str, ...]
    loaded: Ran

    def run(self, *arguments: object) -> Ran:
        return run(*arguments, *self.options)

    def rows(self, *arguments: object) -> list[dict[str, str]]:
        """Return the rows of an answer in JSON."""
        code, out, err = self.run(*arguments, "--format", "json")
        assert code == 0, err
        found = json.loads(out)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def spans(self) -> dict[str, dict[str, str]]:
        """Return the time of each event of the case, by its key there."""
        found = {row["event"].rpartition("/")[2]: row for row in self.rows("sparql", SPANS)}
        return {key: found[name] for key, name in IDS.items()}


def run(*arguments: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(list(map(str, arguments)))
    return Ran(code, out.getvalue(), err.getvalue())


def add_events(table: Path, given: Path) -> None:
    """Write the rows of the case's table into a table of events of ours."""
    with table.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with given.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    same = {"event_type": "war", "status": "done", "passages": "p1"}
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writerows(
            {**same, "id": row["id"], "label": row["label_en"], "edtf": row["date"]} for row in rows
        )


@pytest.fixture(scope="module")
def case(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    files = shared / "cases" / "inputs" / "B03-false-precision"
    folder = tmp_path_factory.mktemp("b03")
    for name in FOLDERS:
        content = root / "tests" / "bad-input" / "good" if name == "seeds" else root
        shutil.copytree(content / name, folder / "graph" / name)
    add_events(folder / "graph" / "seeds" / "essay" / "events.csv", files / "events.csv")
    options = ("--workspace", str(folder / "graph"), "--store", str(folder / "store"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(loaders.DATA, "wikidata", wikidata.LOADER)
        built = run("build", *options)
        assert built.code == 0, built.err
        loaded = run("load", "wikidata", files / "wikidata_like.json", *options)
        assert loaded.code == 0, loaded.err
        yield Case(json.loads((files / "expected.json").read_text("utf-8")), options, loaded)


def test_both_files_are_taken_whole_by_the_shapes(case: Case) -> None:
    assert case.loaded.out.splitlines()[0] == "wikidata: 2 rows read = 2 taken + 0 refused"


def test_each_date_is_stored_as_it_was_given(case: Case) -> None:
    given = {key: row.get("value", "[1901..2000]") for key, row in case.expected.items()}
    assert {key: span["edtf"] for key, span in case.spans().items()} == given


def test_each_date_spans_what_its_precision_says(case: Case) -> None:
    found = {
        key: tuple(iso(int(span[name])) for name in ("from", "begun", "end", "to"))
        for key, span in case.spans().items()
    }
    year, month = ("1953-01-01", "1953-12-31"), ("1953-10-01", "1953-10-31")
    assert found == {
        "p1": year * 2,
        "p2": month * 2,
        "p3": ("1954-01-01",) * 4,
        "w1": year * 2,
        # Some time within the century: it need not have begun with it, nor lasted to its end.
        "w2": ("1901-01-01", "2000-12-31") * 2,
    }


def test_a_century_is_that_of_the_case_and_no_span_that_lasts_it(case: Case) -> None:
    span, expected = case.spans()["w2"], case.expected["w2"]
    assert (span["earliest"][:4], span["latest"][:4]) == (expected["earliest"], expected["latest"])
    assert parse(span["edtf"]).is_interval is False


def test_the_timeline_shows_the_dates_as_given_and_a_year_as_the_whole_of_it(case: Case) -> None:
    def dated(day: str) -> set[tuple[str, str, str]]:
        rows = case.rows("query", "timeline", "--from", day, "--to", day)
        return {(row["event"], row["dated"], row["order"]) for row in rows}

    whole = ("Known to the year", "1953", "possible")
    assert dated("1953-02-03") >= {whole, ("year precision", "1953", "possible")}
    assert dated("1953-10-31") >= {whole, ("Known to the month", "1953-10", "possible")}
    assert dated("1954-01-01") >= {("Really the first of January", "1954-01-01", "certain")}
    assert whole not in dated("1954-01-01")
    assert dated("1901-01-01") == {("century precision", "[1901..2000]", "possible")}


def test_no_date_of_the_export_has_a_day_that_nobody_entered(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    assert case.run("export", "--format", "turtle", "--flatten", "-o", file).code == 0
    turtle = file.read_text("utf-8")
    dates = re.findall(r'ak:edtf "([^"]+)"', turtle)
    ours = {span["edtf"] for span in case.spans().values()}
    assert [dates.count(date) for date in sorted(ours)] == [2, 1, 1, 1]
    assert sorted(ours) == ["1953", "1953-10", "1954-01-01", "[1901..2000]"]
    # The bounds are days, and only bounds: each is the first or the last day that a date allows.
    spans = re.findall(r"event/(?:p[123]|wikidata-w[12])#time-[a-z]+>\n(.*?)\n\.", turtle, re.S)
    days = {d for span in spans for d in re.findall(r'"(\d{4}-\d\d-\d\d)"\^\^xsd:date', span)}
    assert len(spans) == 5
    assert days == {
        *("1953-01-01", "1953-12-31", "1953-10-01", "1953-10-31", "1954-01-01"),
        *("1901-01-01", "2000-12-31"),
    }
