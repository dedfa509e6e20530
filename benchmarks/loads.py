"""How long loads take, how large the store grows, and how much memory they need.

    python benchmarks/loads.py [--data DIR] [--rows N,N,…] [FAMILY …]

With `--data`, a folder of data sets laid out as FILES names them, each family that is there (or
those that are named) is loaded into one new store, one after the other. Then events that are made
up, of as many rows as `--rows` says, show whether memory grows with the file. The peer, in the same
run, is pyoxigraph's own bulk loader given the finished statements: a ratio of 10 means that
reading, mapping, deriving and checking take nine times as long as writing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from alliancekg import tables
from alliancekg.namespaces import GRAPH
from alliancekg.store import Store

FILES: Final[Mapping[str, Sequence[str]]] = {
    "alliances": (
        "atop/atop_v4_01_alliance_level_subset.csv",
        "atop/atop_v4_01_member_level_subset.csv",
    ),
    "troops": ("troopdata/us_troops_country_year_pre1.csv",),
    "disputes": ("gml-mid/gml_disputes.csv", "gml-mid/gml_participants.csv"),
    "crises": ("icb/icb1_v13_crises.csv",),
    "conflicts": ("ucdp/ucdp_prio_acd_19_1.csv",),
    "provocations": ("csis-provocations/dprk_provocations_1958_2026.csv",),
    "missile_tests": (
        "cns-missile-tests/dprk_missile_tests.csv",
        "cns-missile-tests/facilities.json",
        "cns-missile-tests/missiles.json",
    ),
    "leaders": ("leaders/archigos_4_1_subset.csv",),
    "frus": ("frus/frus1969-76v19p1.xml",),
    "coded_events": ("icews/icews_events_2018_sample_korea.tab",),
}
"""The ten families of data, and the files of each, from the folder of the data on."""

HEAD: Final = ("loaded", "rows", "statements", "seconds", "rows a second", "peak MB", "ratio")
_ICEWS: Final = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code"
    "\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number"
    "\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"
)


class Run(NamedTuple):
    """A run of the command: what it printed, how long it took, its peak of memory in MB."""

    out: str
    seconds: float
    peak: float


def run(*arguments: object) -> Run:
    """Run alliancekg. Raises CalledProcessError."""
    command = [sys.executable, "-m", "alliancekg", "--quiet", *map(str, arguments)]
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        out.seek(0)
        said = out.read()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, said)
    return Run(said, took, usage.ru_maxrss / 1024)


def loaded(name: str, loader: str, files: Sequence[Path], store: Path) -> tuple[str, ...]:
    """Load files into a store, and return a line of the table."""
    before = set(Store(store).current().ledger.graphs)
    done = run("load", loader, *files, "--store", store)
    generation = Store(store).current()
    (graph,) = set(generation.ledger.graphs) - before
    facts = generation.ledger.loads[graph.removeprefix(GRAPH)]
    assert isinstance(facts, dict)
    rows = facts["rows"]["read"]
    generation.check()
    peer = _written(generation.data, graph)
    return (
        name,
        f"{rows:,}",
        f"{generation.ledger.graphs[graph]:,}",
        f"{done.seconds:.1f}",
        f"{rows / done.seconds:,.0f}",
        f"{done.peak:,.0f}",
        f"{done.seconds / peer:.1f}",
    )


def _written(data: Path, graph: str) -> float:
    """Return how long the engine alone takes to write the statements of a graph.

    It does so in a process of its own: Linux counts the memory of a process that starts another
    one as the other's, too.
    """
    command = [sys.executable, "-c", _PEER, str(data), graph]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


_PEER: Final = """
import sys, tempfile, time
import pyoxigraph as px

store, graph = px.Store.read_only(sys.argv[1]), px.NamedNode(sys.argv[2])
# A compaction may still write into the folder when it is removed.
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    path = f"{folder}/graph.nt"
    store.dump(path, px.RdfFormat.N_TRIPLES, from_graph=graph)
    start = time.perf_counter()
    peer = px.Store(f"{folder}/store")
    peer.bulk_load(path=path, format=px.RdfFormat.N_TRIPLES, to_graph=graph)
    peer.flush()
    print(time.perf_counter() - start)
"""


def made_up(path: Path, rows: int) -> Path:
    """Write events between two states, day after day; nothing of them is true."""
    with path.open("w", encoding="utf-8") as out:
        out.write(_ICEWS)
        for number in range(rows):
            day = f"{1950 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            out.write(
                f"{number + 1}\t{day}\tCitizen (Japan)\tNA\tJapan\tConsult\t040\t1\tCitizen (China)"
                "\tNA\tChina\t1\t1\tNobody\tNA\tNA\tNA\tJapan\t0\t0\n"
            )
    return path


def size(store: Path) -> float:
    """Return the size of the current generation in MB."""
    data = Store(store).current().data
    return sum(path.stat().st_size for path in data.iterdir()) / 1e6


def lines(data: Path | None, families: Sequence[str], rows: Sequence[int]) -> Iterator[str]:
    """Yield the tables and what they come to."""
    with tempfile.TemporaryDirectory() as folder:
        if data:
            store = Path(folder) / "families"
            built = run("build", "--store", store)
            found = [
                loaded(name, name, [data / file for file in FILES[name]], store)
                for name in families
            ]
            total = built.seconds + sum(float(line[3]) for line in found)
            yield tables.table(HEAD, found)
            count = Store(store).current().ledger.quads
            yield (
                f"{len(found)} families in one store: {count:,} statements, {size(store):,.0f} MB,"
                f" {total:.0f} s with the build\n\n"
            )
        found = []
        for number in rows:
            store = Path(folder) / f"made-up-{number}"
            run("build", "--store", store)
            file = made_up(Path(folder) / f"{number}.tab", number)
            found.append(loaded(f"made-up events, {number:,}", "coded_events", [file], store))
        if found:
            yield tables.table(HEAD, found)
            peaks = [float(line[5].replace(",", "")) for line in found]
            yield f"peak of memory, the last against the first: {peaks[-1] / peaks[0]:.2f}\n"


def main() -> None:
    """Read the arguments, load, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FILES))
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--rows", default="5000,50000", help="made-up events; default: %(default)s")
    given = parser.parse_args()
    rows = [int(number) for number in given.rows.split(",") if number]
    for text in lines(given.data, given.families or list(FILES), rows):
        sys.stdout.write(text)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
