"""The statements of a nanopublication in words, as the paraphrase of a claim.

Source: the assertion of a nanopublication; IRIs are told by the labels that it gives, or else by
the last part of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from alliancekg.nanopubs import RDF_TYPE, Nanopub, Said, Value

_NAMES: Final = ("label", "prefLabel", "name", "title", "hasLabelFromApi")
_MOST: Final = 8  # statements in a paraphrase
_LONGEST: Final = 300  # characters of one value
_SENTENCE: Final = re.compile(r"https?://purl[.]org/aida/(.+)")  # an IRI that is a sentence

_IN_WORDS: Final = re.compile("[A-Za-z]+(?:[_-][A-Za-z]+)*")  # no number, no digest


def local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local("http://purl.org/pav/createdBy"), local("http://example.org/np1#")
    ('createdBy', 'np1')
    """
    return re.split("[/#:]", iri.rstrip("/#"))[-1]


def shown(text: str) -> str:
    """Return a text on one line, without what cannot be printed, and not too long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def names(nanopub: Nanopub) -> Mapping[str, str]:
    """Return the names that a nanopublication itself gives to what it speaks of."""
    found: dict[str, str] = {}
    for part in (nanopub.pubinfo, nanopub.assertion, nanopub.provenance):
        for said in part:
            if local(said.predicate) in _NAMES and said.value.kind == "literal":
                found.setdefault(said.subject, shown(said.value.text))
    return {subject: name for subject, name in found.items() if name}


def sentence(said: Sequence[Said], known: Mapping[str, str]) -> str:
    """Return statements as one sentence; of many the first, with how many more there are.

    Where the assertion paraphrases a claim, that is the sentence.
    """
    if text := next((s.value.text for s in said if local(s.predicate) == "paraphrase"), ""):
        return shown(text)
    told = [_statement(statement, known) for statement in said[:_MOST]]
    more = len(said) - len(told)
    if more:
        told.append(f"and {more} more statement{'s' if more > 1 else ''}")
    return "; ".join(told) + "."


def _statement(said: Said, known: Mapping[str, str]) -> str:
    if local(said.predicate) == "asSentence":
        return _value(said.value, known).rstrip(".")
    value = _value(said.value, known)
    verb = _words(known, said.predicate)
    if said.predicate == RDF_TYPE:
        verb = "is an" if re.match("[aeio]|un[^i]", value, re.I) else "is a"
    return f"{_words(known, said.subject)} {verb} {value}"


def _value(value: Value, known: Mapping[str, str]) -> str:
    return f"“{shown(value.text)}”" if value.kind == "literal" else _words(known, value.text)


def _words(known: Mapping[str, str], node: str) -> str:
    """Return a node in words: its name, or the last part of its IRI.

    >>> _words({}, "http://example.org/isTransmittedBy"), _words({}, "http://example.org/RO_0002556")
    ('is transmitted by', 'RO_0002556')
    """
    if node in known:
        return known[node]
    if node.startswith("_:"):
        return "something"
    if found := _SENTENCE.fullmatch(node):
        return shown(unquote(found[1].replace("+", " "))).rstrip(".")
    last = shown(unquote(local(node))) or node
    if not _IN_WORDS.fullmatch(last):
        return last
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", re.sub("[_-]", " ", last)).split()
    return " ".join(w if w.isupper() or len(words) == 1 else w.lower() for w in words)
