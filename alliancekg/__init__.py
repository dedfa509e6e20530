"""A knowledge graph of alliance politics: actors, events, treaties, claims, all with evidence."""

import importlib

__version__ = "0.1.0"

_FROM_API = ("Answer", "Graph", "open")  # typed in __init__.pyi; read only when they are used
_FROM_ERRORS = ("AllianceKGError", "EngineError", "SourceErrors", "UsageError")


def __getattr__(name: str) -> object:
    """Return what a notebook uses; the command line is not to wait for it."""
    home = "api" if name in _FROM_API else "errors" if name in _FROM_ERRORS else ""
    if not home:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    """Return the names, for completion."""
    return sorted({*globals(), *_FROM_API, *_FROM_ERRORS})
