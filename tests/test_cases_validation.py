"""Faults that users of peer tools reported (../shared/cases), answered rightly."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from storing import tree

from alliancekg import cli
from alliancekg.dates import iso
from alliancekg.workspace import Workspace

pytestmark = pytest.mark.shared


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Return exit code, output and messages of the command line."""
    capsys.readouterr()
    try:
        code = cli.main([str(argument) for argument in arguments])
    except SystemExit as error:  # argparse
        code = int(error.code or 0)
    return code, *capsys.readouterr()


def validate(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[tuple[str, str]]:
    """Return the kind and the value of each finding."""
    _, out, _ = run(capsys, "validate", "--format", "json", *arguments)
    return [(f["kind"], f["value"]) for f in json.loads(out)["findings"]]


@pytest.fixture
def case(shared: Path, request: pytest.FixtureRequest) -> Path:
    return Path(shared / "cases" / "inputs" / request.param)


@pytest.fixture
def foreign(case: Path, small: Workspace) -> Workspace:
    """Return a workspace with the ontology of the case, so that it is part of every check."""
    for path in small.ontology.rglob("*.ttl"):
        path.unlink()
    shutil.copy(case / "ontology.ttl", small.ontology)
    return small


@pytest.mark.parametrize("case", ["B21-shape-without-target"], indirect=True)
@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        ("shapes_typo.ttl", "shapes_typo.ttl:7: targetClass: 'ma:Treatyy' is no class of the data"),
        ("shapes_untargeted.ttl", "shapes_untargeted.ttl:7: ma:S has no target"),
        ("shapes_empty.ttl", "shapes_empty.ttl: is empty; expected SHACL shapes"),
        ("data.ttl", "data.ttl: states 4 triples, and none is a shape; expected SHACL shapes"),
    ],
)
def test_b21_shapes_that_look_at_nothing_fail_by_name(
    capsys: pytest.CaptureFixture[str], case: Path, foreign: Workspace, shapes: str, told: str
) -> None:
    options = ("--standalone", "--workspace", foreign.root, "--shapes", case / shapes)
    code, out, err = run(capsys, "validate", *options, case / "data.ttl")
    assert (code, out) == (2, "")
    assert err.startswith(f"alliancekg: {told}") or err.startswith(told), err


@pytest.mark.parametrize("case", ["B21-shape-without-target"], indirect=True)
def test_b21_the_ontology_is_part_of_every_check(
    capsys: pytest.CaptureFixture[str], case: Path, foreign: Workspace
) -> None:
    options = ("--standalone", "--workspace", foreign.root, "--shapes", case / "shapes_super.ttl")
    code, out, _ = run(capsys, "validate", "--format", "json", *options, case / "data.ttl")
    report = json.loads(out)
    assert (code, report["conforms"]) == (1, False)
    assert [finding["node"] for finding in report["findings"]] == ["id:t2"]
    assert report["focusNodes"] == {"ma:S": 2}


@pytest.mark.parametrize("case", ["B23-class-in-other-file"], indirect=True)
@pytest.mark.parametrize("together", [False, True])
def test_b23_a_dangling_reference_is_no_wrong_class(
    capsys: pytest.CaptureFixture[str], case: Path, foreign: Workspace, together: bool
) -> None:
    options = ("--standalone", "--workspace", foreign.root, "--shapes", case / "shapes.ttl")
    files = [case / "treaties.ttl", *([case / "actors.ttl"] if together else [])]
    found = validate(capsys, *options, *files)
    kinds = {kind: {v for k, v in found if k == kind} for kind in ("dangling", "wrong class")}
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    told = expected["together" if together else "alone"]
    assert kinds == {
        "dangling": set(told["unresolved"]),
        "wrong class": set(told["wrong_class"]),
    }


@pytest.mark.parametrize("case", ["B37-exit-codes"], indirect=True)
@pytest.mark.parametrize(
    ("file", "code"), [("good.ttl", 0), ("bad.ttl", 1), ("missing.ttl", 2), ("broken.ttl", 2)]
)
def test_b37_the_exit_code_tells_bad_data_from_what_could_not_run(
    capsys: pytest.CaptureFixture[str], case: Path, file: str, code: int
) -> None:
    shapes = case / "shapes.ttl"
    found, out, err = run(capsys, "validate", "--standalone", "--shapes", shapes, case / file)
    assert found == code
    assert bool(out) is (code < 2)
    assert bool(err) is (code == 2)
    assert "Traceback" not in err
    if file == "broken.ttl":
        assert "broken.ttl:5: " in err


@pytest.mark.parametrize("case", ["B37-exit-codes"], indirect=True)
def test_b37_wrong_use_half_a_table_and_an_empty_answer(
    capsys: pytest.CaptureFixture[str], case: Path, small: Workspace, tmp_path: Path
) -> None:
    options = ("--workspace", small.root, "--store", tmp_path / "store")
    assert run(capsys, "build", *options)[0] == 0
    before = tree(tmp_path / "store")
    assert run(capsys, "validate", "--nosuch", case / "good.ttl")[0] == 2
    assert run(capsys, "validate")[0] == 2
    assert run(capsys, "query", "nosuch", *options)[0] == 2
    nothing = "SELECT ?s { ?s <urn:nosuch> ?o }"
    assert run(capsys, "sparql", nothing, *options)[0] == 0
    text = "id,event_type,status,label,edtf\nt1,war,done,Good,1953-10-01\n"
    table = tmp_path / "essay" / "events.csv"
    table.parent.mkdir()
    table.write_text(f"{text}t2,war,done,Bad,1953-13-41\n", "utf-8")
    code, out, _ = run(capsys, "validate", table, *options)
    assert code == 1
    assert "events.csv:3: edtf: '1953-13-41' " in out
    (small.seeds / "essay" / "events.csv").write_bytes(table.read_bytes())
    code, out, err = run(capsys, "build", *options)
    assert (code, out) == (1, "")
    assert "events.csv:3: edtf: '1953-13-41' " in err
    assert tree(tmp_path / "store") == before
    assert run(capsys, "build", "--workspace", small.root, "--store", "/dev/null/x")[0] == 3


@pytest.mark.parametrize("case", ["B03-false-precision"], indirect=True)
def test_b03_a_date_keeps_the_precision_that_was_given(
    capsys: pytest.CaptureFixture[str], case: Path, small: Workspace, tmp_path: Path
) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    rows = (case / "events.csv").read_text("utf-8").splitlines()[1:]
    events = small.seeds / "essay" / "events.csv"
    lines = events.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    for row in rows:
        key, label, date = row.split(",")
        cells = {"id": key, "event_type": "war", "status": "done", "label": label, "edtf": date}
        cells["passages"] = "p1"
        lines.append(",".join(cells.get(name, "") for name in header))
    events.write_text("\n".join(lines) + "\n", "utf-8")
    options = ("--workspace", small.root, "--store", tmp_path / "store")
    code, _, err = run(capsys, "build", *options)
    assert code == 0, err
    query = (
        "PREFIX ak: <https://w3id.org/alliancekg/ns#> SELECT ?e ?edtf ?from ?to"
        " { ?e ak:time ?t . ?t ak:edtf ?edtf ; ak:earliestBeginDay ?from ; ak:latestEndDay ?to }"
    )
    _, out, _ = run(capsys, "sparql", query, "--format", "json", *options)
    found = {
        row["e"]["value"].rpartition("/")[2]: tuple(row[k]["value"] for k in ("edtf", "from", "to"))
        for row in json.loads(out)["results"]["bindings"]
    }
    assert {key: found[key][0] for key in ("p1", "p2", "p3")} == {
        key: expected[key]["value"] for key in ("p1", "p2", "p3")
    }
    assert [tuple(iso(int(day)) for day in found[key][1:]) for key in ("p1", "p2", "p3")] == [
        ("1953-01-01", "1953-12-31"),
        ("1953-10-01", "1953-10-31"),
        ("1954-01-01", "1954-01-01"),
    ]
    _, turtle, _ = run(capsys, "export", *options)
    assert [turtle.count(f'ak:edtf "{d}"') for d in ("1953", "1953-10", "1954-01-01")] == [1, 1, 1]


@pytest.mark.parametrize("case", ["B05-slug-collision"], indirect=True)
def test_b05_a_table_without_ids_is_refused_and_nothing_is_made_of_labels(
    capsys: pytest.CaptureFixture[str], case: Path, small: Workspace, tmp_path: Path
) -> None:
    """An IRI is made of an id, never of a label: two names with one slug are two records."""
    options = ("--workspace", small.root, "--store", tmp_path / "store")
    assert run(capsys, "build", *options)[0] == 0
    folder = tmp_path / "essay"
    folder.mkdir()
    shutil.copy(case / "actors.csv", folder)
    code, out, _ = run(capsys, "validate", folder / "actors.csv", *options)
    assert code == 1
    assert "actors.csv:1: id: column is missing; " in out
    names = [line.split(",")[0] for line in (case / "actors.csv").read_text("utf-8").splitlines()]
    rows = [f"a{n},Group,{name},p1" for n, name in enumerate(names[1:])]
    columns = (small.seeds / "essay" / "actors.csv").read_text("utf-8").splitlines()[0].split(",")
    graphs = []
    for order in (rows, rows[::-1]):
        cells = [
            dict(zip(("id", "type", "label", "passages"), r.split(","), strict=True)) for r in order
        ]
        lines = [",".join(cell.get(column, "") for column in columns) for cell in cells]
        (folder / "actors.csv").write_text("\n".join([",".join(columns), *lines]) + "\n", "utf-8")
        code, out, _ = run(capsys, "validate", "--format", "json", folder / "actors.csv", *options)
        assert (code, json.loads(out)["findings"]) == (0, [])
        graphs.append(json.loads(out)["focusNodes"]["ActorShape"])
    assert graphs == [7, 7]
