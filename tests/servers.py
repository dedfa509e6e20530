"""Real SPARQL servers for tests, on free ports of this machine only, stopped at the end."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

USER = PASSWORD = "dba"  # of a new Virtuoso, which none but this machine reaches
_START, _STOP = 60.0, 30.0  # seconds
VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxClientConnections = 10
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 0
DirsAllowed = {folder}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
MaxClientConnections = 10
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


APACHE_CONF = """\
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
ErrorLog "{folder}/error.log"
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot "{folder}/root"
<Directory "{folder}/root">
  AllowOverride FileInfo
  Options FollowSymLinks
  Require all granted
</Directory>
"""


@contextmanager
def apache_server(folder: Path) -> Iterator[str]:
    """Run an Apache that serves `root` in a folder, with .htaccess files, and give its address.

    Whoever it runs as must be able to read the folder.
    """
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    modules = Path("/usr/lib/apache2/modules")
    if program is None or not modules.is_dir():
        pytest.skip("needs Apache: apt-get install apache2-bin")
    port = _free_port()
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    (folder / "root" / "up").write_text("up", encoding="utf-8")
    conf = folder / "apache.conf"
    text = APACHE_CONF.format(folder=folder, port=port, user=user, modules=modules)
    conf.write_text(text, encoding="utf-8")
    with _running([program, "-f", str(conf), "-DFOREGROUND"], f"http://127.0.0.1:{port}/up"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """Run an empty Oxigraph in memory, and give the address of its queries."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("needs Oxigraph: pip install --group dev")
    port = _free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, f"http://127.0.0.1:{port}/query") as address:
        yield address


@contextmanager
def virtuoso_server(folder: Path, rows: int = 10_000) -> Iterator[str]:
    """Run a new Virtuoso in a folder, and give the address of its queries.

    It cuts answers after so many rows. The folder holds `virtuoso.ini`, and files it may read.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("needs Virtuoso: apt-get install virtuoso-opensource")
    port, sql = _free_port(), _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        VIRTUOSO_INI.format(folder=folder, http=port, sql=sql, rows=rows), encoding="utf-8"
    )
    command = [program, "+foreground", "+configfile", str(ini)]
    with _running(command, f"http://127.0.0.1:{port}/sparql") as address:
        yield address


@dataclass(frozen=True, slots=True)
class Served:
    """An `alliancekg serve` that runs: its address without a path, its process, and its log."""

    address: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def place(self) -> tuple[str, int]:
        """The host and the port."""
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 0

    def lines(self) -> list[dict[str, object]]:
        """Return what is logged by now."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def alliancekg_server(store: Path, log: Path, *options: str, script: str = "") -> Iterator[Served]:
    """Run `alliancekg serve` on a store, and stop it as a system does; its log is a file.

    A script stands in place of the program.
    """
    program = ["-c", script] if script else ["-m", "alliancekg"]
    command = [sys.executable, *program, "--store", str(store), "serve", "--port", "0"]
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "/sparql answers from generation" not in line:
                process.kill()
                pytest.fail(f"no server: {line}{log.read_text(encoding='utf-8')}")
            yield Served(line.partition("/sparql ")[0], process, log)
        finally:
            process.terminate()
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def oxigraph() -> Iterator[str]:
    """Return the address of an empty Oxigraph of one's own."""
    with oxigraph_server() as address:
        yield address


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the Virtuoso of a test file; what its tests have left there is there.

    After many large graphs were removed, Virtuoso 7.2.5 refuses to write ("out of seg data").
    """
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@contextmanager
def _running(command: Sequence[str], address: str) -> Iterator[str]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers; fail if it ends, or after a minute."""
    end = time.monotonic() + _START
    while not _answers(address):
        if process.poll() is not None:
            pytest.fail(f"{process.args!r} ended with {process.returncode}")
        if time.monotonic() > end:
            pytest.fail(f"{address} does not answer")
        time.sleep(0.05)


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?query=ASK%7B%7D")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
