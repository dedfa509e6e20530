"""The form of a question: a field for each parameter, with what may be written in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alliancekg import parametervalues
from alliancekg.pages.frame import shown
from alliancekg.parameters import KINDS, Parameter

if TYPE_CHECKING:
    from alliancekg.engines import Engine
    from alliancekg.pages.links import Values
    from alliancekg.queries import SavedQuery

_MOST: Final = 400  # names that a browser is told to complete from
_HINTS: Final = {
    "date": "a year, a month, a day or a period: 1969, 1969-07, 1969-07-25, 1969/1971",
    "integer": "a whole number",
    "iri": "an IRI, a kind and a key such as event/korean-war, or a label",
    "string": "a text",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form asks for it; `given` are the values to show, at least one."""

    name: str
    label: str
    hint: str
    doc: str
    default: str
    given: tuple[str, ...]
    choices: tuple[str, ...]
    names: tuple[str, ...]
    is_required: bool
    is_number: bool


def fields(saved: SavedQuery, values: Values, engine: Engine) -> list[Field]:
    """Return the fields of a question, in the order of its parameters."""
    return [_field(parameter, values, engine) for parameter in saved.parameters]


def _field(parameter: Parameter, values: Values, engine: Engine) -> Field:
    name = parameter.name.replace("_", "-")
    given = tuple(values.get(name, ()) or values.get(parameter.name, ()))
    is_many = parameter.is_repeatable and not parameter.choices
    return Field(
        name=name,
        label=name.replace("-", " "),
        hint=_hint(parameter),
        doc=parameter.doc,
        default=", ".join(parameter.default),
        given=(*given, "") if is_many and given else given or ("",),
        choices=parameter.choices,
        names=tuple(_names(parameter, engine)),
        is_required=parameter.is_required and not parameter.default,
        is_number=parameter.type == "integer",
    )


def _hint(parameter: Parameter) -> str:
    kind, _, scheme = parameter.type.partition(":")
    if parameter.choices:
        return ""
    if scheme:
        return f"a concept of the list {scheme.replace('-', ' ')}"
    if kind in KINDS:
        return f"the name, a code or the key of {'an' if kind[0] in 'ae' else 'a'} {kind}"
    return _HINTS[kind]


def _names(parameter: Parameter, engine: Engine) -> Iterator[str]:
    """Yield the names to complete from, each once, in order; none where there are too many."""
    kind, _, scheme = parameter.type.partition(":")
    if parameter.choices or not (scheme or kind in KINDS):
        return
    seen: dict[str, str] = {}
    for name, node in parametervalues.names(parameter, engine):
        seen.setdefault(node.value, name)
    if len(seen) <= _MOST:
        yield from sorted({shown(name, 200) for name in seen.values()})


def values_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values that a form has sent, by name: what is empty is not given.

    Names that begin with an underscore are those of the page, and of no parameter.

    >>> values_of([("actor", "usa"), ("days", ""), ("_first", "51")])
    {'actor': ['usa']}
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and not name.startswith("_"):
            found.setdefault(name, []).append(value)
    return found


def given(values: Mapping[str, Sequence[str]] | None) -> dict[str, list[str]]:
    """Return values by name without those that are empty, as a form sends what is not filled in.

    >>> given({"actor": ["usa", ""], "days": [""]})
    {'actor': ['usa']}
    """
    return values_of((name, text) for name, texts in (values or {}).items() for text in texts)


def command(name: str, values: Mapping[str, Sequence[str]]) -> str:
    """Return the command that asks the same on the command line.

    >>> command("timeline", {"from": ["1969"], "to": ["the end"]})
    "alliancekg query timeline --from 1969 --to 'the end'"
    """
    import shlex

    words = ["alliancekg", "query", name]
    for key in sorted(values):
        for value in values[key]:
            words += [f"--{key}", value]
    return shlex.join(words)
