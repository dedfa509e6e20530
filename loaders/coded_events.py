"""Events that machines coded from news: ICEWS, GDELT 1 and GDELT 2. Each is alleged, none vouched.

Source: the ICEWS files of Harvard Dataverse (tab-separated, without quotes) and the files of GDELT;
how a row becomes records is in `coded_events_rows`, the codes are in `coded_events_cameo`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from alliancekg.columns import Column, Row
from alliancekg.dataloaders import Context, DataSource, Item, Layout, Loader
from loaders.coded_events_gdelt import GDELT
from loaders.coded_events_rows import Coded, Side, items

ICEWS: Final = DataSource(
    key="icews",
    title="ICEWS Coded Event Data",
    creators=(
        "Elizabeth Boschee",
        "Jennifer Lautenschlager",
        "Sean O’Brien",
        "Steve Shellman",
        "James Starz",
        "Michael Ward",
    ),
    citation="Boschee, Elizabeth, Jennifer Lautenschlager, Sean O’Brien, Steve Shellman, James"
    " Starz, and Michael Ward. ICEWS Coded Event Data. Harvard Dataverse, 2015."
    " https://doi.org/10.7910/DVN/28075",
    obtain="events.YYYY.….tab from Harvard Dataverse, doi:10.7910/DVN/28075; each file unpacked",
    url="https://doi.org/10.7910/DVN/28075",
    terms="see the terms at Harvard Dataverse",
    rank=9,
    measures=("events", "intensity"),
    time="1995-01-01/2023-04-11",
    note="Coded by machine from news reports, and ended in April 2023.",
)
MISSING: Final = ("NA",)


def _rows(row: Row, context: Context) -> Iterable[Item]:
    """Yield an event, its actors by the names of their countries, and its intensity."""
    return items(
        row,
        context,
        Coded(
            key="Event ID",
            date="Event Date",
            code="CAMEO Code",
            intensity="Intensity",
            words=row.text("Event Text"),
            source=Side("Source Country", "name", row.text("Source Name")),
            target=Side("Target Country", "name", row.text("Target Name")),
        ),
    )


_ICEWS: Final = Layout(
    name="ICEWS events",
    source=ICEWS,
    columns=(
        Column("Event ID", "id", required=True, doc="The number of the event.", example="32889836"),
        Column(
            "Event Date", "text", required=True, doc="The day of the event.", example="2018-06-01"
        ),
        Column("Source Name", "text", doc="Who acts.", missing=MISSING, example="Citizen (Japan)"),
        Column(
            "Source Country", "text", doc="Its country.", missing=MISSING, example="South Korea"
        ),
        Column("Event Text", "text", doc="What the code says.", missing=MISSING, example="Consult"),
        Column("CAMEO Code", "text", required=True, doc="The code of the event.", example="040"),
        Column(
            "Intensity", "decimal", doc="From -10 to 10, by code.", missing=MISSING, example="-2"
        ),
        Column("Target Name", "text", doc="Towards whom.", missing=MISSING, example="Japan"),
        Column("Target Country", "text", doc="Its country.", missing=MISSING, example="Japan"),
    ),
    rows=_rows,
    delimiter="\t",
    is_quoted=False,
)
LOADER = Loader(
    name="coded_events",
    summary="events that machines coded from news: ICEWS, GDELT 1 and 2",
    kinds=(_ICEWS, *GDELT),
)
