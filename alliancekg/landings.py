"""The files of a release that the IRIs of the graph lead to, beside its data.

    void.ttl                              what the release holds (VoID and DCAT)
    data/ontology.EXT data/shapes.EXT     terms and schemes, and the shapes, each in four formats
    data/mappings/NAME.sssom.tsv          the mapping sets

Which IRI leads to which of them is said in `redirects`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Quad

from alliancekg import dumpfiles, export, loadertexts, mappingsets, sssomwriting
from alliancekg.describing import describe
from alliancekg.descriptions import PREFIXES
from alliancekg.embedded import Embedded
from alliancekg.namespaces import graph_iri
from alliancekg.quadsources import named
from alliancekg.releasing import ENDINGS
from alliancekg.shapes import read_shapes

if TYPE_CHECKING:
    import pyoxigraph as px

    from alliancekg.columns import Table
    from alliancekg.dataloaders import Loader
    from alliancekg.workspace import Workspace

_FORMATS: Final = ("turtle", "ntriples", "jsonld", "rdfxml")


def write(
    part: Path,
    workspace: Workspace,
    store: px.Store,
    tables: Mapping[str, Table],
    loaders: Collection[Loader],
    base: str = "",
) -> None:
    """Write them into the folder of a release that has its data already.

    `base` is the address at which the release is to be had, "" if it has none.
    """
    data = part / "data"
    shapes = [Quad(*triple) for triple in read_shapes(workspace.shapes).index.triples()]
    for form in _FORMATS:
        ontology = named(store, [graph_iri("ontology")])
        export.export_to(data / f"ontology.{ENDINGS[form]}", ontology, form)
        export.export_to(data / f"shapes.{ENDINGS[form]}", shapes, form)
    (data / "mappings").mkdir()
    for name in mappingsets.NAMES:
        found = mappingsets.get(name, workspace, tables, loaders)
        path = data / "mappings" / f"{name}.sssom.tsv"
        path.write_text(sssomwriting.write(found), encoding="utf-8", newline="\n")
    place = f"{base.removesuffix('/')}/data/" if base else ""
    files = dumpfiles.read(data).files
    terms = partial(loadertexts.terms, loaders)
    description = describe(Embedded(store), place, files, terms)
    export.export_to(part / "void.ttl", description, "turtle", prefixes=PREFIXES)
