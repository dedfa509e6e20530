"""Secrets that an endpoint repeats: none of them is shown, nor a part of one."""

from __future__ import annotations

import html
from urllib.parse import quote

import fake_endpoint as fake
import pyoxigraph as px
import pytest
from fake_endpoint import serving
from fronts import Answer, Call, front

from alliancekg.addresses import Login
from alliancekg.endpoint import Endpoint
from alliancekg.engines import Limits
from alliancekg.errors import EngineError
from alliancekg.graphstore import Target
from alliancekg.graphwriting import Writer

SECRET = "two  blanks/&\u00b5" + "x" * 300
ENVIRONMENT = {"ALLIANCEKG_USER": "carter", "ALLIANCEKG_PASSWORD": SECRET}
NO_ROWS: dict[str, list[str]] = {"bindings": []}
CASES: list[tuple[fake.Mode, str]] = [
    (fake.failing(500, f"{'-' * 190} {SECRET}"), f"it says '{'-' * 190} \u2026'"),
    (fake.failing(500, f"<p>{html.escape(SECRET)}</p>", "text/html"), "it says '\u2026'"),
    (fake.failing(200, SECRET, "text/plain"), "(it says '\u2026')"),
    (fake.failing(200, f"{{{SECRET}", fake.JSON), "(it ends '{\u2026')"),
    (fake.failing(200, "{}", f"text/{quote(SECRET)}"), "(it says '{}')"),
    (fake.answering({"head": {"vars": [SECRET]}, "results": NO_ROWS}), "the columns \u2026;"),
    (fake.of_rows({"s": {"type": SECRET, "value": ""}}), "no kind of term '\u2026'"),
    (fake.moved_to(f"http://127.0.0.2:1/{quote(SECRET)}"), "another place, http://127.0.0.2:1/\u2026;"),
    (
        lambda here: here.reply(401, "", "text/plain", ("WWW-Authenticate", quote(SECRET))),
        "wants a login by \u2026;",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "shown"), CASES)
def test_of_a_secret_that_an_endpoint_repeats_no_part_is_shown(mode: fake.Mode, shown: str) -> None:
    with serving(px.Store(), mode) as server:
        endpoint = Endpoint.of(server.address, ENVIRONMENT)
        with pytest.raises(EngineError) as caught:
            endpoint.ask("SELECT ?s { ?s ?p ?o }", "SELECT", Limits(seconds=20))
    said = str(caught.value)
    assert (shown in said, [part for part in ("blanks", "xxx") if part in said]) == (True, [])


def test_a_redirect_of_a_place_of_graphs_shows_no_secret() -> None:
    def leading(_: Call) -> Answer:
        return Answer(307, headers={"Location": f"http://127.0.0.2:1/{quote(SECRET)}"})

    with front(leading) as bare:
        target = Target(f"{bare}/query", f"{bare}/store", "", is_union=False, engine="")
        writer = Writer(target, Login.of(ENVIRONMENT), 20)
        with pytest.raises(EngineError) as caught:
            writer.remove("urn:g")
    assert str(caught.value) == (
        f"{bare}/store: the endpoint redirects to another place, http://127.0.0.2:1/\u2026;"
        " expected an answer, and nothing was sent there. Fix: if you trust it, write that address"
    )
