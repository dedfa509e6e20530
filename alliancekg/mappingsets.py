"""What is matched to what, as mapping sets: links, codes of states, terms, types of events.

They are made of the workspace, and say the same whatever is loaded. How a set is written is left to
`sssomwriting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

import alliancekg
from alliancekg import seeds, toptables, vocabulary
from alliancekg.columns import Table
from alliancekg.errors import UsageError
from alliancekg.indexing import Index
from alliancekg.mapping_sources import link_iri
from alliancekg.namespaces import AK, BASE, ID, PREFIXES, SCHEME, concept_iri, record_iri
from alliancekg.records import Actor, Code, Link, Record, Ref
from alliancekg.sssomwriting import Extension, MappingSet
from alliancekg.statements import term
from alliancekg.workspace import Workspace

ONTOLOGY: Final = BASE + "ns"
_BY_HAND: Final = PREFIXES["semapv"] + "ManualMappingCuration"
_INDIVIDUAL: Final = "owl named individual"
_KINDS: Final = {
    term("owl:Class"): "owl class",
    term("owl:ObjectProperty"): "owl object property",
    term("owl:DatatypeProperty"): "owl data property",
}
_MATCHES: Final = tuple(
    term(f"skos:{name}Match") for name in ("broad", "close", "exact", "narrow", "related")
)
_ALIGNED: Final = (term("rdfs:subClassOf"), term("rdfs:subPropertyOf"), *_MATCHES)
_RECORDS: Final = ("actor", "event", "place", "policy", "source", "treaty")
_NAMES: Final = {
    **PREFIXES,
    **{kind: f"{ID}{kind}/" for kind in _RECORDS},
    **{scheme: f"{SCHEME}{scheme}#" for scheme in ("code-system", "confidence", "event-type")},
    "alliancekg": BASE,
    "cameo": f"{SCHEME}cameo#",
    "crminf": "http://www.cidoc-crm.org/extensions/crminf/",
    "linkml": "https://w3id.org/linkml/",
    "plover": f"{SCHEME}plover#",
    "scheme": SCHEME,
}

_Mapping = dict[str, str]


def links(
    workspace: Workspace, tables: Mapping[str, Table], outside: Callable[[Ref], str]
) -> MappingSet:
    """Return the links between records, those too that wait for a source to be loaded.

    `outside` tells the key of the source that states a record which no seed states, or "". Raises
    SourceErrors for tables with faults.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    records = seeds.read_seeds(workspace.seeds, tables, concepts).records
    stated = {Ref(record.kind, record.id): record.source for record in reversed(records)}

    def source(ref: Ref) -> str:
        key = stated.get(ref) or outside(ref)
        return record_iri("source", key) if key else ""

    mappings = [_link(record, source) for record in records if isinstance(record, Link)]
    return _made(
        "links",
        "Records of different sources that are one thing, or nearly",
        "Links between records of alliancekg, each reviewed by hand. A record whose source is not"
        " loaded is in no graph yet, and keeps its IRI when it is.",
        workspace,
        mappings,
        Extension.of_iris("confidence_level", AK + "confidence"),
    )


def _link(record: Link, source: Callable[[Ref], str]) -> _Mapping:
    level = record.confidence and concept_iri("confidence", record.confidence)
    return {
        "subject_id": record_iri(*record.subject),
        "subject_label": record.subject_label,
        "predicate_id": PREFIXES["skos"] + record.predicate,
        "object_id": record_iri(*record.object),
        "object_label": record.object_label,
        "mapping_justification": PREFIXES["semapv"] + record.justification,
        "subject_type": _INDIVIDUAL,
        "subject_source": source(record.subject),
        "object_type": _INDIVIDUAL,
        "object_source": source(record.object),
        "see_also": link_iri(record),
        "comment": record.comment,
        # A level, and no number from 0 to 1: nobody has measured one.
        "confidence_level": level,
    }


def codes(workspace: Workspace, tables: Mapping[str, Table]) -> MappingSet:
    """Return the codes and names under which lists know states, each with its time.

    A code is a text and has no IRI, so that it stands as a label. Raises SourceErrors.
    """
    records = toptables.read(workspace, ["states", "codes"], tables)
    labels = {record.id: record.label for record in records if isinstance(record, Actor)}
    return _made(
        "codes",
        "States, and the codes and names of lists for them",
        "A code means a state only together with its list (object_source) and its time (valid_time,"
        " in EDTF, and in words in the comment); without a time it holds as long as the state is"
        " in the lists.",
        workspace,
        [mapping for record in records for mapping in _codes(record, labels)],
        Extension("valid_time", PREFIXES["dcterms"] + "valid"),
    )


def _codes(record: Record, labels: Mapping[str, str]) -> Iterator[_Mapping]:
    if isinstance(record, Code):
        time = (record.edtf,) if record.edtf else ()
        yield from _code(labels, record.actor, record.system, record.code, time, record.note)
    elif isinstance(record, Actor):
        yield from _code(labels, record.id, "cow", record.cow_code, record.cow_time)
        yield from _code(labels, record.id, "gw", record.gw_code, record.gw_time)
        yield from _code(labels, record.id, "iso-alpha3", record.iso_alpha3)
        if record.wikidata:
            yield {
                **_about(labels, record.id),
                "predicate_id": PREFIXES["schema"] + "sameAs",
                "object_id": PREFIXES["wd"] + record.wikidata,
                "object_type": _INDIVIDUAL,
                "object_source": PREFIXES["wd"],
            }


def _about(labels: Mapping[str, str], key: str) -> _Mapping:
    return {
        "subject_id": record_iri("actor", key),
        "subject_label": labels.get(key, ""),
        "mapping_justification": _BY_HAND,
        "subject_type": _INDIVIDUAL,
    }


def _code(
    labels: Mapping[str, str],
    actor: str,
    system: str,
    code: str,
    periods: Iterable[str] = (),
    note: str = "",
) -> Iterator[_Mapping]:
    """Yield a mapping for each period of a code, or one if it has none."""
    if not code:
        return
    for edtf in periods or ("",):
        valid = f"Valid in {edtf} (EDTF)." if edtf else ""
        yield {
            **_about(labels, actor),
            "predicate_id": PREFIXES["schema"] + "identifier",
            "object_label": code,
            "object_type": "rdfs literal",
            "object_source": concept_iri("code-system", system),
            "comment": " ".join(filter(None, (valid, note))),
            "valid_time": edtf,
        }


def terms(workspace: Workspace) -> MappingSet:
    """Return how the classes and properties relate to those of other vocabularies.

    Raises UsageError for one of a vocabulary that has no prefix here.
    """
    index = Index(vocabulary.quads(workspace.ontology))
    mappings = [
        {
            **_mapping(index, subject, predicate, other),
            "subject_type": _kind(index, subject),
            "subject_source": ONTOLOGY,
            "object_source": _namespace(other.value),
            "comment": _text(index, subject, "skos:editorialNote"),
        }
        for subject, predicate, other in _matched(index, _ALIGNED, AK)
        if not other.value.startswith(AK)
    ]
    return _made(
        "terms",
        "Terms of alliancekg, and those of other vocabularies",
        "Sub-classes and sub-properties hold in logic; close matches do not, and the comment says"
        " where the two differ.",
        workspace,
        mappings,
    )


def concepts(workspace: Workspace) -> MappingSet:
    """Return how concepts are matched to codes of other schemes: types of events."""
    index = Index(vocabulary.quads(workspace.ontology))
    mappings = [
        {
            **_mapping(index, subject, predicate, other),
            "object_label": _text(index, other, "skos:prefLabel"),
            "subject_type": "skos concept",
            "subject_source": _scheme(subject),
            "object_type": "skos concept",
            "object_source": _scheme(other),
        }
        for subject, predicate, other in _matched(index, _MATCHES, SCHEME)
    ]
    return _made(
        "concepts",
        "Types of events of alliancekg, and the codes of PLOVER and CAMEO",
        "Only those codes that a type of event is matched to.",
        workspace,
        mappings,
    )


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


def _namespace(iri: str) -> str:
    """Return the longest namespace with a prefix that an IRI begins with."""
    fitting = [namespace for namespace in _NAMES.values() if iri.startswith(namespace)]
    if not fitting:
        raise UsageError(
            f"{iri}: is of a vocabulary that has no prefix; expected one of"
            f" {', '.join(sorted(_NAMES))}. Fix: align with a term of one of these"
        )
    return max(fitting, key=len)


def _made(
    name: str,
    title: str,
    description: str,
    workspace: Workspace,
    mappings: list[_Mapping],
    *extensions: Extension,
) -> MappingSet:
    index = Index(vocabulary.quads(workspace.ontology))
    ontology = NamedNode(ONTOLOGY)
    (licence,) = index.objects(ontology, term("dcterms:license"))
    creators = index.objects(ontology, term("dcterms:creator"))
    return MappingSet(
        id=f"{BASE}mappings/{name}",
        version=alliancekg.__version__,
        title=title,
        description=description,
        creators=sorted(c.value for c in creators if isinstance(c, Literal)),
        license=licence.value if isinstance(licence, NamedNode) else "",
        prefixes=_NAMES,
        mappings=mappings,
        extensions=extensions,
    )
