"""Parts of the server by themselves: what is kept, who may ask, which format is given."""

from __future__ import annotations

import asyncio

import pytest
from starlette.datastructures import Headers

from alliancekg.serving.keeping import Answer, Kept
from alliancekg.serving.negotiating import GRAPHS, TABLES, best
from alliancekg.serving.problems import Refused
from alliancekg.serving.shielding import Visitors


def test_answers_are_kept_until_there_is_no_room() -> None:
    kept = Kept(most=5000, largest=3000)
    for name in "abc":
        kept.put(name, Answer(name.encode() * 500, {"etag": name}))
    assert kept.get("a") == Answer(b"a" * 500, {"etag": "a"})
    kept.put("d", Answer(b"d" * 500, {}))  # b has not been asked for
    assert [name for name in "abcd" if kept.get(name)] == ["a", "c", "d"]
    kept.put("large", Answer(b"x" * 2500, {}))
    assert kept.get("large") is None
    kept.put("a", Answer(b"other", {}))
    assert kept.get("a") == Answer(b"a" * 500, {"etag": "a"})
    for number in range(100):
        kept.put(str(number), Answer(b"", {}))
    assert sum(kept.get(str(number)) is not None for number in range(100)) == 4


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("text/*", "csv", "turtle"),
        ("text/turtle, text/csv", "csv", "turtle"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.7", "xml", None),
        ("application/json", "json", "jsonld"),
        ("application/*;q=0.2, text/csv;q=0.1", "json", "ntriples"),
        ("*/*;q=0.1, text/turtle;q=0", "json", "ntriples"),
        ("TEXT/CSV", "csv", None),
        ("text/csv;q=0", None, None),
        ("text/csv;q=2", "csv", None),
        ("image/png, ;;;, text", None, None),
        (";;;", "json", "turtle"),
        ("text/tab-separated-values;charset=utf-8;q=0.9", "tsv", None),
        ("application/n-quads, application/trig", None, "nquads"),
    ],
)
def test_the_format_that_is_liked_best_is_given(
    accept: str, table: str | None, graph: str | None
) -> None:
    found = [best(accept, offers) for offers in (TABLES, GRAPHS)]
    assert [media and media.format for media in found] == [table, graph]


@pytest.mark.parametrize(
    ("origins", "origin", "allowed", "may_post"),
    [
        (("*",), "https://a.example", "*", False),
        ((), "https://a.example", "", False),
        (("https://a.example",), "https://a.example", "https://a.example", True),
        (("https://a.example",), "https://b.example", "", False),
        (("https://a.example",), "https://a.example.evil", "", False),
    ],
)
def test_only_pages_of_allowed_origins_read_and_only_named_ones_post(
    origins: tuple[str, ...], origin: str, allowed: str, may_post: bool
) -> None:
    visitors = Visitors(origins=origins)
    assert visitors.allowed_origin(origin) == allowed
    headers = Headers({"host": "localhost", "origin": origin, "sec-fetch-site": "cross-site"})
    visitors.refuse_site("GET", headers)
    if may_post:
        visitors.refuse_site("POST", headers)
    else:
        with pytest.raises(Refused, match="a page of another site asked"):
            visitors.refuse_site("POST", headers)


def test_what_many_ask_at_once_is_made_once() -> None:
    from alliancekg.serving.evaluating import Evaluator
    from alliancekg.serving.workers import Allowance

    class Idle:
        allowance = Allowance(seconds=0.2)

    made: list[int] = []

    async def ask(evaluator: Evaluator, number: int, seconds: float) -> None:
        async with evaluator.alone("tag"):
            if evaluator.kept.get("tag") is None:
                made.append(number)
                await asyncio.sleep(seconds)
                evaluator.kept.put("tag", Answer(b"", {}))

    async def many(seconds: float) -> None:
        evaluator = Evaluator(Idle(), None, None)  # type: ignore[arg-type]
        await asyncio.gather(*(ask(evaluator, number, seconds) for number in range(5)))

    asyncio.run(many(0.05))
    assert made == [0]
    made.clear()
    asyncio.run(many(0.5))  # nobody waits longer than the question may take
    assert sorted(made) == [0, 1, 2, 3, 4]
