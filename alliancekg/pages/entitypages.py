"""The page of a node: all that is said of it, by whom, on what evidence, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as px

from alliancekg.facts import Facts
from alliancekg.namespaces import AK, ID
from alliancekg.pages import dated, graphs, timelines
from alliancekg.pages.counts import MAIN
from alliancekg.pages.frame import GRAPH_FORMS, Page, is_web, render, shown
from alliancekg.pages.linkedcells import Cell
from alliancekg.pages.links import LONGEST
from alliancekg.pages.pictures import Key, Picture
from alliancekg.pages.site import Site
from alliancekg.pages.telling import Claim, Dating, Pointing, Said
from alliancekg.pages.told import Teller
from alliancekg.placing import local, short

_NEAR: Final = 24  # nodes around one
_KINDS: Final = ("event", "treaty", "policy", "actor", "claim", "place", "quantity", "position")
_CLAIMED: Final = 1  # the look of an edge that is a claim


def entity(site: Site, iri: str, facts: Facts | None = None) -> Page:
    """Return the page of a node; the status is 404 if the graph says nothing of it.

    `iri` is whole, or short as in an address: `event/nixon-doctrine`. What has been asked for the
    pages of other nodes of the same graph, `facts` keeps.
    """
    node = _node(iri)
    if node is None:
        return _unknown(site, iri)
    teller = Teller(site.engine, node, site.links, facts)
    if not teller.is_known:
        return _unknown(site, iri)
    claims, pointing, said = teller.claims(), teller.pointing(), teller.statements()
    datings = teller.datings()
    is_claim = node.value.startswith(f"{ID}claim/")
    pictures = [
        *_dated(teller, node, datings),
        *_around(teller, node, said, claims, pointing),
    ]
    return render(
        "entity.html",
        site=site,
        iri=node.value,
        web=node.value if is_web(node.value) else "",
        short=short(node.value),
        name=shown(teller.name(node), 300),
        kinds=teller.kinds(),
        others=teller.other_names(),
        told=said,
        own=teller.claim(node) if is_claim else None,
        datings=datings,
        passages=teller.evidence(of_rows=False),
        rows=teller.evidence(of_rows=True),
        claims=claims,
        pointing=pointing,
        uses=teller.uses() if not node.value.startswith(ID) else 0,
        graphs=teller.graphs(),
        drawn=pictures,
        cite=site.links.cite_entity(node.value),
        downloads=[
            (form, href)
            for form, suffix in GRAPH_FORMS
            if (href := site.links.statements(node.value, suffix))
        ],
        records=site.links.search(kind=local(node.value)) if _is_main(node) else "",
    )


def _node(iri: str) -> px.NamedNode | None:
    """Return the node of an IRI, or of what follows the usual beginning of one; None for none."""
    if not 0 < len(iri) <= LONGEST:
        return None
    try:
        return px.NamedNode(iri if ":" in iri.partition("/")[0] else ID + iri)
    except ValueError:
        return None


def _is_main(node: px.NamedNode) -> bool:
    """Tell whether a node is a class whose records are listed."""
    return node.value.startswith(AK) and local(node.value) in MAIN


def _unknown(site: Site, iri: str) -> Page:
    return render("unknown.html", 404, site=site, iri=shown(iri, 200), search=site.links.search())


def _dated(teller: Teller, node: px.NamedNode, datings: Sequence[Dating]) -> Iterator[Picture]:
    """Yield a timeline of the dates that sources give, if there are several that differ."""
    if len({dating.edtf for dating in datings}) < 2:
        return
    status = next((short(s.value).partition("#")[2] for s in teller.objects(node, "ak:status")), "")
    entries = [
        timelines.Entry(
            str(at),
            f"{dating.name}, {' and '.join(cell.text for cell in dating.source) or 'no source'}",
            next((cell.href for cell in dating.source), ""),
            dating.edtf,
            dated.bounds(dating.edtf),
            status,
        )
        for at, dating in enumerate(datings)
    ]
    title = "When, as each source has it"
    rows = [[Cell(e.text, e.href), Cell(e.edtf), Cell(dated.words(e.edtf))] for e in entries]
    svg = timelines.drawn("dates", title, entries, ())
    yield Picture("dates", title, svg, (), (), ("according to", "date", "between which days"), rows)


def _around(
    teller: Teller,
    node: px.NamedNode,
    said: Sequence[Said],
    claims: dict[str, list[Claim]],
    pointing: Sequence[Pointing],
) -> Iterator[Picture]:
    """Yield the graph of the records around one: those it names, those that name it, and claims."""
    middle = Cell(shown(teller.name(node), 200), "", node.value)
    edges: list[tuple[Cell, str, Cell, int]] = []
    for one in said:
        for value in one.values:
            for cell in (value.cell, *_ends(teller, value.cell)):
                if cell.kind in _KINDS:
                    edges.append((middle, one.name, cell, 0))
    for title, found in claims.items():
        edges += ((claim.cell, title.lower(), middle, _CLAIMED) for claim in found)
    for other in pointing:
        edges += ((cell, other.name, middle, 0) for cell, _ in other.cells if cell.kind in _KINDS)
    edges = [e for e in dict.fromkeys(edges) if e[0].iri != e[2].iri]
    around = list(dict.fromkeys(c.iri for e in edges for c in (e[0], e[2]) if c.iri != node.value))
    if not around:
        return
    kept = {node.value, *around[:_NEAR]}
    cells = {c.iri: c for e in edges for c in (e[0], e[2])}
    shown_edges = [e for e in edges if {e[0].iri, e[2].iri} <= kept]
    title = "What is around it"
    svg = graphs.drawn(
        "around",
        title,
        [graphs.Node(iri, cells[iri].text, cells[iri].href, cells[iri].kind,
                     iri == node.value) for iri in sorted(kept)],
        [graphs.Edge(a.iri, b.iri, f"{a.text} — {name} — {b.text}", look)
         for a, name, b, look in shown_edges],
    )  # fmt: skip
    looks = {look for *_, look in shown_edges}
    names = {0: "is said of the two", _CLAIMED: "a claim has to do with it"}
    left = len(around) - len(kept) + 1
    notes = [f"{left:,} more are in the lists below only."] if left > 0 else []
    rows = [[a, Cell(name), b] for a, name, b, _ in shown_edges]
    legend = [Key(graphs.legend(look), names[look]) for look in sorted(looks)]
    yield Picture("around", title, svg, legend, notes, ("from", "how", "to"), rows)


def _ends(teller: Teller, cell: Cell) -> Iterator[Cell]:
    """Yield the actor to whom a participation or a stance leads."""
    if cell.href and not cell.iri:
        for part in teller.parts:
            for name in ("ak:actor", "ak:holder"):
                for actor in teller.objects(part, name):
                    found = teller.cell(actor)
                    if found.href == cell.href:
                        yield found
