"""RDF files written anew: read strictly, with their own prefixes and spellings, in canonical form.

The quads never pass through a store, which would change spellings (`007`, `1.50`). Files are held
in memory; what is written depends on what they state alone, not on their names, nor their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as px

from alliancekg import rdfreading, turtle
from alliancekg.blanklabels import SECONDS, labelled
from alliancekg.errors import UsageError
from alliancekg.export import QUAD_FORMATS
from alliancekg.findings import Finding
from alliancekg.namespaces import PREFIXES
from alliancekg.rdfreading import Document, RdfError


@dataclass(frozen=True, slots=True)
class Files:
    """What some files state together, under which prefixes, and what is odd about them.

    Blank nodes of several files are apart. The prefixes are those of the files, then our own.
    """

    quads: tuple[px.Quad, ...]
    prefixes: Mapping[str, str]
    findings: tuple[Finding, ...]  # warnings

    @property
    def has_graphs(self) -> bool:
        """Whether a statement is of a named graph."""
        return next(self._named(), None) is not None

    def _named(self) -> Iterator[px.Quad]:
        return (q for q in self.quads if not isinstance(q.graph_name, px.DefaultGraph))

    def labelled(
        self, form: str, *, flatten: bool = False, seconds: float = SECONDS
    ) -> Iterator[px.Quad]:
        """Yield the quads for a format, with blank nodes under their canonical labels.

        In a format of one graph the names of graphs are left out before, if `flatten` says so.
        Raises UsageError if it does not and there are some, EngineError when the time is over.
        """
        quads: Iterable[px.Quad] = self.quads
        if form not in QUAD_FORMATS:
            if not flatten and (quad := next(self._named(), None)):
                raise UsageError(
                    f"{form}: holds one graph without a name, and the files name graphs, such as"
                    f" {quad.graph_name}; expected a format with named graphs"
                    f" ({', '.join(QUAD_FORMATS)}). Fix: choose such a format, or leave the names"
                    " out with --flatten"
                )
            quads = (px.Quad(q.subject, q.predicate, q.object) for q in quads)
        return labelled(quads, seconds)


def read(paths: Sequence[Path]) -> Files:
    """Return what files of any format of `rdfreading` state. Raises RdfError for all bad ones."""
    documents: list[Document] = []
    faults: list[Finding] = []
    for path in paths:
        try:
            documents.append(rdfreading.read(path, str(path)))
        except RdfError as error:
            faults += error.findings
    if faults:
        raise RdfError(*faults)
    return Files(
        tuple(quad for document in documents for quad in document.quads),
        _prefixes(document.prefixes for document in documents),
        tuple(finding for document in documents for finding in document.findings),
    )


def _prefixes(of_files: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the prefixes that files declare, then ours for other namespaces.

    A name that they give to several namespaces stands for the first of these in order.
    """
    declared: dict[str, str] = {}
    for prefixes in of_files:
        for name, namespace in prefixes.items():
            if turtle.is_prefix(name, namespace):
                declared[name] = min(namespace, declared.get(name, namespace))
    known = set(declared.values())
    ours = {n: i for n, i in PREFIXES.items() if n not in declared and i not in known}
    return dict(sorted((declared | ours).items()))
