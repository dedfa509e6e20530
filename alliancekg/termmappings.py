"""Terms matched to others: classes and properties to vocabularies, types of events to codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from alliancekg.indexing import Index
from alliancekg.namespaces import AK, BASE, PREFIXES, SCHEME
from alliancekg.statements import term

ONTOLOGY: Final = BASE + "ns"
_BY_HAND: Final = PREFIXES["semapv"] + "ManualMappingCuration"
_KINDS: Final = {
    term("owl:Class"): "owl class",
    term("owl:ObjectProperty"): "owl object property",
    term("owl:DatatypeProperty"): "owl data property",
}
_MATCHES: Final = tuple(
    term(f"skos:{name}Match") for name in ("broad", "close", "exact", "narrow", "related")
)
_ALIGNED: Final = (term("rdfs:subClassOf"), term("rdfs:subPropertyOf"), *_MATCHES)

_Mapping = dict[str, str]


def terms(ontology: Index, namespace: Callable[[str], str]) -> list[_Mapping]:
    """Return how the classes and properties relate to those of other vocabularies.

    `namespace` returns that of an IRI.
    """
    return [
        {
            **_mapping(ontology, subject, predicate, other),
            "subject_type": _kind(ontology, subject),
            "subject_source": ONTOLOGY,
            "object_source": namespace(other.value),
            "comment": _text(ontology, subject, "skos:editorialNote"),
        }
        for subject, predicate, other in _matched(ontology, _ALIGNED, AK)
        if not other.value.startswith(AK)
    ]


def concepts(ontology: Index) -> list[_Mapping]:
    """Return how concepts are matched to codes of other schemes."""
    return [
        {
            **_mapping(ontology, subject, predicate, other),
            "object_label": _text(ontology, other, "skos:prefLabel"),
            "subject_type": "skos concept",
            "subject_source": _scheme(subject),
            "object_type": "skos concept",
            "object_source": _scheme(other),
        }
        for subject, predicate, other in _matched(ontology, _MATCHES, SCHEME)
    ]


def _matched(
    index: Index, predicates: Iterable[NamedNode], namespace: str
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
    """Yield what relates a node of a namespace to another one, by these properties."""
    for predicate in predicates:
        for subject, other in index.pairs(predicate):
            if not isinstance(subject, NamedNode) or not isinstance(other, NamedNode):
                continue
            if subject.value.startswith(namespace):
                yield subject, predicate, other


def _mapping(index: Index, subject: NamedNode, predicate: NamedNode, other: NamedNode) -> _Mapping:
    return {
        "subject_id": subject.value,
        "subject_label": _text(index, subject, "rdfs:label")
        or _text(index, subject, "skos:prefLabel"),
        "predicate_id": predicate.value,
        "object_id": other.value,
        "mapping_justification": _BY_HAND,
    }


def _kind(index: Index, node: NamedNode) -> str:
    kinds = index.objects(node, term("rdf:type"))
    return next((name for kind, name in _KINDS.items() if kind in kinds), "")


def _scheme(concept: NamedNode) -> str:
    return concept.value.partition("#")[0]


def _text(index: Index, node: NamedNode, name: str) -> str:
    texts = index.objects(node, term(name))
    return " ".join(sorted(text.value for text in texts if isinstance(text, Literal)))
