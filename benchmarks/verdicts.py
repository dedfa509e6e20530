"""What is to be thought of answers that were given while generations of a store changed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from crowd import Seen


@dataclass(frozen=True, slots=True)
class Published:
    """A generation: its whole answer, and the moments between which it became the current one."""

    number: int
    answer: bytes
    begun: float = -math.inf
    done: float = -math.inf


@dataclass
class Run:
    """What one server did, and how the answers compare with those of the generations."""

    seen: Seen
    seconds: float = 0.0
    published: list[Published] = field(default_factory=list)
    grown: str = "-"
    wrong: int = 0
    mixed: int = 0
    untimely: int = 0
    back: int = 0
    met: int = 0
    loads: int = 0

    def judge(self) -> None:
        """Count answers that are of no generation, of several, of one not current, or led back."""
        numbers = {one.answer: at for at, one in enumerate(self.published)}
        if len(numbers) < len(self.published):
            raise SystemExit("two generations have one answer. Fix: load what the query asks for")
        rows = {row for one in self.published for row in one.answer.splitlines()}
        newest: dict[int, int] = {}
        for answer in self.seen.answers:
            body = self.seen.bodies[answer.body]
            at = numbers.get(body)
            if at is None:
                is_mixed = rows.issuperset(body.splitlines())
                self.mixed, self.wrong = self.mixed + is_mixed, self.wrong + (not is_mixed)
                continue
            later = self.published[at + 1 : at + 2]
            is_over = any(answer.asked > one.done for one in later)
            self.untimely += is_over or answer.got < self.published[at].begun
            self.back += at < newest.get(answer.client, 0)
            newest[answer.client] = max(at, newest.get(answer.client, 0))
        self.met = sum(body in numbers for body in self.seen.bodies)

    @property
    def times(self) -> list[float]:
        """The seconds of each answer, sorted."""
        return sorted(answer.got - answer.asked for answer in self.seen.answers) or [0.0]

    @property
    def rate(self) -> float:
        """Answers a second, as long as all asked."""
        in_time = sum(answer.got <= self.seen.ended for answer in self.seen.answers)
        return in_time / self.seconds if self.seconds else 0.0

    @property
    def p99(self) -> float:
        """The time that 99 of 100 answers took at most."""
        times = self.times
        return times[min(len(times) - 1, len(times) * 99 // 100)]
