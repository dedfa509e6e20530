"""Networks of the graph as GraphML: who took part with whom, who speaks of whom, claims on claims.

Nodes and edges have typed attributes; what they mean is said in an attribute of the graph itself.
The same graph gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from alliancekg.encounters import HAPPENED
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.namespaces import ID
from alliancekg.recordtables import kind_of
from alliancekg.tablefacts import Span, TableFacts, concept, key, reference
from alliancekg.tableschemas import joined

if TYPE_CHECKING:
    import networkx

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(engine: Engine, which: str) -> bytes:
    """Return one of NETWORKS as a file of GraphML in UTF-8.

    Raises UsageError for another name, or a character that XML cannot carry; EngineError if the
    engine fails.
    """
    # The writer of networkx that needs no lxml, for the two differ in their bytes.
    from networkx.readwrite.graphml import write_graphml_xml

    made, out = network(engine, which), io.BytesIO()
    for items in (made.nodes(data=True), ((edge[:2], edge[2]) for edge in made.edges(data=True))):
        for what, told in items:
            _refuse_control(what, told)
    write_graphml_xml(made, out)
    return out.getvalue()


def network(engine: Engine, which: str) -> networkx.Graph[str]:
    """Return one of NETWORKS; nodes are `kind/key`, in order, as are edges."""
    if which not in NETWORKS:
        raise UsageError(f"no network '{which}'; there are: {', '.join(NETWORKS)}")
    _, make = NETWORKS[which]
    made = make(TableFacts(engine))
    made.graph.update(name=f"alliancekg {which}", description=NETWORKS[which][0])
    return made


def _refuse_control(what: object, told: Mapping[str, object]) -> None:
    for value in told.values():
        if wrong := _NO_XML.search(str(value)):
            raise UsageError(
                f"{what}: XML cannot carry the character U+{ord(wrong[0]):04X}; expected text"
                " without control characters. Fix: correct the text in its source"
            )


def _without_nothing(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "")}


def _actor(found: TableFacts, node: str) -> dict[str, Any]:
    return _without_nothing(
        {
            "kind": kind_of(found, node),
            "label": found.value("ak:Actor", "rdfs:label", node),
            "cow_code": found.cow(node),
        }
    )


def _actors(found: TableFacts) -> networkx.Graph[str]:
    """Return who took part with whom in what happened."""
    import networkx

    taken: dict[str, list[str]] = defaultdict(list)
    met: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in found.nodes("ak:Event"):
        if HAPPENED & set(map(concept, found.values("ak:Event", "ak:status", event))):
            there = found.values("ak:Event", "ak:participant", event)
            for actor in there:
                taken[actor].append(event)
            for pair in combinations(there, 2):
                met[pair].append(event)
    made: networkx.Graph[str] = networkx.Graph()
    for actor, events in sorted(taken.items()):
        made.add_node(reference(actor), **_actor(found, actor), events=len(events))
    for (one, other), events in sorted(met.items()):
        spans = [Span(found, found.value("ak:Event", "ak:time", event)) for event in events]
        begins = [span.dates[0] for span in spans if span.days[0] is not None]
        made.add_edge(
            *(reference(one), reference(other)),
            **_without_nothing(
                {
                    "events": len(events),
                    "dated": len(begins),
                    "first": min(zip(_first_days(spans), begins, strict=True), default=(0, ""))[1],
                    "last": max(zip(_first_days(spans), begins, strict=True), default=(0, ""))[1],
                    "event_keys": joined(map(key, events)),
                }
            ),
        )
    return made


def _first_days(spans: list[Span]) -> list[int]:
    return [day for span in spans if (day := span.days[0]) is not None]


def _stances(found: TableFacts, claim: str) -> set[str]:
    stances = found.values("ak:Claim", "ak:stance", claim)
    return {concept(v) for s in stances for v in found.values("ak:Stance", "ak:stanceValue", s)}


def _claimants(found: TableFacts) -> networkx.DiGraph[str]:
    """Return who makes claims about whom."""
    import networkx

    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in found.nodes("ak:Claim"):
        for claimant in found.values("ak:Claim", "ak:claimant", claim):
            for other in found.values("ak:Claim", "ak:about", claim):
                if other.startswith(f"{ID}actor/"):
                    said[claimant, other].append(claim)
    made: networkx.DiGraph[str] = networkx.DiGraph()
    for actor in sorted({node for pair in said for node in pair}):
        made.add_node(reference(actor), **_actor(found, actor))
    for (claimant, other), claims in sorted(said.items()):
        made.add_edge(
            *(reference(claimant), reference(other)),
            claims=len(claims),
            rejected=sum("rejects" in _stances(found, claim) for claim in claims),
            claim_keys=joined(map(key, claims)),
        )
    return made


_LINKS: Final = {
    "ak:supports": "supports",
    "ak:disputes": "disputes",
    "ak:inTensionWith": "in tension with",
    "ak:reportsClaim": "reports",
    "ak:cites": "cites",
}


def _claims(found: TableFacts) -> networkx.MultiDiGraph[str]:
    """Return claims, who makes them and how others stand to them, and what they rest on."""
    import networkx

    made: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    edges = []
    for claim in found.nodes("ak:Claim"):
        made.add_node(reference(claim), **_claim(found, claim))
        for name, kind in _LINKS.items():
            edges += [(claim, other, kind) for other in found.values("ak:Claim", name, claim)]
        for actor in found.values("ak:Claim", "ak:claimant", claim):
            edges.append((actor, claim, "claims"))
        for stance in found.values("ak:Claim", "ak:stance", claim):
            for holder in found.values("ak:Stance", "ak:holder", stance):
                for value in found.values("ak:Stance", "ak:stanceValue", stance):
                    edges.append((holder, claim, concept(value)))
    for node in sorted({end for one, other, _ in edges for end in (one, other)}):
        if node.startswith(f"{ID}actor/"):
            made.add_node(reference(node), **_actor(found, node))
        elif node.startswith(f"{ID}source/"):
            title = found.value("ak:Source", "dcterms:title", node)
            made.add_node(reference(node), **_without_nothing({"kind": "Source", "label": title}))
    for at, (one, other, kind) in enumerate(sorted(set(edges)), 1):
        made.add_edge(reference(one), reference(other), key=f"e{at}", kind=kind)
    return made


def _claim(found: TableFacts, claim: str) -> dict[str, Any]:
    return _without_nothing(
        {
            "kind": "Claim",
            "label": found.value("ak:Claim", "ak:paraphrase", claim),
            "claim_kind": concept(found.value("ak:Claim", "ak:claimKind", claim)),
            "source": key(found.value("ak:Claim", "ak:source", claim)),
            "stance": joined(_stances(found, claim)),
        }
    )


NETWORKS: Final[Mapping[str, tuple[str, Callable[[TableFacts], Any]]]] = {
    "actors": (
        "Undirected. A node is an actor that took part in an event that was done or goes on; its"
        " events are counted. An edge joins two that took part in the same events, in whatever"
        " role, on whatever side: how many (events), how many of these have a first day (dated),"
        " the first and the last of these days, and the keys. It does not say that the two acted"
        " together.",
        _actors,
    ),
    "claimants": (
        "Directed, from who makes a claim to the actor that it is about: how many claims, how many"
        " of these somebody rejects (rejected), and the keys. None is a fact of the graph.",
        _claimants,
    ),
    "claims": (
        "Directed; several edges may join two nodes. An edge from a claim leads to a claim that it"
        " supports, disputes, is in tension with or reports, or to a source that it cites. An edge"
        " from an actor leads to a claim: claims, where the actor is its claimant; asserts,"
        " reports, concedes, doubts or rejects, as the actor stands to it.",
        _claims,
    ),
}
