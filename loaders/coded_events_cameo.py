"""CAMEO event codes: which there are, their PLOVER type, and the type of event that is ours.

Source: the code lists of CAMEO 1.1b3 and the conversion of PLOVER 0.8 (2021), which has nothing for
statements (01) and appeals (02). Codes are text: 010 is a statement, 10 is a demand.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# The last digit of the three-digit codes of each root. GDELT knows 155 and 176 as well.
_LAST: Final = {
    **{"01": 9, "02": 8, "03": 9, "04": 6, "05": 7, "06": 4, "07": 5, "08": 7, "09": 4, "10": 8},
    **{"11": 6, "12": 9, "13": 9, "14": 5, "15": 5, "16": 6, "17": 6, "18": 6, "19": 6, "20": 4},
}
# The longest beginning of a code tells: its PLOVER type, and our type of event.
_TYPES: Final = {
    "01": ("", "statement"),
    "02": ("", "request"),
    "03": ("AGREE", "pledge"),
    "04": ("CONSULT", "consultation"),
    "046": ("CONSULT", "negotiation"),
    "05": ("SUPPORT", "support"),
    "057": ("SUPPORT", "agreement-conclusion"),
    "06": ("COOPERATE", "cooperation"),
    "07": ("AID", "aid"),
    "071": ("AID", "economic-assistance"),
    "08": ("CONCEDE", "concession"),
    "0813": ("RETREAT", "retreat"),
    "0814": ("RETREAT", "retreat"),
    "084": ("RETREAT", "retreat"),
    "085": ("RETREAT", "retreat"),
    "086": ("RETREAT", "retreat"),
    "087": ("RETREAT", "retreat"),
    "09": ("ACCUSE", "investigation"),
    "10": ("REQUEST", "demand"),
    "11": ("ACCUSE", "disapproval"),
    "112": ("ACCUSE", "accusation"),
    "115": ("ACCUSE", "accusation"),
    "12": ("REJECT", "rejection"),
    "13": ("THREATEN", "threat"),
    "14": ("PROTEST", "protest"),
    "15": ("MOBILIZE", "mobilization"),
    "16": ("SANCTION", "sanction"),
    "163": ("COERCE", "sanction"),
    "17": ("COERCE", "coercion"),
    "1712": ("ASSAULT", "assault"),
    "175": ("ASSAULT", "assault"),
    "18": ("ASSAULT", "assault"),
    "19": ("ASSAULT", "military-conflict"),
    "191": ("COERCE", "coercion"),
    "192": ("COERCE", "coercion"),
    "20": ("ASSAULT", "mass-violence"),
}


class Cameo(NamedTuple):
    """A code of CAMEO: its PLOVER type (empty: none) and our type of event."""

    code: str
    plover: str
    event_type: str

    @property
    def is_root(self) -> bool:
        """Tell whether it is one of the twenty roots: 10, and not 100 or 010."""
        return len(self.code) == 2

    @property
    def is_against(self) -> bool:
        """Tell whether it is directed against the other actor: an inquiry, a demand, or worse."""
        return self.code >= "09"


def cameo(code: str) -> Cameo | None:
    """Return what a code of two to four digits means; None if it is none of CAMEO's.

    >>> cameo("010").event_type, cameo("10").event_type, cameo("40")
    ('statement', 'demand', None)
    """
    root = code[:2]
    if not re.fullmatch(r"[0-9]{2}(?:[0-9](?:[1-9])?)?", code) or root not in _LAST:
        return None
    if code[2:] and int(code[2]) > _LAST[root]:
        return None
    known = next(code[:n] for n in (4, 3, 2) if code[:n] in _TYPES)
    return Cameo(code, *_TYPES[known])
