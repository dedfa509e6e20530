"""What a worker process is asked to do, and what it replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

SPARQL: Final = "sparql"
"""Any text from outside: it is guarded, answered, and written in a format."""
RESULT: Final = "result"
"""A question of our own, which has passed the guard: its rows are wanted, not a text."""
NODE: Final = "node"
"""What is said of a node and of its parts."""
SCHEME: Final = "scheme"
"""A SKOS scheme and its concepts, whose IRIs are fragments of its own."""
GRAPH: Final = "graph"
"""A named graph, or the default graph if no name is given."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done on one generation, and what it may cost.

    `table`, `boolean` and `graph` are the formats that the client takes of an answer of each kind,
    "" for none. The dataset is None unless the protocol gives one. `rows` and `size` (bytes) are
    limits of the answer, `seconds` is that of the work.
    """

    kind: str
    generation: str  # its folder
    text: str = ""  # a query, or the IRI of a node or a graph
    form: str = ""  # of a RESULT
    table: str = ""
    boolean: str = ""
    graph: str = ""
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None  # of relative IRIs
    seconds: float = 10.0
    rows: int = 100_000
    size: int = 50 * 1024 * 1024

    def facts(self) -> dict[str, Any]:
        """Return the job as plain values."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Job:
        """Return the job of which these are the facts."""
        found = dict(facts)
        for name in ("default_graphs", "named_graphs"):
            found[name] = None if found[name] is None else tuple(found[name])
        return cls(**found)


USAGE: Final = "usage"
"""The question is wrong."""
FORMAT: Final = "format"
"""The answer cannot be given in any format that the client takes."""
LIMIT: Final = "limit"
"""The answer is too large."""
ABSENT: Final = "absent"
"""Nothing is said of the node, or there is no such graph."""
ENGINE: Final = "engine"
"""The engine or the disk failed; what it says may hold paths, and is for the log."""
TIME: Final = "time"
"""The time was up, and the worker was ended."""
MEMORY: Final = "memory"
"""The worker was ended by the kernel or by the engine itself."""
BUSY: Final = "busy"
"""Too many are waiting."""
GONE: Final = "gone"
"""The client left."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer in its format; or the kind of fault, and what is wrong.

    `varies` tells that the same question may have another answer (NOW, RAND and such). `lost`
    tells of a generation that could not be opened: it was removed perhaps.
    `is_worn` tells that the worker holds more memory than it needs, and is to be replaced.
    """

    fault: str = ""
    message: str = ""
    form: str = ""
    format: str = ""
    rows: int = 0
    varies: bool = False
    lost: bool = False
    is_worn: bool = False
    body: bytes = b""

    def facts(self) -> dict[str, Any]:
        """Return all but the body as plain values."""
        found = asdict(self)
        del found["body"]
        return found
