"""CSV for spreadsheets: no cell is a formula, numbers stay numbers."""

from __future__ import annotations

import pyoxigraph as px
import pytest

from alliancekg import spreadsheets
from alliancekg.namespaces import PREFIXES
from alliancekg.results import Result


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (px.Literal('=HYPERLINK("http://x")'), '"\'=HYPERLINK(""http://x"")"'),
        (px.Literal("@SUM(A1)", language="en"), "'@SUM(A1)"),
        (px.Literal("+1"), "'+1"),
        (px.Literal("-0043-03-15"), "'-0043-03-15"),
        (px.Literal("\tx"), "'\tx"),
        (px.Literal("\r=x"), '"\'\r=x"'),
        (px.Literal(-67), "-67"),
        (px.Literal("-1.5", datatype=px.NamedNode(PREFIXES["xsd"] + "decimal")), "-1.5"),
        (px.Literal("=1", datatype=px.NamedNode(PREFIXES["xsd"] + "integer")), "'=1"),
        (px.Literal("a=b"), "a=b"),
        (px.NamedNode("urn:x"), "urn:x"),
        (None, ""),
    ],
)
def test_a_cell_is_never_a_formula(term: px.Literal | px.NamedNode | None, cell: str) -> None:
    answer = Result("SELECT", ("first", "x"), ((px.Literal("1"), term),))
    assert spreadsheets.write(answer) == f"first,x\r\n1,{cell}\r\n"
