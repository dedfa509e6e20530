"""The page on tables and networks: what a row is, each column, what to beware of.

`generate` writes it. Columns are those of the modules that make the tables; the examples are run by
a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alliancekg.datapackages import TABLES
from alliancekg.networks import NETWORKS
from alliancekg.tableschemas import Table

_HEAD: Final = """\
<!-- Written by docs/generate.py; edit docs/tablepages.py or the tables, and run make docs. -->

# Tables and networks

`alliancekg tables DIR` writes the graph as tables for statistics, `alliancekg network NAME` as a
network. The same graph gives the same bytes, from a store, from `--engine rdflib` or from an
endpoint that does not cap its answers.

```console
$ alliancekg tables tables
tables: sources 9, actors 302, events 164, … rows; codebook.md tells of each column
```

The folder is a [data package](https://datapackage.org) of Frictionless: `datapackage.json` has each
column with description, type, unit, missing value and values, the keys within and between tables,
the sources with their licences, and the SHA-256 of each file. `codebook.md` says the same for
people. With `--format parquet` (`pip install 'alliancekg[parquet]'`) the tables are Parquet: dates
are days, numbers decimals with all their digits.

## Before you count

- **An empty cell is missing**: not known, or not covered. Zero and false are written only where a
  source covers what is asked, so that nothing found is a finding.
- **Take one source at a time.** Sources that tell of the same thing have a row each, in `strengths`
  and in `dyad_years`: a sum over sources counts things twice. `events` has one row for a record;
  records of several sources may be one event: `alliancekg query linked-records` lists those that
  are known.
- **Coverage is as the source declares it.** A file that was loaded in part covers less, and a
  source of numbers may have gaps that its note (table `sources`) tells of.
- **Not every event happened** (`status`), and no claim is a fact (`stance`, `kind`).
- **Dates have four bounds.** `begin_window` is 1 where the day is known; a year is a window of 365
  or 366 days. A window that crosses a boundary of your periods belongs to neither for certain. What
  is `qualified` has no strict bounds.
- Keys are those of the graph: `https://w3id.org/alliancekg/id/event/KEY` is the event.
- Years before Christ are astronomical (`0000` is 1 BCE). A column of dates that has such a year, or
  one after 9999, is of the type string, for neither pandas nor Parquet has days like that.

## Dyad-years

A row is two states in a year, as one source tells of them.

- **Undirected.** `state_a` has the lower number of the Correlates of War, so that a pair stands
  once a source and year. Obligations have a column for each direction. For directed dyads, write
  each row twice with `a` and `b` exchanged.
- **Which rows there are.** For each pair of which a source tells anything: all years that the
  source covers, for alliances or for events, and in which both were states; and years with
  something told beside these. A pair of which a source tells nothing has no rows: add them from
  `actors` and `sources` where you need them.
- **States** are those with a number of the Correlates of War. When they were states is by its
  periods where the graph has them, else by those of Gleditsch and Ward (table `actors`), from
  1816 on. What a government, an organisation or a unit of a state does, the state does; a public,
  a group or a person does not act for it.
- **Covered** is a whole year in which a source covers both states. A source that covers one of
  them does not cover the pair.
- **Obligations** are true where both are certainly bound on a day of the year, false where a
  source that covers alliances has them not bound, and empty where the dates leave it open. A
  party is bound for its own time where one is told, else while the treaty is in force; a data set
  that ends with a pledge in force speaks up to where it ends.
- **Counts** are of events that were done or go on, by the year in which they began for the two:
  when the later of them entered, if the source tells when. Two that were in a dispute one after
  the other did not meet in it. Published dyadic files may count them, as dispute 4125 for the two
  Koreas in 1999, and may keep one dispute only of a pair and year.
- **Complete** says that the count is all. It is false where the source has an event of the kind
  that may lie in the year and names participants of fewer than two states, or no year. The list
  of ICB names of a crisis only the state that set it off and the great powers in it, so that its
  counts are the least, and never zero.
- **On different sides** is by the sides that the source codes. In disputes two states may well
  stand on the same side.

## In pandas

Read texts as texts: `NA` is no missing value, and a code such as `010` no number.

```python
>>> import json, pandas
>>> with open("tables/datapackage.json", encoding="utf-8") as file:
...     resources = {one["name"]: one["schema"]["fields"] for one in json.load(file)["resources"]}
>>> types = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
>>> def read(name):
...     kinds = {field["name"]: types.get(field["type"], "string") for field in resources[name]}
...     return pandas.read_csv(
...         f"tables/{name}.csv", dtype=kinds, keep_default_na=False, na_values=[""]
...     )
>>> events = read("events")
>>> done = events[(events["status"] == "done") & (events["source_covers"] == "inside")]
>>> len(done), int((done["begin_window"] == 1).sum())
(43, 28)
>>> dyads = read("dyad_years")
>>> pair = (dyads["cow_a"] == 2) & (dyads["cow_b"] == 732) & (dyads["source"] == "hwang-2006")
>>> bound = dyads[pair & dyads["a_owes_defense"].fillna(False)]
>>> int(bound["year"].min()), int(bound["year"].max())
(1954, 2006)

```

Dates become days by `pandas.to_datetime`; in Parquet they are days as they come.

```python
>>> speech = events[events["event"] == "acheson-speech"]
>>> pandas.to_datetime(speech["begin_earliest"]).dt.year.item()
1950

```

R and Stata read the same files; tell them that an empty cell is missing (in R: `na = ""`).
"""

_NETWORKS: Final = """
# Networks

`alliancekg network NAME -o FILE` writes GraphML, with types of attributes, labels and a description
of what nodes and edges mean. Nodes are `kind/key`.

```python
>>> import networkx
>>> actors = networkx.read_graphml("actors.graphml")
>>> actors.edges["actor/china", "actor/japan"]["event_keys"]
'first-sino-japanese-war'

```

| network | what it is |
|---|---|
"""


def page() -> str:
    """Return the page: what to know, each table with its columns, the networks."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield _HEAD
    yield "\n# The tables\n\n| table | what a row is |\n|---|---|\n"
    for table in TABLES:
        yield f"| [{table.name}](#{table.name}) | {table.description} |\n"
    for table in TABLES:
        yield from _table(table)
    yield _NETWORKS
    for name, (what, _) in NETWORKS.items():
        yield f"| `{name}` | {what} |\n"


def _table(table: Table) -> Iterator[str]:
    keys = ", ".join(f"`{name}`" for name in table.key)
    yield f"\n## {table.name}\n\n**{table.title}.** Primary key: {keys}.\n"
    for link in table.links:
        yield f" `{link.field}` is `{link.column}` of `{link.table}`.\n"
    yield "\n| column | type | unit | values | what it holds |\n|---|---|---|---|---|\n"
    for field in table.fields:
        values = ", ".join(f"`{value}`" for value in field.values)
        if field.scheme:
            values = f"[{field.scheme}](ontology/scheme-{field.scheme}.md)"
        form = f"{field.type}, list" if field.many else field.type
        yield f"| `{field.name}` | {form} | {field.unit} | {values} | {field.description} |\n"
