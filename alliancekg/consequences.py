"""Findings that only follow from others: told once, where the fault is.

A text where a number must be is also neither large nor small; a node of a class that is misspelt
has no properties that are its own. The engine says all of it, and a user mends one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as px

from alliancekg.indexing import Index, Term
from alliancekg.namespaces import PREFIXES
from alliancekg.reports import ShapeFinding
from alliancekg.shaclresults import Result

Told = tuple[Result, ShapeFinding]

_SHACL: Final = PREFIXES["sh"]
_DATATYPE: Final = f"{_SHACL}DatatypeConstraintComponent"
_OF_VALUES: Final = frozenset(
    f"{_SHACL}{name}ConstraintComponent"
    for name in ("MinInclusive", "MaxInclusive", "MinExclusive", "MaxExclusive", "Pattern", "In")
)
_OF_PAIRS: Final = {
    f"{_SHACL}{name}ConstraintComponent": px.NamedNode(_SHACL + name[0].lower() + name[1:])
    for name in ("LessThan", "LessThanOrEquals")
}
_UNDECLARED: Final = "TermShape-type-declared"
_DOMAINS: Final = "DomainShape-"


def without(told: Iterable[Told], shapes: Index) -> list[Told]:
    """Return results and their findings without those that follow from another one of the node."""
    by_node: dict[Term, list[Told]] = defaultdict(list)
    for pair in told:
        by_node[pair[0].focus].append(pair)
    return [pair for of_node in by_node.values() for pair in _of_node(of_node, shapes)]


def _of_node(told: Sequence[Told], shapes: Index) -> list[Told]:
    wrong = [r for r, _ in told if r.component == _DATATYPE]
    values = {(r.path, r.value) for r in wrong}
    paths = {r.path for r in wrong}
    is_undeclared = any(finding.rule == _UNDECLARED for _, finding in told)
    kept: dict[tuple[object, ...], Told] = {}
    for result, finding in sorted(told, key=lambda pair: (pair[0].component, pair[1].rule)):
        follows = is_undeclared and finding.rule.startswith(_DOMAINS)
        if result.component in _OF_VALUES:
            follows |= (result.path, result.value) in values
        if (parameter := _OF_PAIRS.get(result.component)) and result.shape is not None:
            other = shapes.objects(result.shape, parameter)
            follows |= result.path in paths or any(path in paths for path in other)
        if not follows:  # a shape may find fault with a value in two ways
            is_domain = finding.rule.startswith(_DOMAINS)  # once for a class that is missing
            about = result.value or result.component, finding.severity
            key = (_DOMAINS,) if is_domain else (result.shape, result.path, *about)
            kept.setdefault(key, (result, finding))
    return list(kept.values())
