"""Hostile texts on their way in: which are refused, which are kept as they are, and how it is told.

What a table may not hold can come into a store another way: `hostilegraph` puts it there.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import html5lib
import pyoxigraph as px
import pytest
from hostilegraph import HOSTILE
from playwright.sync_api import Browser

from alliancekg.cli import main
from alliancekg.namespaces import ID, PREFIXES
from alliancekg.store import Store
from alliancekg.workspace import Workspace

CONTROLS: Final = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32))))
REFUSED: Final = [text for text in HOSTILE if CONTROLS & set(text)]
KEPT: Final = [text for text in HOSTILE if text not in REFUSED]


def add(small: Workspace, **cells: Sequence[str]) -> Path:
    """Add an event for each text of the columns to the table of a workspace."""
    path = small.root / "seeds" / "essay" / "events.csv"
    with path.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\r\n")
        for at, texts in enumerate(zip(*cells.values(), strict=True)):
            writer.writerow({**first, "id": f"h{at}", **dict(zip(cells, texts, strict=True))})
    return path


def test_control_characters_are_refused_all_at_once(
    small: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(small, label=HOSTILE, note=HOSTILE)
    where = ["--workspace", str(small.root), "--store", str(tmp_path / "store"), "--quiet"]
    assert main(["build", *where]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2 * len(REFUSED)
    for line in told:
        assert line.isprintable()
        assert "has the control character U+00" in line
    assert not list((tmp_path / "store").glob("[0-9]*"))


def test_other_texts_are_kept_as_they_are(small: Workspace, tmp_path: Path) -> None:
    add(small, label=KEPT)
    where = ["--workspace", str(small.root), "--store", str(tmp_path / "store"), "--quiet"]
    assert main(["build", *where]) == 0
    graph = Store(tmp_path / "store").current().open()
    name = px.NamedNode(PREFIXES["rdfs"] + "label")
    for at, text in enumerate(KEPT):
        (quad,) = graph.quads_for_pattern(
            px.NamedNode(f"{ID}event/h{at}"), name, None, px.DefaultGraph()
        )
        assert isinstance(quad.object, px.Literal)
        assert " ".join(quad.object.value.split()) == " ".join(text.split())


def test_a_report_of_hostile_values_is_a_harmless_page(
    small: Workspace, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each text stands where a date, a status and a reference should; the report quotes them."""
    where = ["--workspace", str(small.root), "--store", str(tmp_path / "store"), "--quiet"]
    assert main(["build", *where]) == 0
    path = add(small, edtf=KEPT, status=KEPT, part_of=KEPT)
    capsys.readouterr()
    assert main(["validate", str(path), "--format", "html", *where]) in (1, 2)
    report = capsys.readouterr().out
    html5lib.HTMLParser(strict=True).parse(report)
    assert not {"\u202e", "\u2067"} & set(report)
    (tmp_path / "report.html").write_text(report, encoding="utf-8")
    page = browser.new_page()
    said, asked = list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator("body img, body script, body iframe, [onmouseover]").count() == 0
    assert "<script>alert(1)</script>" in page.locator("body").inner_text()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    assert asked == [(tmp_path / "report.html").as_uri()]
    page.close()
