"""A bibliography as text, BibTeX and CSL-JSON; each source once, in the order given.

What kind of work a document is (book, article, speech) the graph does not say, so that it is `misc`
in BibTeX and `document` in CSL-JSON; a data set is `dataset` in both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from alliancekg.citing import Name, Work
from alliancekg.errors import UsageError

FORMATS: Final = ("text", "bibtex", "csl")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
# Braces are counted even where a backslash stands before them, so that none may stand in a field.
_SPECIAL: Final = {
    **{character: f"\\{character}" for character in "$&#_%"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def write(works: Sequence[Work], form: str) -> str:
    """Return the bibliography in one of FORMATS, with its last line end; "" for none in text."""
    writers: dict[str, Callable[[Sequence[Work]], str]] = {
        "text": _text,
        "bibtex": _bibtex,
        "csl": _csl,
    }
    if form not in writers:
        raise UsageError(f"no format '{form}'; there are: {', '.join(FORMATS)}")
    return writers[form](works)


def _text(works: Sequence[Work]) -> str:
    return "".join(f"{_said(work)}\n" for work in works)


def _said(work: Work) -> str:
    creators = ", ".join(name.whole for name in work.creators)
    issue = ", ".join(filter(None, [work.publisher, work.issued.edtf]))
    made = " ".join(f"{part.rstrip('.')}." for part in (creators, work.title, issue) if part)
    said = work.citation or made
    more = [*([f"Licence: {work.license}"] if work.license else []), work.url]
    return " ".join([said, *(f"{part}." if "Licence" in part else part for part in more if part)])


def _bibtex(works: Sequence[Work]) -> str:
    taken: set[str] = set()
    return "\n".join(_entry(work, _key(work.key, taken)) for work in works)


def _entry(work: Work, key: str) -> str:
    fields = {
        "author": " and ".join(map(_author, work.creators)),
        "title": work.title and f"{{{escaped(work.title)}}}",
        **_dates(work),
        "publisher": escaped(work.publisher) if work.is_dataset else "",
        "howpublished": "" if work.is_dataset else escaped(work.publisher),
        "url": _url(work.url),
        "note": escaped(_note(work)),
    }
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@{'dataset' if work.is_dataset else 'misc'}{{{key},\n{''.join(lines)}}}\n"


def _dates(work: Work) -> dict[str, str]:
    """Return year, month and day; of a date that is not so plain the EDTF as the year."""
    issued = work.issued
    if len(issued.parts) != 1 or issued.is_circa:
        return {"year": escaped(issued.edtf)}
    year, month, day = (*issued.parts[0], 0, 0)[:3]
    return {
        "year": f"{year:04}",
        "month": _MONTHS[month - 1] if month else "",
        "day": str(day) if day else "",
    }


def _note(work: Work) -> str:
    licence = f"Licence: {work.license}" if work.license else ""
    return " ".join(filter(None, [work.citation, licence]))


def _author(name: Name) -> str:
    """Return a name so that BibTeX splits it right: a whole one in braces is not split."""
    if not name.family:
        return f"{{{escaped(name.whole)}}}"
    return f"{_part(name.family)}, {_part(name.given)}"


def _part(name: str) -> str:
    text = escaped(name)
    return f"{{{text}}}" if re.search(r"\band\b|,", name, re.IGNORECASE) else text


def escaped(text: str) -> str:
    r"""Return a text for a field of BibTeX: what LaTeX reads as a command is escaped.

    >>> escaped("Bonds & {Notes}: 5% of $1"), escaped("Élysée")
    ('Bonds \\& \\textbraceleft{}Notes\\textbraceright{}: 5\\% of \\$1', 'Élysée')
    """
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))


def _url(url: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in "{}\\ " else c for c in url)


def _key(key: str, taken: set[str]) -> str:
    """Return the source's key with what BibTeX takes in keys; one that is taken gets a number."""
    base = re.sub(r"[^A-Za-z0-9:._/-]+", "-", key).strip("-") or "source"
    found, number = base, 1
    while found.lower() in taken:
        number += 1
        found = f"{base}-{number}"
    taken.add(found.lower())
    return found


def _csl(works: Sequence[Work]) -> str:
    return json.dumps(list(_items(works)), ensure_ascii=False, indent=2) + "\n"


def _items(works: Iterable[Work]) -> Iterable[dict[str, object]]:
    for work in works:
        found: dict[str, object] = {
            "id": work.key,
            "type": "dataset" if work.is_dataset else "document",
            "title": work.title,
            "author": [_csl_name(name) for name in work.creators],
            "issued": _csl_date(work),
            "publisher": work.publisher,
            "URL": work.url,
            "note": _note(work),
        }
        yield {name: value for name, value in found.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.family:
        return {"family": name.family, "given": name.given}
    return {"literal": name.whole}


def _csl_date(work: Work) -> dict[str, object]:
    issued = work.issued
    if not issued.parts:
        return {"literal": issued.edtf} if issued.edtf else {}
    found: dict[str, object] = {"date-parts": [list(part) for part in issued.parts]}
    return {**found, "circa": True} if issued.is_circa else found
