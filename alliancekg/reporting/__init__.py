"""The report of a validation in each of its formats; what was found is told by `reports`.

Each format is a module of this package that is loaded only when it is asked for. None knows the
clock: the same report gives the same text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from alliancekg.reporting.selection import select
from alliancekg.reports import Report, in_order

FORMATS: Final = ("text", "json", "turtle", "html", "sarif", "junit")


def write(report: Report, format: str, limit: int | None = None) -> str:  # noqa: A002
    """Return a report as text in one of the `FORMATS`; it ends with a line break.

    `limit` is the number of findings shown of each severity; every format counts those that are
    left out. Raises ValueError for an unknown format or a limit below zero.
    """
    if limit is not None and limit < 0:
        raise ValueError(f"the limit is {limit}; expected 0 or more")
    report = replace(report, findings=in_order(report.findings))
    chosen = select(report, limit)
    match format:
        case "text":
            from alliancekg.reporting.text import render
        case "json":
            from alliancekg.reporting.jsonreport import render
        case "turtle":
            from alliancekg.reporting.turtle import render
        case "html":
            from alliancekg.reporting.html import render
        case "sarif":
            from alliancekg.reporting.sarif import render
        case "junit":
            from alliancekg.reporting.junit import render
        case _:
            raise ValueError(f"no report format '{format}'; there are: {', '.join(FORMATS)}")
    # A file may be named by bytes that are no UTF-8, which Python holds as lone surrogates.
    return render(report, chosen).encode("utf-8", "backslashreplace").decode("utf-8")
