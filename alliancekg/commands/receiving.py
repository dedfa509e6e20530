"""A process that does one load for the server, and has no way out to others.

    python -m alliancekg.commands.receiving SOCKET

SOCKET is the number of an open socket, from which the load comes and to which its report goes. The
process ends with the server, and when the server lets go of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from alliancekg.errors import EngineError, LockedError, SourceErrors, StaleError, UsageError
from alliancekg.loadreports import Report, refused_rows
from alliancekg.loadruns import Readers, Request, run
from alliancekg.serving import confining, frames, jobs, loadjobs
from alliancekg.serving.loadjobs import LoadJob, LoadReply
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import DATA, TABLES

_LATE: Final = 15.0  # seconds after which the kernel ends what the server should have ended
_NICE: Final = 5  # questions come first
_MB: Final = 1024 * 1024


class _EndedError(BaseException):
    """The server wants no more of this."""


def main(arguments: list[str]) -> None:
    """Do the load that comes from the socket, and tell of it."""
    confining.refuse_cores()
    confining.forbid_connections()
    os.nice(_NICE)
    with socket.socket(fileno=int(arguments[0])) as server, suppress(_EndedError, EOFError):
        facts, _ = frames.receive(server)
        job = LoadJob.of(facts)
        signal.signal(signal.SIGTERM, _end)
        confining.end_after(job.seconds + _LATE)
        confining.limit_memory(confining.reserved() + job.memory)
        threading.Thread(target=_end_with, args=(server, Path(job.folder)), daemon=True).start()
        reply = _reply(job)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what is done is told
        with suppress(OSError):
            frames.send(server, reply.facts(), reply.body)


def _end(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what cleans up is not to be interrupted
    raise _EndedError


def _end_with(server: socket.socket, folder: Path) -> None:
    """End this process when the server is gone, which would remove the folder."""
    with suppress(OSError):
        server.recv(1)
    shutil.rmtree(folder, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)


def _reply(job: LoadJob) -> LoadReply:
    """Return the report, or what is wrong."""
    folder = Path(job.folder)
    report = Report()
    try:
        facts = _done(job, folder, report)
    except UsageError as error:
        is_stale = isinstance(error, StaleError)
        told = _without_paths(str(error), job)
        return LoadReply(loadjobs.STALE if is_stale else jobs.USAGE, told)
    except LockedError as error:
        return LoadReply(loadjobs.LOCKED, error.who)
    except EngineError as error:
        return LoadReply(jobs.ENGINE, str(error))
    except OSError as error:
        return LoadReply(jobs.ENGINE, f"{error.filename}: {error.strerror or error}")
    except MemoryError:
        return LoadReply(jobs.MEMORY)
    except Exception:  # noqa: BLE001  told in the log of the server, and to nobody else
        return LoadReply(loadjobs.FAULT, traceback.format_exc())
    body = json.dumps({"report": facts, "text": report.text()}, ensure_ascii=False)
    return LoadReply(body=body.encode("utf-8", "backslashreplace"))


def _done(job: LoadJob, folder: Path, report: Report) -> dict[str, Any]:
    """Load, and return what there is to tell of it as plain values."""
    # No module may come from where the files are, which are the client's.
    sys.path[:] = [place for place in sys.path if Path(place).is_absolute()]
    os.chdir(folder / loadjobs.FILES)
    rows = folder / "refused.csv"
    with rows.open("w", encoding="utf-8", newline="") as refused:
        request = Request(
            job.loader,
            [Path(name) for name in job.files],
            job.source,
            job.encoding,
            job.is_strict,
            job.is_plan,
            refused,
        )
        workspace, store = Workspace(Path(job.workspace), job.is_packaged), Store(Path(job.store))
        try:
            run(request, workspace, store, Readers(DATA, TABLES), report)
        except SourceErrors as error:
            report.refused(error.findings)
    with rows.open(encoding="utf-8", newline="") as table:
        return {"loader": job.loader, **report.facts(), "refusedRows": refused_rows(table)}


def _without_paths(text: str, job: LoadJob) -> str:
    """Return a message without the places of this machine."""
    for place in (f"{job.folder}/{loadjobs.FILES}", job.folder, job.store, job.workspace):
        text = text.replace(f"{place}/", "").replace(place, "the store")
    return text


if __name__ == "__main__":
    main(sys.argv[1:])
