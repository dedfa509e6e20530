"""Files at which no shape looks: a validation that looked at nothing must not pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Final

import pyoxigraph as px

from alliancekg.errors import UsageError
from alliancekg.findings import Finding, Place
from alliancekg.indexing import RDF_TYPE
from alliancekg.namespaces import PREFIXES

# A file of classes, properties and concepts is there for the sake of others.
_VOCABULARIES: Final = tuple(f"<{PREFIXES[name]}" for name in ("owl", "rdf", "rdfs", "skos"))


def unseen(
    stated: Mapping[str, Iterable[px.Quad]], looked_at: Set[str], found: Collection[Finding]
) -> Sequence[Finding]:
    """Return a warning for each RDF file without fault of whose nodes no shape looks at any.

    `stated` has the statements of each file that has any; `looked_at` the nodes at which shapes
    look, as IRIs or as `_:` and a name; `found` what else is wrong. Raises UsageError if shapes
    look at nothing at all, and nothing else is wrong or a file holds shapes.
    """
    findings, of_shapes = [], []
    for file, quads in sorted(stated.items()):
        names, terms, is_shapes = set(), set(), False
        for quad in quads:
            subject = quad.subject
            name = subject.value if isinstance(subject, px.NamedNode) else str(subject)
            names.add(name)
            is_shapes |= quad.predicate.value.startswith(PREFIXES["sh"])
            if quad.predicate == RDF_TYPE and str(quad.object).startswith(_VOCABULARIES):
                terms.add(name)
        if not names & looked_at and (is_shapes or not looked_at or not names <= terms):
            findings.append(_finding(file, is_shapes=is_shapes))
            of_shapes += findings[-1:] if is_shapes else []
    wrong = {finding.place.file for finding in found if finding.severity == "violation"}
    if not looked_at and (of_shapes or (findings and not wrong)):
        raise UsageError("\n".join(map(str, of_shapes or findings)))
    return [finding for finding in findings if finding.place.file not in wrong]


def _finding(file: str, *, is_shapes: bool) -> Finding:
    if is_shapes:
        problem, fix = "holds SHACL shapes, given as data", "name it with --shapes"
    else:
        problem = "holds no node at which a shape looks"
        fix = "give its nodes classes of the ontology, such as ak:Event, or name your own shapes"
        fix += " with --shapes"
    expected = "data of classes that the shapes have as their targets"
    return Finding(Place(file), "", "", problem, expected, fix, "warning")
