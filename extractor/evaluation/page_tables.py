"""The tables of an evaluation's page, each in a box that scrolls by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from extractor.evaluation.page_words import OUTCOMES, PHRASINGS, VERDICTS, WORDS
from extractor.evaluation.plots import mini
from extractor.evaluation.shown import counted, money, percent
from extractor.words import Language, Text, visible

RATES = (
    ("relation_recall", "relations_found", "relations_stated"),
    ("relation_verdict_accuracy", "relation_verdicts_right", "relations_found"),
    ("fault_precision", "faults_raised", "faults_raised"),
    ("diagnosis_at_1", "diagnosis_first", "diagnosis_named"),
    ("review_share", "reviewed", "review_judged"),
    ("accepted_error", "accepted_wrong", "accepted"),
)
"""Rates of the headline that may be None, with the names of what they are computed from."""

_RELATIONS = ("stated", "found", "verdicts", "faults", "alarms", "first")


def of(log: Mapping[str, Any], language: Language) -> Iterator[str]:
    """All tables but that of the fields, in order; those that have nothing to show are left out."""
    documents = log["documents"]
    yield _tallies("report", ((d["name"] + (f" ✗ {d['failed']}" if d["failed"] else ""), d) for d in documents), language)
    phrasings = log["metrics"].get("by_phrasing", {})
    if phrasings:
        names = {p: PHRASINGS[p].into(language) if p in PHRASINGS else p for p in phrasings}
        yield _tallies("phrasing", ((names[p], t) for p, t in phrasings.items()), language)
    yield _tallies("module", log["modules"].items(), language)
    yield _outcomes(documents, language)
    if len(log["report_types"]) > 1:
        yield _tallies("type", log["report_types"].items(), language)
    yield from _relations(documents, language)
    yield _cost(log, language)


def fields(log: Mapping[str, Any], language: Language) -> str:
    """The table of all fields, the lowest first."""
    return _tallies("field", sorted(log["fields"].items(), key=lambda i: (i[1]["f1"], i[0])), language)


def _tallies(name: str, rows: Iterable[tuple[str, Mapping[str, Any]]], language: Language) -> str:
    heads = (WORDS[name], Text("F1", "F1"), Text("", ""), *(WORDS[w] for w in ("precision", "recall", "right", "gold", "predicted")))
    body = [
        (
            label,
            percent(t["f1"]),
            _Markup(mini(t["f1"])),
            *(percent(t[r]) for r in ("precision", "recall")),
            *(str(t[c]) for c in ("hits", "gold", "predicted")),
        )
        for label, t in rows
    ]
    return _section(WORDS[f"by_{name}"], [h.into(language) for h in heads], body, language)


def _outcomes(documents: Iterable[Mapping[str, Any]], language: Language) -> str:
    counts = Counter((str(c["pointer"]).split("/")[1], str(c["outcome"])) for d in documents for c in d["cells"])
    used = [o for o in OUTCOMES if any(n for (_, outcome), n in counts.items() if outcome == o)]
    modules = list(dict.fromkeys(module for module, _ in counts))
    heads = [WORDS["module"].into(language), *(OUTCOMES[o].into(language) for o in used)]
    rows = [(m, *(_Off(n) if (n := counts[m, o]) and o != "correct" else str(n or "·") for o in used)) for m in modules]
    totals = [sum(counts[m, o] for m in modules) for o in used]
    rows.append((WORDS["all"].into(language), *map(str, totals)))
    return _section(WORDS["outcomes"], heads, rows, language)


def _relations(documents: Iterable[Mapping[str, Any]], language: Language) -> Iterator[str]:
    judged = [(d["name"], d["relations"]) for d in documents if d.get("relations")]
    if not judged:
        return
    rows: list[tuple[object, ...]] = []
    wrong: list[tuple[object, ...]] = []
    for name, relations in judged:
        stated = [r for r in relations["gold"] if r["stated"]]
        right = [r for r in stated if r["verdict"] in r["said"]]
        faults = [r for r in stated if r["verdict"] in ("tail", "violated")]
        named = [r for r in faults if r["names_figure"]]
        counts = (len(stated), sum(bool(r["said"]) for r in stated), len(right))
        told = (f"{sum(r in right for r in faults)} / {len(faults)}", str(len(relations["false_alarms"])))
        rows.append((name, *map(str, counts), *told, f"{sum(r['rank'] == 1 for r in named)} / {len(named)}"))
        for r in stated:
            if r not in right:
                said = "、".join(VERDICTS[v].into(language) for v in dict.fromkeys(r["said"])) or OUTCOMES["missed"].into(language)
                wrong.append((name, f"{r['id']} {r['printed']}", _Words(VERDICTS[r["verdict"]].into(language)), _Words(said)))
        for a in relations["false_alarms"]:
            told_alarm = f"{WORDS['alarms'].into(language)} ({VERDICTS[a['verdict']].into(language)})"
            wrong.append((name, f"{a['id']} {a['printed']}", _Words("—"), _Words(told_alarm)))
    heads = [WORDS[w].into(language) for w in ("report", *_RELATIONS)]
    yield _section(WORDS["relations"], heads, rows, language)
    if wrong:
        heads = [WORDS[w].into(language) for w in ("report", "relation", "verdict", "said")]
        listed = _table(heads, [(name, _Words(str(told)[:200]), *rest) for name, told, *rest in wrong])
        yield f"<details><summary>{escape(WORDS['relation_misses'].into(language))} ({len(wrong)})</summary>{listed}</details>"


def _cost(log: Mapping[str, Any], language: Language) -> str:
    told = [(str(d["name"]), d["spent"]) for d in log["documents"] if d.get("spent")]
    if not told:
        return ""
    rows = [
        (
            name,
            *(counted(s[n]) for n in ("requests", "prompt_tokens", "completion_tokens")),
            money(s) or WORDS["no_price"].into(language),
            f"{s['seconds']:.1f}",
        )
        for name, s in (*told, (WORDS["all"].into(language), log["metrics"]))
    ]
    names = ("report", "requests", "prompt_tokens", "completion_tokens", "money", "seconds_long")
    return _section(WORDS["cost"], [WORDS[n].into(language) for n in names], rows, language)


class _Markup(str):
    """A cell that is markup of ours already."""

    __slots__ = ()


class _Words(str):
    """A cell of words beyond the first column."""

    __slots__ = ()


class _Off(int):
    """A count of what is not right."""

    __slots__ = ()


def _section(title: Text, heads: list[str], rows: Iterable[tuple[object, ...]], language: Language) -> str:
    return f"<h2>{escape(title.into(language))}</h2>{_table(heads, rows)}"


def _table(heads: list[str], rows: Iterable[tuple[object, ...]]) -> str:
    made = list(rows)
    plain = [not n or any(isinstance(r[n], _Words) for r in made) for n in range(len(heads))]
    head = "".join(f"<th>{escape(h)}</th>" if p else f'<th class="n">{escape(h)}</th>' for h, p in zip(heads, plain, strict=True))
    body = "".join(f"<tr>{''.join(_td(c, p) for c, p in zip(row, plain, strict=True))}</tr>" for row in made)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _td(cell: object, plain: bool) -> str:
    if isinstance(cell, _Markup):
        return f"<td>{cell}</td>"
    words = escape(visible(str(cell)))
    if plain:
        return f"<td>{words}</td>"
    return f'<td class="n{" off" if isinstance(cell, _Off) else ""}">{words}</td>'
