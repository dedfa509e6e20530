"""Records matched to others: the links between sources, and the codes of states in lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from alliancekg import seeds, toptables, vocabulary
from alliancekg.columns import Table
from alliancekg.dataloaders import Loader
from alliancekg.loadertexts import pattern_of, sources
from alliancekg.mapping_sources import link_iri
from alliancekg.namespaces import PREFIXES, concept_iri, record_iri
from alliancekg.records import Actor, Code, Link, Record, Ref
from alliancekg.workspace import Workspace

_BY_HAND: Final = PREFIXES["semapv"] + "ManualMappingCuration"
_INDIVIDUAL: Final = "owl named individual"

_Mapping = dict[str, str]


def links(
    workspace: Workspace, tables: Mapping[str, Table], loaders: Iterable[Loader]
) -> list[_Mapping]:
    """Return the links between records, those too that wait for a source to be loaded.

    Of a record that no seed states, the source is that of a loader whose ids begin so. Raises
    SourceErrors for tables with faults.
    """
    concepts = vocabulary.concepts(workspace.ontology / "schemes")
    records = seeds.read_seeds(workspace.seeds, tables, concepts).records
    stated = {Ref(record.kind, record.id): record.source for record in reversed(records)}
    patterns = [pattern_of(s) for x in loaders for s in sources(x)]

    def source(ref: Ref) -> str:
        known = (re.match(f"({pattern})-", ref.key) for pattern in patterns)
        key = stated.get(ref) or max((found[1] for found in known if found), key=len, default="")
        return record_iri("source", key) if key else ""

    return [_link(record, source) for record in records if isinstance(record, Link)]


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


def codes(workspace: Workspace, tables: Mapping[str, Table]) -> list[_Mapping]:
    """Return the codes and names under which lists know states, each with its time.

    A code is a text and has no IRI, so that it stands as a label. Raises SourceErrors.
    """
    records = toptables.read(workspace, ["states", "codes"], tables)
    labels = {record.id: record.label for record in records if isinstance(record, Actor)}
    return [mapping for record in records for mapping in _codes(record, labels)]


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
        "subject_source": record_iri("source", "states") if key in labels else "",
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
