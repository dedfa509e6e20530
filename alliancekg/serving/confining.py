"""What the kernel forbids a worker process: connections, more memory, more processor time.

This is the second barrier, behind the guard that reads the query. Where the kernel has no Landlock
that knows of TCP (Linux before 6.7, other systems), only the guard keeps a query from calling out.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
from pathlib import Path
from typing import Final

try:
    import resource
except ImportError:  # Windows has none, and no server
    resource = None  # type: ignore[assignment]

KNOWS_TCP: Final = 4
"""The first version of Landlock that can forbid TCP connections."""

# linux/landlock.h: the numbers of the calls are the same on all architectures but Alpha.
_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_BIND_TCP: Final = 1 << 0
_CONNECT_TCP: Final = 1 << 1
_NO_NEW_PRIVILEGES: Final = 38  # of prctl


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64), ("handled_access_net", ctypes.c_uint64))


def landlock() -> int:
    """Return the version of Landlock that the kernel has, 0 if it has none."""
    if sys.platform != "linux" or platform.machine() == "alpha":
        return 0
    found = ctypes.CDLL(None, use_errno=True).syscall(_CREATE_RULESET, None, 0, _VERSION)
    return max(0, int(found))


def forbid_connections() -> bool:
    """Let this process open and accept no TCP connection from now on, if the kernel can do so.

    Return whether it is so. There is no way back; sockets that are already open go on working.
    """
    if landlock() < KNOWS_TCP:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rules = _Ruleset(0, _BIND_TCP | _CONNECT_TCP)
    number = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if number < 0:
        return False
    try:
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            return False
        return not libc.syscall(_RESTRICT_SELF, number, 0)
    finally:
        os.close(number)


def limit_memory(most: int) -> bool:
    """Let this process have so many bytes (see `reserved`); an engine that wants more is ended.

    Return whether it is so: only Linux counts them.
    """
    if not reserved():
        return False
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))
    return True


def refuse_cores() -> None:
    """Leave no image of the memory on the disk when this process is ended."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_after(seconds: float) -> None:
    """Have the kernel end this process after some seconds; 0 takes it back.

    It does so even while the engine runs, and if the server that would do it is gone.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)


def reserved() -> int:
    """Return the bytes of memory that this process may write to, used or not; 0 if unknown."""
    return _status("VmData")


def used() -> int:
    """Return the bytes of memory that this process has written to; 0 if unknown."""
    return _status("RssAnon")


def _status(name: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith(f"{name}:")), f"{name}: 0")
    return int(found.split()[1]) * 1024
