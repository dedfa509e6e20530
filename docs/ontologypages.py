"""The pages on the ontology: a page a term, a page a scheme, and an index of them.

`generate` writes them. They are made of the ontology, the shapes, the queries and the seeds; no
store is needed. What a term means, and what it is like in other vocabularies, is read from the
ontology; where it may stand, from the shapes; its example, from the records of the seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final

import termexamples
import termuses
from pyoxigraph import Literal, NamedNode
from shapeuses import Use, local, uses

from alliancekg import queries, vocabulary
from alliancekg.indexing import Index
from alliancekg.mappingsets import NAMESPACES
from alliancekg.namespaces import AK, SCHEME
from alliancekg.shapes import read_shapes
from alliancekg.statements import term

_RULES, _QUESTIONS = "../rules.md", "../questions.md"
_NOTE: Final = """\
<!-- Written by docs/generate.py from the ontology, shapes, queries and seeds: run make docs. -->

"""
_INDEX: Final = """\
# The ontology

**{title}**, version {version}. {description}

- Namespace: `{namespace}`, by custom with the prefix `ak:`
- This version: `{iri}`
- Licence: <{licence}>
- Terms and schemes in other formats: `alliancekg export --source ontology --format FORMAT`
- How its terms relate to those of other vocabularies: `alliancekg describe terms` (SSSOM)

"""
_ALIGNED: Final = (
    ("rdfs:subClassOf", "each is one"),
    ("rdfs:subPropertyOf", "each of its statements is one"),
    ("skos:exactMatch", "the same"),
    ("skos:closeMatch", "nearly the same"),
    ("skos:broadMatch", "wider"),
    ("skos:narrowMatch", "narrower"),
    ("skos:relatedMatch", "related"),
)
_MATCHES: Final = tuple(name for name, _ in _ALIGNED if name.startswith("skos:"))


class Pages:
    """All pages, made of one reading of the workspace."""

    def __init__(self) -> None:
        folder = termuses.ROOT / "ontology"
        self.ontology = Index(vocabulary.quads(folder))
        self.shapes = read_shapes(termuses.ROOT / "shapes")
        self.examples = termexamples.Examples(termuses.ROOT)
        self.asked = {
            name: termuses.in_query(saved)
            for name, saved in queries.find(termuses.ROOT / "queries").items()
        }
        self.checked = termuses.checked()
        self.classes = self._of("owl:Class")
        self.properties = [*self._of("owl:ObjectProperty"), *self._of("owl:DatatypeProperty")]
        self.properties.sort(key=str)
        self.schemes = self._of("skos:ConceptScheme")
        self.uses = {node: list(uses(self.shapes, node)) for node in self.properties}

    def _of(self, kind: str) -> list[NamedNode]:
        found = self.ontology.subjects(term("rdf:type"), term(kind))
        return sorted((node for node in found if isinstance(node, NamedNode)), key=str)

    def text(self, node: NamedNode, name: str) -> str:
        """Return the one text of a node, or nothing."""
        return next(iter(self.texts(node, name)), "")

    def texts(self, node: NamedNode, name: str) -> list[str]:
        """Return the texts of a node, sorted."""
        values = self.ontology.objects(node, term(name))
        return sorted(value.value for value in values if isinstance(value, Literal))

    def nodes(self, node: NamedNode, *names: str) -> list[NamedNode]:
        """Return the nodes that a node leads to, sorted."""
        values = chain.from_iterable(self.ontology.objects(node, term(name)) for name in names)
        return sorted((value for value in values if isinstance(value, NamedNode)), key=str)

    def link(self, node: NamedNode) -> str:
        """Return a link to the page of a node, or its name if it has none."""
        if node in self.classes:
            return f"[`{short(node)}`](class-{local(node)}.md)"
        if node in self.properties:
            return f"[`{short(node)}`](property-{local(node)}.md)"
        if node in self.schemes:
            return f"[{local(node)}](scheme-{local(node)}.md)"
        return f"`{short(node)}`"


def pages() -> dict[str, str]:
    """Return all pages by the names of their files."""
    made = Pages()
    found = {"README.md": _index(made)}
    for class_ in made.classes:
        found[f"class-{local(class_)}.md"] = "".join(_class(made, class_))
    for property_ in made.properties:
        found[f"property-{local(property_)}.md"] = "".join(_property(made, property_))
    for scheme in made.schemes:
        found[f"scheme-{local(scheme)}.md"] = "".join(_scheme(made, scheme))
    return found


def short(node: NamedNode) -> str:
    """Return an IRI by the longest prefix that fits, or as it is."""
    fitting = (
        (len(space), f"{prefix}:{node.value[len(space) :]}")
        for prefix, space in NAMESPACES.items()
        if node.value.startswith(space)
    )
    return max(fitting, default=(0, node.value))[1]


def _index(made: Pages) -> str:
    ontology = NamedNode(AK.removesuffix("#"))
    parts = [
        _NOTE,
        _INDEX.format(
            title=made.text(ontology, "dcterms:title"),
            version=made.text(ontology, "owl:versionInfo"),
            description=made.text(ontology, "dcterms:description"),
            namespace=AK,
            iri=made.nodes(ontology, "owl:versionIRI")[0].value,
            licence=made.nodes(ontology, "dcterms:license")[0].value,
        ),
        *(f"{_plain(text)}\n\n" for text in made.texts(ontology, "skos:scopeNote")),
    ]
    for title, terms in (("Classes", made.classes), ("Properties", made.properties)):
        parts.append(f"## {title}\n\n| term | what it means |\n|---|---|\n")
        parts += (
            f'| <a id="{local(node)}"></a>{made.link(node)} |'
            f" {_cell(made.text(node, 'skos:definition'))} |\n"
            for node in terms
        )
        parts.append("\n")
    parts.append("## Schemes\n\n| scheme | concepts | what it lists |\n|---|---|---|\n")
    for scheme in made.schemes:
        count = len(_concepts(made, scheme))
        told = _cell(made.text(scheme, "skos:definition"))
        parts.append(f"| {made.link(scheme)} | {count} | {told} |\n")
    return "".join(parts)


def _head(made: Pages, node: NamedNode, kind: str) -> Iterator[str]:
    yield f"{_NOTE}# {short(node)}\n\n"
    yield f"{_plain(made.text(node, 'skos:definition'))}\n\n"
    for text in made.texts(node, "skos:scopeNote"):
        yield f"{_plain(text)}\n\n"
    yield f"- IRI: `{node.value}`\n- Label: {made.text(node, 'rdfs:label')}\n- Kind: {kind}\n"


def _class(made: Pages, node: NamedNode) -> Iterator[str]:
    yield from _head(made, node, "class")
    above = [other for other in made.nodes(node, "rdfs:subClassOf") if other in made.classes]
    below = [c for c in made.classes if node in made.nodes(c, "rdfs:subClassOf")]
    for told, others in (("Above it", above), ("Below it", below)):
        if others:
            yield f"- {told}: {', '.join(map(made.link, others))}\n"
    yield from _spoken(made, node)
    lineage = [node, *above]
    said = [(p, use) for p in made.properties for use in made.uses[p] if use.owner in lineage]
    if said:
        yield "\n## What is said of it\n\nAs the shapes demand.\n\n"
        yield "| property | value | how many |\n|---|---|---|\n"
        for property_, use in said:
            yield f"| {made.link(property_)} | {_values(made, use)} | {_many(use)} |\n"
    takers = [p for p in made.properties if any(node.value in u.values for u in made.uses[p])]
    takers += [
        p for p in made.properties if node in made.nodes(p, "rdfs:range", "schema:rangeIncludes")
    ]
    if takers:
        shown = ", ".join(map(made.link, sorted(set(takers), key=str)))
        yield f"\n## What leads to it\n\n{shown}\n"
    yield from _foot(made, node, made.examples.of_class(node))


def _property(made: Pages, node: NamedNode) -> Iterator[str]:
    kinds = made.nodes(node, "rdf:type")
    is_link = term("owl:ObjectProperty") in kinds
    many = ", one value at most" if term("owl:FunctionalProperty") in kinds else ""
    yield from _head(
        made, node, f"property whose value is {'a node' if is_link else 'a literal'}{many}"
    )
    for told, names in (
        ("Of", ("rdfs:domain", "schema:domainIncludes")),
        ("Leads to", ("rdfs:range", "schema:rangeIncludes")),
        ("Part of", ("rdfs:subPropertyOf",)),
    ):
        ours = [o for o in made.nodes(node, *names) if told != "Part of" or o in made.properties]
        if ours:
            yield f"- {told}: {', '.join(map(made.link, ours))}\n"
    below = [p for p in made.properties if node in made.nodes(p, "rdfs:subPropertyOf")]
    if below:
        yield f"- Below it: {', '.join(map(made.link, below))}\n"
    yield from _spoken(made, node)
    if made.uses[node]:
        yield "\n## Where it stands\n\nAs the shapes demand.\n\n"
        yield "| of | value | how many | rules |\n|---|---|---|---|\n"
        for use in made.uses[node]:
            rules = ", ".join(f"`{rule}`" for rule in use.rules)
            yield f"| {made.link(use.owner)} | {_values(made, use)} | {_many(use)} | {rules} |\n"
    schemes = {s for use in made.uses[node] for s in use.schemes}
    schemes |= {local(s) for s in made.nodes(node, "rdfs:seeAlso") if s in made.schemes}
    for name in sorted(schemes):
        scheme = NamedNode(SCHEME + name)
        keys = ", ".join(f"`{local(concept)}`" for concept in _concepts(made, scheme))
        yield f"\n## Its values\n\nConcepts of the scheme {made.link(scheme)}: {keys}.\n"
    yield from _foot(made, node, made.examples.of_property(node))


def _scheme(made: Pages, node: NamedNode) -> Iterator[str]:
    name = local(node)
    yield f"{_NOTE}# {made.text(node, 'rdfs:label')}\n\n"
    yield f"{_plain(made.text(node, 'skos:definition'))}\n\n"
    for text in (*made.texts(node, "skos:scopeNote"), *made.texts(node, "skos:editorialNote")):
        yield f"{_plain(text)}\n\n"
    yield f"- IRI: `{node.value}`\n- Kind: scheme of concepts (SKOS)\n"
    users = [p for p in made.properties if any(name in use.schemes for use in made.uses[p])]
    if users:
        yield f"- Values of: {', '.join(map(made.link, users))}\n"
    yield f"- Shapes: {termuses.files_of([f'{name}:*'], made.checked, _RULES) or 'none'}\n"
    yield from _queries(made, lambda used: any(term_.startswith(f"{name}:") for term_ in used))
    yield "\n## Concepts\n\n| concept | what it means | like |\n|---|---|---|\n"
    for concept in _concepts(made, node):
        like = ", ".join(f"`{short(other)}`" for other in made.nodes(concept, *_MATCHES))
        told = _cell(made.text(concept, "skos:definition"))
        label = _cell(made.text(concept, "skos:prefLabel"))
        yield f'| <a id="{local(concept)}"></a>`{local(concept)}` |'
        yield f" {told or label} | {like} |\n"


def _concepts(made: Pages, scheme: NamedNode) -> list[NamedNode]:
    found = made.ontology.subjects(term("skos:inScheme"), scheme)
    return sorted((node for node in found if isinstance(node, NamedNode)), key=str)


def _spoken(made: Pages, node: NamedNode) -> Iterator[str]:
    """Yield the example in words, and what other vocabularies say."""
    for text in made.texts(node, "skos:example"):
        yield f"- Such as: {_plain(text)}\n"
    aligned = [
        (other, how)
        for name, how in _ALIGNED
        for other in made.nodes(node, name)
        if not other.value.startswith(AK)
    ]
    if aligned:
        yield "\n## In other vocabularies\n\n| term | how it relates |\n|---|---|\n"
        yield from (f"| `{short(other)}` | {how} |\n" for other, how in aligned)
        for text in made.texts(node, "skos:editorialNote"):
            yield f"\n{_plain(text)}\n"


def _foot(made: Pages, node: NamedNode, example: str) -> Iterator[str]:
    """Yield an example of the data, and what asks for the term and checks it."""
    name = f"ak:{local(node)}"
    yield "\n## In the data\n\n"
    yield f"```turtle\n{example}```\n" if example else "No record of the seeds has it.\n"
    shapes = termuses.files_of([name], made.checked, _RULES)
    yield f"\n## Who uses it\n\n- Shapes: {shapes or 'none'}\n"
    yield from _queries(made, lambda used: name in used)


def _queries(made: Pages, has: Callable[[Sequence[str]], bool]) -> Iterator[str]:
    links = [termuses.link(n, _QUESTIONS) for n, used in made.asked.items() if has(used)]
    yield f"- Saved queries: {', '.join(links) or 'none'}\n"


def _values(made: Pages, use: Use) -> str:
    nodes = [NamedNode(value) for value in sorted(use.values)]
    links = [made.link(NamedNode(SCHEME + name)) for name in sorted(use.schemes)]
    named = [made.link(node) for node in nodes if not (links and node == term("skos:Concept"))]
    return ", ".join([*named, *(f"a concept of {link}" for link in links)])


def _many(use: Use) -> str:
    if use.most is None:
        return f"{use.least} or more"
    return str(use.most) if use.least == use.most else f"{use.least} to {use.most}"


def _plain(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").split())


def _cell(text: str) -> str:
    return _plain(text).replace("|", r"\|")
