"""Where terms and concepts are used: in which saved queries, and in which files of shapes.

The pages of the terms are made of it. A term is `ak:NAME`, a concept `SCHEME:KEY`, and `SCHEME:*`
any concept of a scheme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from alliancekg.namespaces import AK, PREFIXES, SCHEME
from alliancekg.queries import SavedQuery

ROOT: Final = Path(__file__).resolve().parent.parent
KINDS: Final = ("Class", "ObjectProperty", "DatatypeProperty")


def link(name: str, page: str = "questions.md") -> str:
    """Return a link to a saved query on its page."""
    anchor = re.sub(r"[^\w-]", "", name)
    return f"[{name}]({page}#{anchor})"


def of_kinds(ontology: Iterable[Quad], kinds: Iterable[str]) -> set[str]:
    """Return the terms of some KINDS."""
    wanted = {PREFIXES["owl"] + kind for kind in kinds}
    return {
        f"ak:{quad.subject.value.removeprefix(AK)}"
        for quad in ontology
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(AK)
        and isinstance(quad.object, NamedNode)
        and quad.object.value in wanted
    }


def turtle(path: Path) -> list[Quad]:
    """Return what a file of Turtle states."""
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


def in_query(saved: SavedQuery) -> list[str]:
    """Return the terms of `ak:`, the concepts, and `SCHEME:*` for what a parameter takes."""
    text = re.sub(r"^#.*$", "", saved.text, flags=re.MULTILINE)
    found = {f"ak:{name}" for name in re.findall(r"\bak:(\w+)", text)}
    for prefix, scheme in re.findall(rf"PREFIX ([\w-]+): <{SCHEME}([\w-]+)#>", text):
        keys = re.findall(rf"(?<![\w-]){prefix}:([\w-]+)", text)
        found |= {f"{scheme}:{key}" for key in keys}
    kinds = (parameter.type.partition(":") for parameter in saved.parameters)
    found |= {f"{scheme}:*" for _, is_concept, scheme in kinds if is_concept}
    return sorted(found)


def files_of(
    terms: Iterable[str], checked: Mapping[str, Sequence[str]], page: str = "rules.md"
) -> str:
    """Return links to the files of shapes that check the terms, or the schemes of concepts."""
    keys = (re.sub(r"^(?!ak:)(.*):.*", r"\1:*", term) for term in terms)
    files = sorted({file for key in keys for file in checked.get(key, ())})
    return ", ".join(f"[{file}]({page}#{file})" for file in files)


def checked() -> Mapping[str, list[str]]:
    """Return the files of shapes by term of `ak:` and by scheme, `SCHEME:*`."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        for term in _in_shapes(turtle(path)):
            found.setdefault(term, set()).add(path.stem)
    return {term: sorted(files) for term, files in found.items()}


def _in_shapes(quads: Iterable[Quad]) -> Iterator[str]:
    for quad in quads:
        for node in (quad.subject, quad.predicate, quad.object):
            if isinstance(node, NamedNode) and node.value.startswith(AK):
                yield f"ak:{node.value.removeprefix(AK)}"
        if not isinstance(quad.object, Literal):
            continue
        text = quad.object.value
        if quad.predicate.value == PREFIXES["sh"] + "select":
            yield from (f"ak:{name}" for name in re.findall(rf"(?:{AK}|\bak:)(\w+)", text))
        if quad.predicate.value == PREFIXES["sh"] + "pattern":
            plain = text.replace("[.]", ".")
            yield from (f"{name}:*" for name in re.findall(rf"{SCHEME}([\w-]+)#", plain))
