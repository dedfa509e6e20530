"""The engine in a process of its own, which imports nothing of the folder where the user is."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as px
import pytest

from alliancekg import isolating, pyshaclengine, shaclresults
from alliancekg.errors import UsageError
from alliancekg.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:>\n"
SHAPES = ":S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:maxCount 1 ] ."
DATA = ':a :p 1 , 2 . :b :p "01"^^xsd:integer . _:c :p "é" , "x"@en .'


def triples(text: str) -> list[px.Triple]:
    stated = px.parse((HEAD + text).encode(), format=px.RdfFormat.TURTLE)
    return [quad.triple for quad in stated]


def results(report: str) -> list[tuple[str, str]]:
    found = shaclresults.results(shaclresults.parse(report))
    return sorted((str(result.focus), result.component) for result in found)


@pytest.mark.parametrize("module", ["rdflib", "pyshacl", "alliancekg", "pyoxigraph", "re"])
def test_a_module_of_the_current_folder_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    (tmp_path / f"{module}.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    data, shapes = triples(DATA), triples(SHAPES)
    found = results(isolating.report(data, shapes, 60))
    assert found == results(pyshaclengine.report(data, shapes))
    component = f"{PREFIXES['sh']}MaxCountConstraintComponent"
    assert found == [("<urn:a>", component), ("_:c", component)]


def test_shapes_that_cannot_be_used_are_refused_as_within_our_process() -> None:
    shapes = triples(SHAPES.replace("maxCount 1", "maxCount 1 , 2"))
    with pytest.raises(UsageError) as within:
        pyshaclengine.report(triples(DATA), shapes)
    with pytest.raises(UsageError) as outside:
        isolating.report(triples(DATA), shapes, 60)
    assert str(outside.value) == str(within.value)
    begin = "the shapes cannot be used: MaxCountConstraintComponent must have"
    assert str(outside.value).startswith(begin)
