"""Typed parameters of a saved query: what its header declares, and how they are bound in its text.

A parameter is a variable named as grlc names it, so that the file runs as it is in any client. It
is bound by `VALUES ?_p { … }` at the start of *every* group graph pattern right inside which the
variable stands: also those of OPTIONAL, UNION, MINUS, EXISTS, GRAPH and sub-selects, since a group
is evaluated from the inside and does not see what is bound around it. What a select names outside
of its pattern (columns, GROUP BY, HAVING, ORDER BY, a template) is bound in its pattern. Without a
value a parameter is not bound: the query says what then holds, by `FILTER(!BOUND(?_p) || …)`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from alliancekg.errors import UsageError
from alliancekg.plainyaml import Items, Node, Text
from alliancekg.plainyaml import Mapping as YamlMapping
from alliancekg.queryheader import Header, Report, text_of, texts_of
from alliancekg.sparqltext import Group, Token, code, columns, form, groups, tokenize
from alliancekg.termtext import written

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

KINDS: Final = ("actor", "event", "place", "treaty", "policy", "claim", "source")
TYPES: Final = (*KINDS, "iri", "integer", "date", "string", "concept:SCHEME")
_KEYS: Final = ("name", "type", "required", "optional", "repeatable", "default", "doc", "of")
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the header declares it. `default` and `choices` are texts, as a user types."""

    name: str
    type: str
    is_required: bool = True
    is_repeatable: bool = False
    default: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    doc: str = ""
    line: int = 0
    values_of: tuple[str, ...] = ()  # properties whose values a text may be: `ak:hedge`

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that carry the value; a query uses one of them or more.

        A date has three: its text, its first and its last possible day as numbers.

        >>> Parameter("actor", "actor").variables, Parameter("days", "integer").variables
        (('_actor_iri',), ('_days_integer',))
        >>> Parameter("before", "date").variables
        ('_before_edtf', '_before_first_integer', '_before_last_integer')
        """
        name = self.name.replace("-", "_")
        if self.type == "date":
            return (f"_{name}_edtf", f"_{name}_first_integer", f"_{name}_last_integer")
        return (f"_{name}_{self.type if self.type in ('integer', 'string') else 'iri'}",)


def declared(header: Header, report: Report) -> tuple[Parameter, ...]:
    """Return the parameters of a header; what is wrong with them goes to the report."""
    found: dict[str, Parameter] = {}
    for line, entry in _entries(header.params, report):
        parameter = _parameter(line, entry, header, report)
        if parameter is None:
            continue
        if parameter.name in found:
            report.add(line, "params", parameter.name, "is declared twice", "one declaration")
        found[parameter.name] = parameter
    known = {v for p in found.values() for v in (p.name, *p.variables)}
    for key, names in (("defaults", header.defaults), ("enumerate", header.choices)):
        for name in sorted(set(names) - known):
            line = header.lines[key]
            report.add(line, key, name, "is no parameter", f"one of {_list(sorted(found))}")
    return tuple(found.values())


def _entries(node: Node | None, report: Report) -> Iterator[tuple[int, dict[str, Node]]]:
    """Yield the declarations: a list of mappings with `name`, or a mapping by name."""
    if node is None or (isinstance(node, Text) and not node.value):
        return
    if isinstance(node, YamlMapping):
        for key, value in node.items:
            rest = dict(_known(value, report))
            yield key.line, {"name": key, **rest}
    elif isinstance(node, Items):
        for item in node.items:
            yield item.line, dict(_known(item, report))
    else:
        report.add(node.line, "params", node.value, "is a text", "a list of mappings")


def _known(node: Node, report: Report) -> Iterator[tuple[str, Node]]:
    if not isinstance(node, YamlMapping):
        report.add(node.line, "params", "", "is no mapping", "keys " + ", ".join(_KEYS))
        return
    for key, value in node.items:
        if key.value in _KEYS:
            yield key.value, value
        else:
            expected = "one of " + ", ".join(_KEYS)
            report.add(key.line, "params", key.value, "is an unknown key", expected)


def _parameter(
    line: int, entry: dict[str, Node], header: Header, report: Report
) -> Parameter | None:
    before = len(report.findings)
    name = text_of(entry.get("name"), "params: name", report)
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        report.add(line, "params: name", name, "is no name", "letters a-z, digits and hyphens")
    kind = text_of(entry.get("type"), "params: type", report)
    if kind == "concept:SCHEME" or not (
        kind in TYPES or re.fullmatch(r"concept:[a-z][a-z0-9-]*", kind)
    ):
        report.add(line, "params: type", kind, "is no type", "one of " + ", ".join(TYPES))
    if len(report.findings) > before:
        return None
    draft = Parameter(name, kind)
    keys = (name, *draft.variables)
    default = texts_of(entry.get("default"), "params: default", report)
    default = default or next((header.defaults[k] for k in keys if k in header.defaults), ())
    optional = _truth(entry.get("optional"), bool(default), report)
    required = _truth(entry.get("required"), not optional, report)
    repeatable = _truth(entry.get("repeatable"), False, report)
    if len(default) > 1 and not repeatable:
        report.add(line, "params: default", name, "has several values", "repeatable: true")
    choices = next((header.choices[k] for k in keys if k in header.choices), ())
    doc = text_of(entry.get("doc"), "params: doc", report)
    values_of = texts_of(entry.get("of"), "params: of", report)
    if not all(re.fullmatch(r"ak:\w+", text) for text in values_of):
        report.add(line, "params: of", name, "is of no property", "one such as ak:hedge")
    return Parameter(name, kind, required, repeatable, default, choices, doc, line, values_of)


def _truth(node: Node | None, otherwise: bool, report: Report) -> bool:
    value = text_of(node, "params", report).lower() if node else ""
    if node is not None and value not in _TRUTH:
        report.add(node.line, "params", value, "is neither true nor false", "true or false")
    return _TRUTH.get(value, otherwise)


def check(parameters: Iterable[Parameter], tokens: list[Token], report: Report) -> None:
    """Hold the declarations to the text: each is used, each `?_…` is declared, none is assigned."""
    parameters = tuple(parameters)
    live = code(tokens)
    found = groups(live)
    used: dict[str, int] = {}
    for group in found:
        for name, line in group.variables.items():
            used[name] = min(line, used.get(name, line))
    for parameter in parameters:
        if not used.keys() & set(parameter.variables):
            names = _list([f"?{name}" for name in parameter.variables])
            report.add(parameter.line, "params", parameter.name, "is not used", f"{names} in it")
        try:
            list(_starts(found, set(parameter.variables)))
        except UsageError as error:
            report.add(parameter.line, "params", parameter.name, str(error), "a pattern to bind in")
    mine = {name for parameter in parameters for name in parameter.variables}
    for name in sorted(used.keys() - mine):
        if name.startswith("_"):
            expected = "a parameter of that name and type under params"
            report.add(used[name], "", f"?{name}", "is not declared", expected, "declare it")
    for before, token in pairwise(live):
        if token.kind == "var" and token.text[1:] in mine and before.is_word("AS"):
            report.add(token.line, "", token.text, "is assigned", "another name", "rename it")
    if parameters:
        _check_form(live, found, report)


def _check_form(live: list[Token], found: list[Group], report: Report) -> None:
    kind = form(live)
    if kind == "SELECT" and columns(live) == ("*",):
        report.add(live[0].line, "", "SELECT *", "changes with the parameters", "named columns")
    if kind == "CONSTRUCT" and not any(group.kind == "template" for group in found):
        expected = "CONSTRUCT { … } WHERE { … }"
        report.add(live[0].line, "", "CONSTRUCT WHERE", "has no room for parameters", expected)


@dataclass(frozen=True, slots=True)
class Binding:
    """Some variables and the rows of values they take together; None is no value (UNDEF)."""

    variables: tuple[str, ...]
    rows: tuple[tuple[NamedNode | Literal | None, ...], ...]

    def only(self, names: Iterable[str]) -> Binding:
        """Return the binding of those variables that are among the names; each row once."""
        kept = [at for at, name in enumerate(self.variables) if name in set(names)]
        rows = dict.fromkeys(tuple(row[at] for at in kept) for row in self.rows)
        return Binding(tuple(self.variables[at] for at in kept), tuple(rows))

    def __str__(self) -> str:
        """Write the VALUES block; the terms are written by pyoxigraph, which has validated them."""
        names = " ".join(f"?{name}" for name in self.variables)
        rows = [" ".join("UNDEF" if t is None else written(t) for t in row) for row in self.rows]
        if len(self.variables) == 1:
            return f"VALUES {names} {{ {' '.join(rows)} }}"
        return f"VALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }}"


@dataclass(slots=True)
class _Places:
    """Where in a text something is to be written: offset -> texts."""

    found: dict[int, list[str]] = field(default_factory=dict)

    def written(self, text: str) -> str:
        at, parts = 0, []
        for place in sorted(self.found):
            parts += [text[at:place], " ", " ".join(self.found[place]), " "]
            at = place
        return "".join([*parts, text[at:]])


def bind(text: str, bindings: Iterable[Binding]) -> str:
    """Return the text with the bindings written into it; no line of it moves.

    >>> import pyoxigraph as px
    >>> bind("ASK { OPTIONAL { ?x ?y ?_n } }", [Binding(("_n",), ((px.Literal("}"),),))])
    'ASK { OPTIONAL { VALUES ?_n { "}" }  ?x ?y ?_n } }'
    """
    places = _Places()
    found = groups(code(tokenize(text)))
    used = {name for group in found for name in group.variables}
    for binding in bindings:
        kept = binding.only(used)
        for start in _starts(found, set(kept.variables)):
            places.found.setdefault(start, []).append(str(kept))
    return places.written(text)


def _starts(found: list[Group], names: set[str]) -> Iterator[int]:
    starts: set[int] = set()
    for group in found:
        if not names & group.variables.keys():
            continue
        target = group.where if group.kind == "select" else group
        if target is None:
            raise UsageError("stands in a query without WHERE { … }")
        if target.kind == "select":  # WHERE { SELECT … }: no room between the brace and SELECT
            raise UsageError("stands around a sub-select that has no braces of its own")
        starts.add(target.start)
    yield from sorted(starts)


def by_name(parameters: Iterable[Parameter], name: str) -> Parameter:
    """Return the parameter that is called so on the command line; UsageError with the nearest."""
    known: Mapping[str, Parameter] = {p.name.replace("_", "-"): p for p in parameters}
    wanted = name.replace("_", "-")
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, 1)
    fix = f"write --{near[0]}" if near else "write one of these" if known else "leave it out"
    there = f"there are: {_list(sorted(known))}" if known else "the query has none"
    raise UsageError(f"no parameter '{name}'; {there}. Fix: {fix}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
