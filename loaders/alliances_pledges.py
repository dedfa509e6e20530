"""What a party owes by a treaty, as the data sets of alliances code it: one flag an obligation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, Item
from alliancekg.records import Participation, Ref
from loaders.spells import Held, Spell, held
from loaders.successions import Code

NO_OBLIGATION: Final = "No obligation of this party is coded."


def flags(obligations: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of flags, by their names and the obligations that they mean."""
    return tuple(
        Column(name, "choice:0|1", required=True, doc=f"1 if it owes {kind}.", example="1")
        for name, kind in obligations.items()
    )


def number(name: str, doc: str, example: str) -> Column:
    """Return a column of a part of a date."""
    return Column(name, "integer", missing=("-9", "."), doc=doc, example=example)


def owed(row: Row, obligations: Mapping[str, str]) -> tuple[str, ...]:
    """Return the obligations (scheme `obligation`) whose flags are set."""
    return tuple(kind for name, kind in obligations.items() if row.text(name) == "1")


def party(
    row: Row,
    context: Context,
    treaty: str,
    actor: str,
    *,
    part: str,
    kinds: tuple[str, ...] = (),
    edtf: str,
    note: str = "",
) -> Participation:
    """Return what binds one party for one spell of time."""
    return Participation(
        id=f"treaty/{treaty}:{actor}:party:{part}",
        record=Ref("treaty", treaty),
        actor=actor,
        role="party",
        part=part,
        obligation_types=kinds,
        edtf=edtf,
        source=context.source,
        place=row.place,
        note=note,
    )


def parties(
    code: Code,
    treaty: str,
    whole: Spell,
    data: Spell,
    *,
    part: str,
    kinds: tuple[str, ...],
    note: str = "",
) -> Iterator[Item]:
    """Yield the party of a row, or each state that bore its number in that time; see `held`.

    `data` is the time that the data set covers.
    """
    for found in held(code, whole, data):
        if isinstance(found, Held):
            yield party(
                code.row,
                code.context,
                treaty,
                found.actor,
                part=part,
                kinds=kinds,
                edtf=found.spell.edtf,
                note=" ".join(filter(None, (note, "" if kinds else NO_OBLIGATION))),
            )
        else:
            yield found
