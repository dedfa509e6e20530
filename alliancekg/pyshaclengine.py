"""pySHACL as the engine of `checking`, held to the specification where it departs from it.

What departs is shown by the suite of the W3C or by XSD 1.1: literals are judged by `literals`
(pySHACL refuses dates before year 1 and after 9999, and passes `71` as a year); `sh:uniqueLang`
counts only as `true`; `$shapesGraph` is bound; prefixes of imported declarations count; `$` in a
pattern is the end of the text. Run as a module, it reads what `isolating` sends it: foreign shapes
are checked in a process of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as px
import pyshacl
from pyshacl import helper
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.errors import ReportableRuntimeError
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, SH, XSD

from alliancekg import literals
from alliancekg.corecomponents import pattern_text
from alliancekg.errors import EngineError, UsageError
from alliancekg.isolating import SHAPES, UNUSABLE
from alliancekg.rdflibgraph import SHAPES_GRAPH, SHAPES_GRAPH_IRI, graph_of, quiet

FAILED: Final = 3  # exit code as a child process
_TRUE: Final = Literal("true", datatype=XSD.boolean)


class _Datatype(DatatypeConstraintComponent):
    """`sh:datatype`, with lexical forms judged by XSD 1.1 (SHACL, section 4.1.2)."""

    def evaluate(
        self, executor: Any, graph: Any, values: dict[Any, Any], path: list[Any]
    ) -> tuple[bool, list[Any]]:
        """Return whether all values conform, and the results of those that do not."""
        datatype = str(self.datatype_rule)
        if datatype not in literals.KNOWN:
            return tuple(super().evaluate(executor, graph, values, path))
        wrong = [
            self.make_v_result(graph, node, value_node=value)
            for node, of_node in values.items()
            for value in of_node
            if not isinstance(value, Literal)
            or value.datatype != URIRef(datatype)
            or literals.fault(str(value), datatype)
        ]
        return not wrong, wrong


class _Query(SPARQLQueryHelper):
    """The query of a constraint, whose `$shapesGraph` pySHACL does not bind (SHACL, 5.3.1).

    pySHACL searches the text anew for every node; it is the same but for `$this`.
    """

    _same: tuple[dict[str, Any], str] | None = None

    def pre_bind_variables(
        self, thisnode: Any, *args: Any, **options: Any
    ) -> tuple[dict[str, Any], str]:
        """Return the bindings and the text of the query."""
        if args or options:  # of a validator, with a value or parameters
            return self._bound(thisnode, *args, **options)
        if self._same is None:
            self._same = self._bound(thisnode)
        bindings, text = self._same
        return ({**bindings, "this": thisnode} if "this" in bindings else bindings), text

    def _bound(self, *args: Any, **options: Any) -> tuple[dict[str, Any], str]:
        text, other = self.select_text, f"alliancekg_{SHAPES_GRAPH}"
        has_graph = bool(self.bind_sg_regex.search(text))
        self.select_text = self.bind_sg_regex.sub(rf"\g<1>?{other}", text)
        try:
            bindings, bound = super().pre_bind_variables(*args, **options)  # type: ignore[no-untyped-call]
        finally:
            self.select_text = text
        more = {SHAPES_GRAPH: SHAPES_GRAPH_IRI} if has_graph else {}
        return bindings | more, bound.replace(other, SHAPES_GRAPH)


def _undescribed(*_: Any, **__: Any) -> str:
    """Return no description: the text of a report that nobody reads takes most of the time."""
    return ""


CONSTRAINT_PARAMETERS_MAP[SH.datatype] = _Datatype
setattr(ConstraintComponent, "make_v_result_description", _undescribed)  # noqa: B010
setattr(helper, "SPARQLQueryHelperCls", _Query)  # noqa: B010  pySHACL sets it so, too


def report(data: Iterable[px.Triple], shapes: Iterable[px.Triple]) -> str:
    """Return a `sh:ValidationReport` on the data in N-Triples, its lines in no order.

    Blank nodes of data and shapes keep their names. Raises UsageError for shapes that pySHACL
    cannot use, EngineError if it falls over.
    """
    graph, constraints = graph_of(data), graph_of(shapes)
    _mend(constraints)
    graph.shapes = constraints
    try:
        with quiet():
            _, found, _ = pyshacl.validate(graph, shacl_graph=constraints, inplace=True)
    except (ReportableRuntimeError, NotImplementedError) as error:
        raise _unusable(error) from error
    except RecursionError as error:
        raise _unusable("they refer to each other without end") from error
    except Exception as error:
        said = " ".join(f"{type(error).__name__} {error}".split())
        raise EngineError(
            f"pySHACL failed on these shapes: {said}. Fix: leave out shapes until you find the one"
            " at which it fails, and correct its values"
        ) from error
    if not isinstance(found, Graph):
        raise _unusable(found)
    return found.serialize(format="nt11")


def _mend(shapes: Graph) -> None:
    for shape, value in list(shapes.subject_objects(SH.uniqueLang)):
        if value != _TRUE and isinstance(value, Literal) and value.datatype == XSD.boolean:
            shapes.remove((shape, SH.uniqueLang, value))
    for shape, pattern in list(shapes.subject_objects(SH.pattern)):
        text = pattern_text(str(pattern), str(shapes.value(shape, SH.flags) or ""))
        if text != str(pattern):
            shapes.remove((shape, SH.pattern, pattern))
            shapes.add((shape, SH.pattern, Literal(text)))
    for owner in set(shapes.objects(None, SH.prefixes)):
        for imported in list(shapes.transitive_objects(owner, OWL.imports)):
            for declaration in list(shapes.objects(imported, SH.declare)):
                shapes.add((owner, SH.declare, declaration))


def _unusable(reason: object) -> UsageError:
    said = " ".join(str(reason).replace("For reference, see", "See").split()).rstrip(".")
    said = said if len(said) <= 300 else said[:297] + "..."
    return UsageError(
        f"the shapes cannot be used: {said}. Fix: correct the shape of which it tells"
    )


def main() -> int:
    """Read data and shapes as N-Quads, the shapes in a graph of their own; write the report."""
    quads = list(px.parse(sys.stdin.buffer.read(), format=px.RdfFormat.N_QUADS))
    shapes = [quad.triple for quad in quads if quad.graph_name == SHAPES]
    data = [quad.triple for quad in quads if quad.graph_name != SHAPES]
    try:
        found = report(data, shapes)
    except (UsageError, EngineError) as error:
        sys.stderr.buffer.write(str(error).encode())
        return UNUSABLE if isinstance(error, UsageError) else FAILED
    sys.stdout.buffer.write(found.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
