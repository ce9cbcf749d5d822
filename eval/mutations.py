"""One digit of a report's figures is changed: does the checker notice, and does it name the figure?

    python eval/mutations.py [REPORT…] [--each 2] [--limit N] [--seed S] [--missed]

Without files: the reports of eval/samples. A figure counts where it is exact, printed in digits and takes part, as claim or
operand, in a stated relation that holds. `--each` mutants are made of every such figure; `--limit` takes an even sample of them.

A mutant is *noticed* where a tail or violation appears that was not there before and that names the changed place; it is
*first* where the likeliest culprit of one of these is the changed place, *mended* where the value proposed there is the
original one. *Hidden* is a mutant that breaks none of its figure's relations within the rounding of the prints (the last digit
of an amount behind a share, a part that stays below its whole): nothing that reads only the print can notice it, so the rates
stand both with and without them. A figure in relations of several kinds is counted in the row of each, once in the totals.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from extractor.checker import Checked, Kind, Reading, Relation, Source, Term, Verdict, check
from extractor.checker.arithmetic import judge
from extractor.checker.check import reading_of
from extractor.checker.statements import sheet_of
from extractor.documents import BlockKind, Document, Span, read, read_text
from extractor.patterns.sentences import facts_of_sentences
from extractor.quantities import Reach

SAMPLES = Path(__file__).resolve().parent / "samples"
FAULTS = (Verdict.TAIL, Verdict.VIOLATED)
_WIDE = 0xFF10  # the full-width zero
Key = tuple[Kind, Source, Span, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that takes part in stated relations that hold."""

    term: Term
    in_table: bool
    relations: tuple[Relation, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its relations."""
        return frozenset(str(r.kind) for r in self.relations)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed digit: the text's character at `at` becomes `digit`."""

    at: int
    digit: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one mutant came out. `shown` is a line for a person: what was changed where, and what the checker said."""

    kinds: frozenset[str]
    in_table: bool
    hidden: bool
    noticed: bool
    first: bool
    mended: bool
    shown: str


@dataclass(frozen=True, slots=True)
class Original:
    """A report as it is: its check, the reading of its prints, and the faults it has already."""

    document: Document
    checked: Checked
    reading: Reading
    faults: frozenset[Key]


def run(document: Document) -> Checked:
    """The document's check, with no schema and no model."""
    return check(document, facts_of_sentences(document))


@lru_cache(maxsize=16)
def original(path: Path) -> Original:
    """The report of a path, read and checked."""
    document = read(path)
    checked = run(document)
    reading = reading_of(sheet_of(document, facts_of_sentences(document)))
    return Original(document, checked, reading, frozenset(map(key, checked.of(*FAULTS))))


def key(relation: Relation) -> Key:
    """What makes a relation the same before and after a change that moves nothing."""
    return relation.kind, relation.source, relation.claim.span, tuple(o.span for o in relation.operands)


def figures(whole: Original) -> list[Figure]:
    """The figures to change, in document order."""
    tables = {b.id for b in whole.document.blocks if b.kind is BlockKind.TABLE}
    found: dict[Span, list[tuple[Term, Relation]]] = defaultdict(list)
    for relation in whole.checked.of(Verdict.HOLDS):
        if not relation.sure or relation.source is Source.DECLARED:
            continue
        for term in relation.terms:
            if not term.counted and term.reach is Reach.EXACT and any(c.isdecimal() for c in term.printed):
                found[term.span].append((term, relation))
    made: list[Figure] = []
    for _, pairs in sorted(found.items()):
        term = pairs[0][0]
        made.append(Figure(term, term.block in tables, tuple({key(r): r for _, r in pairs}.values())))
    return made


def mutants(whole: Original, each: int, seed: int) -> Iterator[Mutant]:
    """`each` mutants of every figure (fewer where it has fewer digits), the same for one seed."""
    text = whole.document.text
    for figure in figures(whole):
        span = figure.term.span
        chance = random.Random(f"{seed}/{whole.document.sha256}/{span.start}")  # noqa: S311 — to be repeated, not to be secret
        places = [n for n in range(*span) if text[n].isdecimal()]
        for at in sorted(chance.sample(places, min(each, len(places)))):
            old = int(text[at])
            leads = at == places[0] and len(places) > 1 and text[at + 1].isdecimal()
            new = chance.choice([d for d in range(1 if leads else 0, 10) if d != old])
            yield Mutant(at, chr(_WIDE + new) if ord(text[at]) >= _WIDE else str(new), figure)


def changed(term: Term, mutant: Mutant, text: str) -> Term:
    """The term as the mutated text prints it, where it stands at the changed place."""
    if not term.span.start <= mutant.at < term.span.end:
        return term
    print_ = text[term.span.start : mutant.at] + mutant.digit + text[mutant.at + 1 : term.span.end]
    digits = "".join(str(int(c)) for c in print_ if c.isdecimal())
    return replace(term, value=Decimal(digits).scaleb(-term.decimals).copy_sign(term.value or Decimal(1)))


def is_hidden(mutant: Mutant, whole: Original) -> bool:
    """Whether every relation of the figure still holds with the changed print."""
    text = whole.document.text
    for relation in mutant.figure.relations:
        terms = [changed(t, mutant, text) for t in relation.terms]
        made = replace(relation, claim=terms[0], operands=tuple(terms[1:]), verdict=Verdict.NOT_CHECKED)
        if judge(made, whole.reading).verdict is not Verdict.HOLDS:
            return False
    return True


def outcome(whole: Original, mutant: Mutant) -> Outcome:
    """Reads and checks the mutated text from its beginning."""
    text = whole.document.text
    after = run(read_text(text[: mutant.at] + mutant.digit + text[mutant.at + 1 :], whole.document.name))
    place = mutant.figure.term.span
    new = [r for r in after.of(*FAULTS) if key(r) not in whole.faults and any(t.span.touches(place) for t in r.terms)]
    named = [r.culprits[0] for r in new if r.culprits and r.culprits[0].term.span.touches(place)]
    right = abs(mutant.figure.term.value)
    line = text.count("\n", 0, mutant.at) + 1
    told = "；".join(f"{r.kind} {c.term.label} {c.term.printed}→{c.proposed}" for r in new for c in r.culprits[:1])
    now = text[place.start : mutant.at] + mutant.digit + text[mutant.at + 1 : place.end]
    return Outcome(
        mutant.figure.kinds,
        mutant.figure.in_table,
        is_hidden(mutant, whole),
        bool(new),
        bool(named),
        any(abs(c.proposed) == right for c in named),
        f"{whole.document.name}:{line} {mutant.figure.term.label} {mutant.figure.term.printed} → {now.strip()}"
        f" [{' '.join(sorted(mutant.figure.kinds))}] {told or '—'}",
    )


def outcomes(path: Path, chosen: Sequence[int], each: int, seed: int) -> list[Outcome]:
    """The outcomes of a report's mutants of these numbers."""
    whole = original(path)
    every = list(mutants(whole, each, seed))
    return [outcome(whole, every[n]) for n in chosen]


def sampled(counts: Sequence[int], limit: int, seed: int) -> list[list[int]]:
    """An even sample of all reports' mutants: for each report the numbers taken."""
    every = [(report, n) for report, count in enumerate(counts) for n in range(count)]
    if limit and limit < len(every):
        step = len(every) / limit
        offset = random.Random(seed).random() * step  # noqa: S311
        every = [every[int(offset + n * step)] for n in range(limit)]
    taken: list[list[int]] = [[] for _ in counts]
    for report, n in every:
        taken[report].append(n)
    return taken


def table(found: Sequence[Outcome]) -> Iterator[str]:
    """Lines of the table: by place and kind, then totals."""
    heads = ("mutants", "hidden", "noticed", "first", "mended", "noticed*", "first*")
    yield f"{'':22s}" + "".join(f"{h:>10s}" for h in heads) + "   (* of those not hidden)"
    for place, here in (("text", [o for o in found if not o.in_table]), ("table", [o for o in found if o.in_table])):
        for kind in sorted({k for o in here for k in o.kinds}):
            yield row(f"{place} {kind}", [o for o in here if kind in o.kinds])
        yield row(f"{place} total", here)
    yield row("total", found)


def row(name: str, found: Sequence[Outcome]) -> str:
    """Counts and shares of some mutants."""
    seen = [o for o in found if not o.hidden]
    shares = [
        part(o.noticed for o in found),
        part(o.first for o in found),
        part(o.mended for o in found),
        part(o.noticed for o in seen),
        part(o.first for o in seen),
    ]
    return f"{name:22s}{len(found):10,}{len(found) - len(seen):10,}" + "".join(f"{s:>10s}" for s in shares)


def part(of: Iterable[bool]) -> str:
    """The share that is true, as a percentage."""
    flags = list(of)
    return f"{100 * sum(flags) / len(flags):.1f}%" if flags else "—"


def measured(paths: Sequence[Path], each: int, limit: int, seed: int, processes: int) -> tuple[list[Outcome], int]:
    """The outcomes of the reports' mutants in order, and how many there are to sample from."""
    counts = [sum(1 for _ in mutants(original(p), each, seed)) for p in paths]
    taken = sampled(counts, limit, seed)
    tasks = [(p, t[n : n + 50]) for p, t in zip(paths, taken, strict=True) for n in range(0, len(t), 50)]
    with ProcessPoolExecutor(processes) as pool:
        done = pool.map(outcomes, *zip(*((p, t, each, seed) for p, t in tasks), strict=True))
        return [o for some in done for o in some], sum(counts)


def main() -> int:
    """Prints the table; exit code 1 where fewer than 95% are noticed or fewer than 80% named first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=2, help="mutants of each figure")
    parser.add_argument("--limit", type=int, default=0, help="at most so many mutants, evenly taken")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--missed", action="store_true", help="show what was not noticed, and what was not named first")
    given = parser.parse_args()
    paths = given.reports or sorted(SAMPLES.glob("*_20*"))
    began = time.monotonic()
    found, every = measured(paths, given.each, given.limit, given.seed, given.processes)
    print("\n".join(table(found)))
    print(f"{len(found):,} of {every:,} mutants of {len(paths)} reports, seed {given.seed}, {time.monotonic() - began:.0f} s")
    if given.missed:
        for o in found:
            if not (o.noticed and o.first):
                print("HIDDEN" if o.hidden and not o.noticed else "SECOND" if o.noticed else "MISSED", o.shown)
    seen = [o for o in found if not o.hidden]
    good = sum(o.noticed for o in seen) >= 0.95 * len(seen) and sum(o.first for o in seen) >= 0.8 * len(seen)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
