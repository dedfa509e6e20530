"""Of what follows by our rules nothing is said, unless the file itself states it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliancekg import cli
from alliancekg.namespaces import AK, GRAPH, ID, PREFIXES
from alliancekg.validating import Options, validate
from alliancekg.workspace import Workspace
from loaders import TABLES

HEAD = f"PREFIX ak: <{AK}>\nPREFIX id: <{ID}>\nPREFIX sh: <{PREFIXES['sh']}>\nBASE <{ID}>\n"
SHAPES = HEAD + "<urn:S> a sh:NodeShape ; sh:targetClass ak:Event ; sh:property <urn:P> .\n"
SHAPES += '<urn:P> sh:path ak:participant ; sh:nodeKind sh:Literal ; sh:message "is no text" .\n'
DATA = "<event/x> a ak:Event ; ak:participation <event/x#p> .\n<event/x#p> ak:actor <actor/usa> .\n"
STATED = "<event/x> ak:participant <actor/usa> .\n"
TOLD = [
    "a.trig:5: participant: 'actor/usa' is no text; expected sh:nodeKind sh:Literal. Fix: see the"
    " shape urn:P (Violation, urn:P, event/x)"
]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", []),  # it follows from the participation
        (STATED, TOLD),
        (f"<urn:g> {{ {STATED} }}", TOLD),
        (f"<{GRAPH}derived> {{ {STATED} }}", TOLD),  # where we write what we compute
    ],
)
def test_what_follows_is_told_if_the_file_states_it(
    root: Path, tmp_path: Path, more: str, told: list[str]
) -> None:
    data, shapes = tmp_path / "a.trig", tmp_path / "s.ttl"
    data.write_text(HEAD + DATA + more, encoding="utf-8")
    shapes.write_text(SHAPES, encoding="utf-8")
    workspace, options = Workspace.find(root), Options(shapes=(shapes,))
    report = validate([data], workspace, TABLES, None, options)
    assert [str(finding) for finding in report.findings] == told
    assert report.conforms is not bool(told)


@pytest.mark.parametrize("limit", ["0", "-1", "0.0", "nan", "inf", "1e12", "soon", ""])
def test_a_time_limit_is_above_zero(capsys: pytest.CaptureFixture[str], limit: str) -> None:
    with pytest.raises(SystemExit) as raised:
        cli.main(["validate", "a.ttl", f"--time-limit={limit}"])
    assert raised.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].endswith(
        f"argument --time-limit: '{limit}' is no time; expected seconds, such as 60, and"
        " 86400 at most"
    )
