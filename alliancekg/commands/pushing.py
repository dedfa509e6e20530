"""The command that takes the graph to an endpoint: push."""

from __future__ import annotations

import os
from argparse import Namespace

from alliancekg.commands import context
from alliancekg.console import Console


def push(args: Namespace, console: Console) -> int:
    """Write the published graphs to an endpoint, and print what became of each."""
    from alliancekg import graphstore
    from alliancekg.addresses import Login, shown
    from alliancekg.pushing import Push

    generation = context.generation(args)
    login = Login.of(os.environ)
    target = graphstore.find(args.endpoint, login, args.graph_store, args.time_limit)
    engine = f" ({target.engine})" if target.engine else ""
    console.progress(
        f"generation {generation.number} to {shown(target.query)}{engine}, by"
        f" {shown(target.store or target.update)}"
    )
    states: list[str] = []
    push = Push(generation, target, login, args.time_limit, console.progress)
    for outcome in push.run(prune=args.prune):
        console.result(outcome.line())
        states.append(outcome.state)
    left = states.count("left")
    if left:
        console.message(
            f"{left} of our graphs {'is' if left == 1 else 'are'} there and no longer published."
            " Fix: --prune removes what is left"
        )
    console.progress(
        f"{states.count('written')} written, {states.count('unchanged')} unchanged,"
        f" {states.count('removed')} removed; counts and digests agree"
    )
    return 0
