"""What is matched to what, as mapping sets: links, codes of states, terms, types of events.

They are made of the workspace, and say the same whatever is loaded. How a set is written is left to
`sssomwriting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

import alliancekg
from alliancekg import recordmappings, termmappings, vocabulary
from alliancekg.columns import Table
from alliancekg.dataloaders import Loader
from alliancekg.errors import UsageError
from alliancekg.indexing import Index
from alliancekg.namespaces import AK, BASE, ID, PREFIXES, SCHEME
from alliancekg.sssomwriting import Extension, MappingSet
from alliancekg.statements import term
from alliancekg.workspace import Workspace

NAMES: Final = ("links", "codes", "terms", "concepts")
_TOLD: Final = {
    "links": (
        "Records of different sources that are one thing, or nearly",
        "Links between records of alliancekg, each reviewed by hand. A record whose source is not"
        " loaded is in no graph yet, and keeps its IRI when it is.",
    ),
    "codes": (
        "States, and the codes and names of lists for them",
        "A code means a state only together with its list (object_source) and its time (valid_time,"
        " and in the comment); without a time it holds as long as the state is in the lists.",
    ),
    "terms": (
        "Terms of alliancekg, and those of other vocabularies",
        "Sub-classes and sub-properties hold in logic; close matches do not, and the comment says"
        " where the two differ.",
    ),
    "concepts": (
        "Types of events of alliancekg, and the codes of PLOVER and CAMEO",
        "Only those codes that a type of event is matched to.",
    ),
}
_EXTENSIONS: Final = (
    Extension("valid_time", PREFIXES["dcterms"] + "valid"),
    Extension.of_iris("confidence_level", AK + "confidence"),
)
_KINDS: Final = ("actor", "event", "place", "policy", "source", "treaty")
NAMESPACES: Final = {
    **PREFIXES,
    **{kind: f"{ID}{kind}/" for kind in _KINDS},
    **{name: f"{SCHEME}{name}#" for name in ("code-system", "confidence", "event-type")},
    **{name: f"{SCHEME}{name}#" for name in ("cameo", "plover")},
    "alliancekg": BASE,
    "linkml": "https://w3id.org/linkml/",
    "scheme": SCHEME,
}


def get(
    name: str, workspace: Workspace, tables: Mapping[str, Table], loaders: Iterable[Loader]
) -> MappingSet:
    """Return the mapping set of that name, one of NAMES.

    Raises SourceErrors for tables with faults, UsageError for an ontology that cannot be read, or
    is aligned with a vocabulary that has no prefix here.
    """
    ontology = Index(vocabulary.quads(workspace.ontology))
    if name == "links":
        mappings = recordmappings.links(workspace, tables, loaders)
    elif name == "codes":
        mappings = recordmappings.codes(workspace, tables)
    elif name == "terms":
        mappings = termmappings.terms(ontology, _namespace)
    else:
        mappings = termmappings.concepts(ontology)
    header = NamedNode(termmappings.ONTOLOGY)
    title, description = _TOLD[name]
    licences = ontology.objects(header, term("dcterms:license"))
    creators = ontology.objects(header, term("dcterms:creator"))
    return MappingSet(
        id=f"{BASE}mappings/{name}",
        version=alliancekg.__version__,
        title=title,
        description=description,
        creators=sorted(creator.value for creator in creators if isinstance(creator, Literal)),
        license=min((node.value for node in licences if isinstance(node, NamedNode)), default=""),
        prefixes=NAMESPACES,
        mappings=mappings,
        extensions=_EXTENSIONS,
    )


def _namespace(iri: str) -> str:
    """Return the longest namespace with a prefix that an IRI begins with."""
    fitting = [namespace for namespace in NAMESPACES.values() if iri.startswith(namespace)]
    if not fitting:
        raise UsageError(
            f"ontology: {iri}: is of a vocabulary that has no prefix; expected one of"
            f" {', '.join(sorted(PREFIXES))}. Fix: align with a term of one of these"
        )
    return max(fitting, key=len)
