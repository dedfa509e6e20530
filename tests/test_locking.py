"""The writer's lock, and the bytes that are brought to the disk."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from storing import run

from alliancekg.errors import EngineError
from alliancekg.locking import append_synced, disk_faults, held, holder, write_synced

TRY = """
import sys
from pathlib import Path
from alliancekg.errors import EngineError
from alliancekg.locking import held
try:
    with held(Path(sys.argv[1]), "alliancekg load"):
        print("got it")
except EngineError as error:
    print(error)
"""


def test_a_held_lock_says_who_holds_it_and_is_empty_afterwards(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with held(lock, "alliancekg build"):
        who = holder(lock)
        assert who is not None
        assert (who.pid, who.host, who.command) == (
            os.getpid(),
            socket.gethostname(),
            "alliancekg build",
        )
    assert holder(lock) is None
    assert lock.read_bytes() == b""


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with held(lock, "alliancekg build"):
        who = holder(lock)
        told = run(TRY, lock).stdout
        assert told == (
            f"{lock}: the store is being written by {who}. Fix: wait until it has ended\n"
        )
        assert holder(lock) == who
    assert run(TRY, lock).stdout == "got it\n"


def test_a_second_writer_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        held(lock, "alliancekg build"),
        pytest.raises(EngineError, match=f"process {os.getpid()} on"),
        held(lock, "alliancekg load"),
    ):
        pytest.fail("two writers held one lock")


def test_an_error_in_the_block_frees_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with pytest.raises(KeyError), held(lock, "alliancekg build"):
        raise KeyError("x")
    assert holder(lock) is None
    assert run(TRY, lock).stdout == "got it\n"


def test_a_killed_process_frees_its_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    killed = run(
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from alliancekg.locking import held\n"
        "with held(Path(sys.argv[1]), 'alliancekg build'):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        lock,
    )
    assert killed.returncode == -9
    assert holder(lock) is not None
    with held(lock, "alliancekg load"):
        who = holder(lock)
        assert who is not None
        assert who.command == "alliancekg load"


def test_a_lock_that_a_child_of_a_dead_process_holds_is_said_to_be_so(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    ready, release = os.pipe(), os.pipe()
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from alliancekg.locking import held\n"
        "with held(Path(sys.argv[1]), 'alliancekg build'):\n"
        "    if os.fork() == 0:\n"
        "        os.read(int(sys.argv[3]), 1)\n"
        "        os._exit(0)\n"
        "    os.write(int(sys.argv[2]), b'x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, str(lock), str(ready[1]), str(release[0])]
    with subprocess.Popen(command, pass_fds=(ready[1], release[0])) as process:
        os.read(ready[0], 1)
        process.wait(timeout=60)
        with (
            pytest.raises(EngineError, match="has ended, but one that it started still holds"),
            held(lock, "alliancekg load"),
        ):
            pytest.fail("the child's lock was taken")
        os.write(release[1], b"x")
    for descriptor in (*ready, *release):
        os.close(descriptor)


def test_a_system_without_file_locks_is_told_what_it_can_do(tmp_path: Path) -> None:
    told = run("import sys\nsys.modules['fcntl'] = None\n" + TRY, tmp_path / "lock").stdout
    assert told == (
        f"{tmp_path / 'lock'}: this system has no file locks (fcntl), so a store can be read here "
        "but not written. Fix: build on Linux, macOS or WSL, and copy the store\n"
    )


def test_a_lock_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "nosuch" / "lock"
    with pytest.raises(EngineError) as caught, held(lock, "alliancekg build"):
        pytest.fail("there is no such folder")
    assert str(caught.value) == (
        f"{lock}: cannot open the lock: No such file or directory. "
        "Fix: mend the cause, and run the command again"
    )


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "free some space"),
        (OSError("IO error: No space left on device: While appending"), "free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), "let this user write there"),
        (OSError(errno.EROFS, "Read-only file system"), "let this user write there"),
        (OSError(errno.EIO, "Input/output error"), "mend the cause"),
    ],
)
def test_a_fault_of_the_disk_names_the_path_and_the_remedy(
    tmp_path: Path, error: OSError, fix: str
) -> None:
    path = tmp_path / "nosuch" / "x"
    with pytest.raises(EngineError) as caught, disk_faults(path, "write the quads"):
        raise error
    reason = error.strerror or str(error)
    assert str(caught.value).startswith(f"{path}: cannot write the quads: {reason}. Fix: {fix}")


def test_a_line_after_a_cut_line_stands_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append_synced(path, "1")
    write_synced(path, path.read_text(encoding="utf-8") + '{"cut')
    append_synced(path, "2")
    append_synced(path, "3")
    assert path.read_bytes() == b'1\n{"cut\n2\n3\n'
