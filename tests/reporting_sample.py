"""Reports on which the tests of the formats rest, and what writes the files that they compare."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alliancekg import __version__, reporting
from alliancekg.findings import Finding, Place
from alliancekg.namespaces import AK, ID, PREFIXES, SHAPES
from alliancekg.reports import Report, Rule, ShapeFinding, in_order

FOLDER: Final = Path(__file__).parent / "reporting"
SUFFIXES: Final = dict(
    zip(reporting.FORMATS, ("txt", "json", "ttl", "html", "sarif", "xml"), strict=True)
)
SH: Final = PREFIXES["sh"]
FOREIGN: Final = "http://example.org/shapes#NameShape"
HOSTILE: Final = (
    "<img src=x onerror=alert(1)>\x00\x07\x1b[31m\u202e {0} [click](http://x.example/) "
)
NODE: Final = ID + "event/nixon-doctrine"

RULES: Final = {
    "TreatyShape-party-minCount": Rule(
        SHAPES + "TreatyShape-party-minCount",
        "A treaty has parties",
        "A treaty binds two actors or more.",
    ),
    "EventShape-participant-class": Rule(
        SHAPES + "EventShape-participant-class",
        "A participant is an actor",
        "Who takes part in an event is an actor that is described.",
    ),
    "EventShape-label-uniqueLang": Rule(
        SHAPES + "EventShape-label-uniqueLang", "One label a language", "", "info"
    ),
    "PolicyShape-holder-minCount": Rule(SHAPES + "PolicyShape-holder-minCount", "A holder"),
    "TimeSpanShape-edtf": Rule(
        SHAPES + "TimeSpanShape-edtf", "A date is EDTF", "A date is an EDTF string of level 1."
    ),
    FOREIGN: Rule(FOREIGN, severity="warning"),
}

FINDINGS: Final[tuple[Finding, ...]] = (
    Finding(
        Place("seeds/treaties.csv", 14, 12),
        "signed",
        "22/01/1963",
        "is not a day",
        "YYYY-MM-DD",
        "write the day as 1648-10-24",
    ),
    Finding(
        Place("notes/été & co.csv", 2, 2),
        "title",
        "Traité\nde l’Élysée 🕊",
        "has a line break",
        "one line",
        "put the words on one line",
        "warning",
    ),
    Finding(
        Place("data/new.ttl"),
        "",
        "",
        "tells nothing of an actor",
        "data of each class that it names",
        "add them, or leave it so",
        "warning",
    ),
    ShapeFinding(
        Place("data/new.ttl", 9),
        "participant",
        "actor/frence",
        "is described nowhere",
        "an actor (the nearest id is actor/france)",
        "add the actor, or correct the id",
        "violation",
        "EventShape-participant-class",
        "event/nixon-doctrine",
        NODE,
        AK + "participant",
        SH + "ClassConstraintComponent",
        "dangling",
    ),
    ShapeFinding(
        Place("data/new.ttl", 9),
        "participant",
        "place/paris",
        "is a place",
        "an actor",
        "name the actor",
        "violation",
        "EventShape-participant-class",
        "event/nixon-doctrine",
        NODE,
        AK + "participant",
        SH + "ClassConstraintComponent",
        "wrong class",
    ),
    ShapeFinding(
        Place("a blank node"),
        "party",
        "",
        "has too few parties",
        "two or more",
        "name both parties",
        "violation",
        "TreatyShape-party-minCount",
        "a blank node",
        "",
        "",
        SH + "MinCountConstraintComponent",
    ),
    ShapeFinding(
        Place("data/new.ttl", 21),
        "edtf",
        "1971-13",
        "has no month 13",
        "EDTF",
        "correct the month",
        "violation",
        "TimeSpanShape-edtf",
        "event/nixon-doctrine#time",
        NODE + "#time",
        AK + "edtf",
        SHAPES + "EdtfConstraintComponent",
    ),
    ShapeFinding(
        Place("data/new.ttl", 30),
        "name",
        HOSTILE + "very long " * 400,
        "is no name:\n<script>alert(2)</script>",
        "[A-Z]{1,3}",
        "write a name & no more",
        "warning",
        FOREIGN,
        "http://example.org/id#1",
        "http://example.org/id#1",
        "http://example.org/ns#name",
        SH + "PatternConstraintComponent",
    ),
    ShapeFinding(
        Place("event/battle"),
        "label",
        "",
        "has two labels in en",
        "one label a language",
        "leave one out",
        "info",
        "EventShape-label-uniqueLang",
        "event/battle",
        ID + "event/battle",
        PREFIXES["rdfs"] + "label",
        SH + "UniqueLangConstraintComponent",
    ),
    ShapeFinding(
        Place("shapes/policy.ttl", 4),
        "",
        "",
        "looks at no node of the graph",
        "data of its class",
        "add such data, or leave it so",
        "info",
        "PolicyShape",
        "PolicyShape",
        SHAPES + "PolicyShape",
    ),
)


def rich() -> Report:
    """Return a report with each kind of finding that there is."""
    return Report(
        in_order(FINDINGS),
        {"EventShape": 4, "PolicyShape": 0, "TimeSpanShape": 2, "TreatyShape": 1, FOREIGN: 1200},
        1207,
        RULES,
        (FOLDER / "results.nt").read_text(encoding="utf-8"),
        ("data/new.ttl", "seeds/treaties.csv", "notes/été & co.csv", "data/fine.ttl"),
    )


def small() -> Report:
    """Return the report of the reference page: a fault of a table, a dangling reference."""
    chosen = [FINDINGS[0], FINDINGS[3]]
    return Report(
        in_order(chosen),
        {"EventShape": 1},
        1,
        {"EventShape-participant-class": RULES["EventShape-participant-class"]},
        "".join(
            f"_:{subject} <{predicate}> {value} .\n"
            for subject, predicate, value in (
                ("r", PREFIXES["rdf"] + "type", f"<{SH}ValidationReport>"),
                ("r", SH + "conforms", f'"false"^^<{PREFIXES["xsd"]}boolean>'),
                ("r", SH + "result", "_:x"),
                ("x", PREFIXES["rdf"] + "type", f"<{SH}ValidationResult>"),
                ("x", SH + "focusNode", f"<{NODE}>"),
                ("x", SH + "resultPath", f"<{AK}participant>"),
                ("x", SH + "resultSeverity", f"<{SH}Violation>"),
                ("x", SH + "sourceConstraintComponent", f"<{SH}ClassConstraintComponent>"),
                ("x", SH + "sourceShape", f"<{SHAPES}EventShape-participant-class>"),
                ("x", SH + "value", f"<{ID}actor/frence>"),
            )
        ),
        ("data/new.ttl", "seeds/treaties.csv"),
    )


REPORTS: Final = {
    "rich": (rich, None),
    "limited": (rich, 1),
    "empty": (lambda: Report((), {}, 0), None),
}


def written(name: str, kind: str) -> str:
    """Return one of the `REPORTS` in a format, the version of the program as a sign."""
    make, limit = REPORTS[name]
    text = reporting.write(make(), kind, limit)
    return text.replace(f"alliancekg {__version__}", "alliancekg @").replace(
        f'ersion": "{__version__}"', 'ersion": "@"'
    )


if __name__ == "__main__":  # write the files anew; what has changed is for a person to read
    for report in REPORTS:
        for kind, suffix in SUFFIXES.items():
            (FOLDER / f"{report}.{suffix}").write_text(written(report, kind), encoding="utf-8")
