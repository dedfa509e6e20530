"""Broken files: every seeded fault is found in one run of `validate`, and none is invented.

Beside each file of `broken/` stands NAME.expect.toml: the exit code, the options, and either the
findings or, for what ends the reading of a file, the refusals. A finding is described by its line
(one of several, where either helps), words of its message (`says`), words of its fix (`fix`), what
it must not propose (`never`), and its field, severity, kind and rule. What it leaves out is free.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from alliancekg import cli
from alliancekg.store import Store

BROKEN = Path(__file__).parent / "broken"
KINDS = ("csv", "jsonld", "shapes", "trig", "turtle")
EXPECTED = sorted(BROKEN.rglob("*.expect.toml"))
KEYS = {"line", "field", "says", "fix", "never", "severity", "kind", "rule", "file"}

Described = Mapping[str, Any]


def name(path: Path) -> str:
    return path.relative_to(BROKEN).as_posix().removesuffix(".expect.toml")


def said(finding: Described) -> str:
    """Return what a finding says is wrong, and with what."""
    return " ".join(str(finding.get(key) or "") for key in ("field", "value", "problem"))


def is_described(finding: Described, by: Described, file: str) -> bool:
    """Tell whether a finding is the one that an expectation describes."""
    lines = by["line"] if isinstance(by["line"], list) else [by["line"]]
    text, fix = said(finding), str(finding.get("fix") or "")
    exact = {key: by[key] for key in ("field", "severity", "kind", "rule") if key in by}
    return (
        Path(finding["file"]).name == by.get("file", file)
        and (finding.get("line") or 0) in lines
        and all(word in f"{text} {fix}" for word in by.get("says", ()))
        and all(word in fix for word in by.get("fix", ()))
        and not any(word in fix for word in by.get("never", ()))
        and {key: finding.get(key) or "" for key in exact} == exact
    )


def is_refusal(line: str, by: Described, file: str) -> bool:
    """Tell whether a line of standard error is the one that an expectation describes."""
    lines = by["line"] if isinstance(by["line"], list) else [by["line"]]
    places = [f"{by.get('file', file)}:{number}:" if number else "" for number in lines]
    return any(place in line for place in places) and all(
        word in line for word in by.get("says", ())
    )


def unmatched(
    found: Sequence[Any], expected: Sequence[Described], match: Callable[[Any, Described], bool]
) -> tuple[list[Described], list[Any]]:
    """Return what is expected and not found, and what is found and not expected.

    Each finding answers one expectation, and each expectation is answered by one finding: what is
    told twice is found and not expected.
    """
    left, missing = list(found), []
    for by in expected:
        answer = next((finding for finding in left if match(finding, by)), None)
        if answer is None:
            missing.append(by)
        else:
            left.remove(answer)
    return missing, left


def is_narrow(
    found: Sequence[Any], expected: Sequence[Described], match: Callable[[Any, Described], bool]
) -> bool:
    """Tell whether no finding could answer two expectations, so that their order is no matter."""
    return all(sum(match(finding, by) for by in expected) <= 1 for finding in found)


def arguments(expect: Path, content: Described, store: Store) -> list[str]:
    """Return the command line that checks a broken file."""
    file = expect.with_name(expect.name.removesuffix(".expect.toml"))
    options = [*content.get("options", ()), "--store", str(store.path), "--quiet"]
    if data := content.get("data"):
        options += ["--shapes", str(file)]
        file = expect.with_name(data)
    return ["validate", "--format", "json", *options, str(file)] + [
        str(expect.parent / other) for other in content.get("files", ())
    ]


@pytest.mark.parametrize("expect", EXPECTED, ids=name)
def test_every_fault_is_found_in_one_run_and_none_is_invented(
    expect: Path, built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tomllib.loads(expect.read_text("utf-8"))
    file = expect.name.removesuffix(".expect.toml")
    code = cli.main(arguments(expect, content, built))
    out, err = capsys.readouterr()
    found = json.loads(out)["findings"] if out else []
    lines = [line for line in err.splitlines() if line]
    expected, refused = content.get("finding", []), content.get("refusal", [])

    def describes(finding: Described, by: Described) -> bool:
        return is_described(finding, by, content.get("data", file))

    def refuses(line: str, by: Described) -> bool:
        return is_refusal(line, by, file)

    assert is_narrow(found, expected, describes)
    assert is_narrow(lines, refused, refuses)
    findings = unmatched(found, expected, describes)
    refusals = unmatched(lines, refused, refuses)
    assert {"findings": findings, "refusals": refusals, "exit": code} == {
        "findings": ([], []),
        "refusals": ([], []),
        "exit": content["exit"],
    }


def test_there_are_five_broken_files_of_each_kind() -> None:
    counted = {kind: len(list((BROKEN / kind).rglob("*.expect.toml"))) for kind in KINDS}
    assert counted == dict.fromkeys(KINDS, 5)


@pytest.mark.parametrize("expect", EXPECTED, ids=name)
def test_what_is_expected_is_said_in_full(expect: Path) -> None:
    content = tomllib.loads(expect.read_text("utf-8"))
    faults = [*content.get("finding", []), *content.get("refusal", [])]
    assert faults
    assert set(content) <= {"exit", "options", "data", "files", "finding", "refusal"}
    assert set().union(*faults) <= KEYS
    assert all("line" in by and (by.get("says") or by.get("field")) for by in faults)
    assert all("severity" in by for by in content.get("finding", []))
