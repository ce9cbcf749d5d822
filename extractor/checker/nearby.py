"""What may belong together: figures no further apart than one report is long.

A document may be many reports in one file. Figures that agree by their size or their name alone say something where they stand
in one report; a hundred reports further on they agree by accident, and comparing all with all costs the square of the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

NEAR = 60_000  # characters: longer than a report of one department with all its tables
Thing = TypeVar("Thing")


class Nearby(Generic[Thing]):
    """Things in document order, found by where they stand. `start`: the place of a thing, in characters."""

    def __init__(self, things: Iterable[Thing], start: Callable[[Thing], int]) -> None:
        self.things = sorted(things, key=start)
        self.starts = [start(t) for t in self.things]

    def around(self, at: int) -> Sequence[Thing]:
        """Those no further than NEAR from a place."""
        return self.things[bisect_left(self.starts, at - NEAR) : bisect_right(self.starts, at + NEAR)]


def runs(things: Sequence[Thing], start: Callable[[Thing], int]) -> Iterator[list[Thing]]:
    """Things in document order, cut where they get further than NEAR from the first of their run."""
    run: list[Thing] = []
    for thing in things:
        if run and start(thing) - start(run[0]) > NEAR:
            yield run
            run = []
        run.append(thing)
    if run:
        yield run
