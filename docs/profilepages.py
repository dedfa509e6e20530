"""The page on the profiles: what each is for, its mapping, what it cannot say, and an example.

`generate` writes it. It is made of the headers in `queries/profiles/` and of the examples beside
them, which a test holds to what the profiles make of the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alliancekg import profiles
from alliancekg.profiles import Profile

ROOT: Final = Path(__file__).resolve().parent.parent

_HEAD: Final = """\
<!-- Written by docs/generate.py from queries/profiles/: edit those, and run make docs. -->

# The profiles

A profile says the graph, or what of it can be said, in the words of another vocabulary.
`alliancekg export --profile NAME` writes it: the same bytes for the same graph.

- Each is a CONSTRUCT in `queries/profiles/NAME.rq`, plain SPARQL 1.1, for any engine. Some have a
  last step that SPARQL cannot do; it is named below.
- Each has shapes, `shapes/profiles/NAME.ttl`. `alliancekg validate FILE --shapes
  shapes/profiles/NAME.ttl` holds a file to them; they are no rules of the graph itself.
- Nodes that only a profile has are fragments of the record that they belong to. None is blank.
- An event that is planned, cancelled or imagined is never told as one that happened, nor a claim as
  a fact. What a profile cannot say is listed with it; where nothing may be lost, export TriG.

| profile | vocabulary | version | last step |
|---|---|---|---|
"""
# By format or, where lines of text are written, by the last step: suffix and language.
_FORMS: Final = {
    "turtle": ("ttl", "turtle"),
    "trig": ("trig", "trig"),
    "triple-terms": ("nt", "text"),
    "quickstatements": ("qs", "text"),
}


def example(profile: Profile) -> Path:
    """Return the file with the example of a profile: what it says of a few nodes."""
    folder = ROOT / "queries" / "profiles"
    return folder / f"{profile.name}.{_FORMS[profile.format or profile.finish][0]}"


def page() -> str:
    """Return the page: the profiles in a table, then each with its mapping."""
    found = profiles.find(ROOT / "queries").values()
    lines = [_HEAD]
    for profile in found:
        header = profile.header
        step = f"`{profile.finish}`" if profile.finish else ""
        name = f"[{profile.name}](#{profile.name})"
        lines.append(f"| {name} | <{header.vocabulary}> | {_plain(header.version)} | {step} |\n")
    for profile in found:
        lines += _profile(profile)
    return "".join(lines)


def _profile(profile: Profile) -> Iterator[str]:
    header = profile.header
    yield f"\n## {profile.name}\n\n**{_plain(header.summary)}.** {_plain(header.description)}\n"
    yield "\n| ours | theirs | note |\n|---|---|---|\n"
    for rule in header.mapping:
        yield f"| {_plain(rule.ours)} | {_plain(rule.theirs)} | {_plain(rule.note)} |\n"
    yield "\nWhat it cannot say:\n\n"
    for text in header.unsaid:
        yield f"- {_plain(text)}\n"
    form = _FORMS[profile.format or profile.finish][1]
    text = example(profile).read_text(encoding="utf-8").strip("\n")
    yield f"\nFrom what it makes of the graph:\n\n```{form}\n{text}\n```\n"


def _plain(text: str) -> str:
    """Return a text for Markdown, where `|` ends a cell and `<` may begin a tag."""
    return " ".join(text.replace("|", r"\|").replace("<", "&lt;").split())
