r"""Terms as text of a query, in a spelling that every engine reads as the same term.

SPARQL 1.1, section 19.2, has `\u0022` resolved before the text is parsed, and engines differ on
whether that reaches into `\\u0022`, which then ends a string. So an escape always has eight digits,
and no `u` stands behind a backslash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\\\([uU])|\\.", re.DOTALL)


def written(term: NamedNode | Literal) -> str:
    r"""Return a term as pyoxigraph, which has validated it, writes it, with escapes made safe.

    >>> import pyoxigraph as px
    >>> written(px.Literal(r"a\u0022 b\n"))
    '"a\\\\\\U000000750022 b\\\\n"'
    """
    return _ESCAPE.sub(_safe, str(term))


def _safe(found: re.Match[str]) -> str:
    if found[1]:
        return rf"\U0000{found[1]}"
    return rf"\\\U{ord(found[2]):08X}" if found[2] else found[0]
