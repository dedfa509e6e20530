"""SVG as text: elements whose every value is escaped, and texts broken into lines.

Pictures scale by their positions: what lies along the width is a share of it, heights and letters
are in pixels, so that a text is as large on a telephone as on a wide screen. There is no style in
the elements: their classes are told of in the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from alliancekg.pages.frame import shown
from alliancekg.tables import width

LINE: Final = 18
"""The height of a line of text in pixels."""

NARROW: Final = 42
"""How many letters go into a line on a telephone."""


def tag(name: str, *children: Markup | str, **attributes: str | float) -> Markup:
    """Return an element; `class_` is `class`, and `stroke_width` is `stroke-width`.

    A text in it is shown as on a page, so that no sign of direction reaches beyond it.

    >>> tag("text", "<b>", x=3, class_="note")
    Markup('<text x="3" class="note">&lt;b&gt;</text>')
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    inner = "".join(
        str(escape(child if isinstance(child, Markup) else shown(child))) for child in children
    )
    return Markup(f"<{name}{said}>{inner}</{name}>")


def _number(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """Return a share of the width.

    >>> percent(0.12345)
    '12.35%'
    """
    return f"{_number(share * 100)}%"


def picture(
    key: str, height: float, title: str, description: str, parts: Iterable[Markup | str]
) -> Markup:
    """Return a whole picture, named by its title and its description for who does not see it."""
    return tag(
        "svg",
        tag("title", shown(title), id=f"{key}-title"),
        tag("desc", shown(description), id=f"{key}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="picture",
        role="group",
        aria_labelledby=f"{key}-title {key}-desc",
        width="100%",
        height=height,
    )


def lines(text: str, longest: int, most: int = 4) -> list[str]:
    """Return a text as lines of at most so many columns; what is left of it is cut.

    >>> lines("Talks on a command", 10), lines("a b c d", 1, 2)
    (['Talks on a', 'command'], ['a', 'b…'])
    """
    found, line = [], ""
    for word in _words(shown(text, 300), longest):
        if line and width(f"{line} {word}") > longest:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    found.append(line)
    return found if len(found) <= most else [*found[: most - 1], f"{found[most - 1]}…"]


def _words(text: str, longest: int) -> list[str]:
    """Return the words; one that is longer than a line is cut into pieces of a line."""
    found = []
    for word in text.split(" "):
        piece = ""
        for letter in word:
            if width(piece + letter) > longest:
                found.append(piece)
                piece = ""
            piece += letter
        found.append(piece)
    return found


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text and what is said behind them less loudly, beside the last or in lines below."""

    text: str
    more: str
    lines: Sequence[str]
    below: Sequence[str]

    @property
    def height(self) -> int:
        """How high the label is, in pixels."""
        return LINE * (len(self.lines) + len(self.below))

    def drawn(self, x: float, top: float, href: str, class_: str) -> Markup:
        """Return the label from a point on, a link if it leads anywhere.

        The whole text is told by the pointer.
        """
        y = top + LINE - 5
        spans = [tag("tspan", line, x=x, y=y + LINE * at) for at, line in enumerate(self.lines)]
        if self.more and not self.below:
            spans.append(tag("tspan", f" · {self.more}", class_="more"))
        under = y + LINE * len(self.lines)
        rest = [
            tag("text", line, x=x, y=under + LINE * at, class_="label more")
            for at, line in enumerate(self.below)
        ]
        whole = tag("title", shown(" · ".join(filter(None, [self.text, self.more])), 1000))
        parts = (whole, tag("text", *spans, class_=class_), *rest)
        return tag("a", *parts, href=href) if href else tag("g", *parts)


def labelled(text: str, more: str, letters: int) -> Label:
    """Return a label in lines of so many columns."""
    found = lines(text, letters)
    is_beside = not more or width(f"{found[-1]} · {more}") <= letters
    return Label(text, more, found, [] if is_beside else lines(more, letters, 2))


def arrow(key: str, class_: str) -> Markup:
    """Return the head of an arrow, for `marker-end`."""
    return tag(
        "marker",
        tag("path", d="M0,0 L8,4 L0,8 z", class_=class_),
        id=key,
        viewBox="0 0 8 8",
        refX=7,
        refY=4,
        markerWidth=7,
        markerHeight=7,
        orient="auto-start-reverse",
    )


def fade(key: str, shares: Sequence[tuple[int, float]], class_: str) -> Markup:
    """Return a gradient from left to right: at so many hundredths so much of the colour."""
    stops = (
        tag("stop", offset=f"{at}%", stop_opacity=share, class_=class_) for at, share in shares
    )
    return tag("linearGradient", *stops, id=key)
