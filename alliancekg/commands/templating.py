"""The command that gives an empty table to fill: template."""

from __future__ import annotations

from argparse import Namespace

from alliancekg.commands import context
from alliancekg.console import Console


def template(args: Namespace, console: Console) -> int:
    """Print the template of a table, or list what there is."""
    from alliancekg import tables, templates, vocabulary
    from loaders import TABLES

    if args.name is None:
        names = ("table", "classes", "what it holds")
        console.result(tables.table(names, templates.listing(TABLES), console.screen()))
        return 0
    table = templates.find(args.name, TABLES)
    schemes = context.workspace(args).ontology / "schemes"
    console.result(templates.template(table, vocabulary.concepts(schemes)))
    return 0
