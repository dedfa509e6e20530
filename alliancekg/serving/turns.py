"""Whose turn it is: so many at once, the others in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque


class Place:
    """A place in the line; who has left it gets no turn."""

    def __init__(self) -> None:
        self._moved = threading.Event()
        self.is_granted = False

    def wait(self, seconds: float) -> None:
        """Return when it is one's turn, when one leaves, or after some seconds."""
        self._moved.wait(seconds)

    def move(self) -> None:
        """End the wait."""
        self._moved.set()


class Turns:
    """So many turns; each is taken, and given back."""

    def __init__(self, number: int) -> None:
        self._free = number
        self._line: deque[Place] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._line)

    def enter(self, most: int) -> Place | None:
        """Return a place, at once granted if a turn is free; None if so many wait already."""
        place = Place()
        with self._lock:
            if self._free:
                self._free -= 1
                place.is_granted = True
                place.move()
            elif len(self._line) >= most:
                return None
            else:
                self._line.append(place)
        return place

    def leave(self, place: Place) -> bool:
        """Tell whether a place was granted; if not, it is given up."""
        with self._lock:
            if not place.is_granted:
                self._line.remove(place)
            return place.is_granted

    def give_back(self) -> None:
        """Let the next one have the turn."""
        with self._lock:
            if self._line:
                place = self._line.popleft()
                place.is_granted = True
                place.move()
            else:
                self._free += 1
