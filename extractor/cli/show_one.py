"""One value or one row of a list, with all that stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from extractor.checker.wording import KINDS, VERDICTS
from extractor.cli.opened import Opened
from extractor.cli.show_cells import place_of, status_of, value_of
from extractor.cli.voice import cell, language, said, show_table, table
from extractor.words import Text

_SIGNALS = {
    "grounding": Text("匹配方式", "grounding"),
    "similarity": Text("相似度", "similarity"),
    "label": Text("文中名称", "label"),
    "also_at": Text("另见", "also at"),
    "note": Text("说明", "note"),
    "differs": Text("不同的值", "differs"),
    "commanding": Text("含指令语句", "commanding"),
    "relations": Text("勾稽关系", "relations"),
    "refused": Text("被拒的值", "refused"),
    "reason": Text("原因", "reason"),
    "recognised": Text("识别把握", "recognised"),
    "token_probability": Text("词元概率", "token probability"),
    "contradicted": Text("勾稽相左", "contradicted"),
    "asked_again": Text("重新询问", "asked again"),
    "repeated": Text("重复询问", "repeated"),
}
_WORDS = {
    "note": {
        "value_not_printed": Text("引文中没有这个选项的字样", "the quote holds no words of this choice"),
        "unit_not_printed": Text("金额旁没有印出“元”", "no 元 is printed beside the amount"),
        "said_to_be_none": Text("模型称没有，原文没有这样的话", "a model says there is none; no words of the report do"),
    },
    "grounding": {
        "exact": Text("原文一致", "exact"),
        "folded": Text("仅全半角或空格不同", "folded (width and spaces differ)"),
        "fuzzy": Text("文字相近", "fuzzy (similar words)"),
        "stated_none": Text("原文称无", "stated as none"),
        "derived": Text("由原文换写（日期、选项等）", "derived (a date or choice in another form)"),
    },
    "reason": {
        "not_a_figure": Text("不是一个数", "it is no figure"),
        "no_such_figure": Text("原文中没有这个数", "no such figure in the report"),
        "quote_not_found": Text("原文中没有这段引文", "the quote is not in the report"),
        "figure_not_in_quote": Text("引文中没有这个数", "the figure is not in its quote"),
        "other_unit": Text("原文中的单位不同", "the report has another unit"),
        "other_sign": Text("原文中的正负不同", "the report has another sign"),
        "ambiguous_block": Text("原文中有多处，无法确定是哪一处", "it stands several times, and which is meant is not clear"),
        "no_such_words": Text("原文中没有这些文字", "no such words in the report"),
        "not_in_enum": Text("不在可选值之中", "not among the choices"),
    },
}


def print_field(result: Opened, pointer: str) -> None:
    """All that stands behind one value."""
    record = result.fields[pointer]
    titles, unit = result.titles_unit(pointer)
    line = result.line(record)
    rows = [
        (said("字段", "field"), f"{' · '.join(titles)}  {pointer}"),
        (said("值", "value"), value_of(result.value(pointer))),
        (said("单位", "unit"), unit),
        (said("状态", "status"), status_of(record)[0]),
        (said("置信度", "confidence"), _confidence(result, record)),
        (said("可疑之处", "doubts"), said("；", "; ").join(Text(d["zh"], d["en"]).into(language()) for d in record.get("doubts", ()))),
        (said("原文写法", "printed"), str(record["printed"])),
        (said("引文", "quote"), str(record["quote"])),
        (said("位置", "characters"), _characters(record)),
        (said("行", "line"), str(line) if line else ""),
        (said("页", "page"), str(record["page"]) if record["page"] else ""),
        (said("来源", "from"), " + ".join(map(str, record["proposers"]))),
        *(_signal(result, str(name), signal) for name, signal in record["signals"].items() if name != "seen"),
    ]
    made = table(("", ""), ("", ""))
    made.show_header = False
    for name, value in rows:
        if value:
            made.add_row(cell(name, "bold"), cell(value))
    show_table(made)


def print_row(result: Opened, pointer: str) -> None:
    """Each cell of one row of a list."""
    titles, _ = result.titles_unit(pointer)
    heads = (
        said("字段", "field"),
        said("值", "value"),
        said("单位", "unit"),
        said("出处", "where"),
        said("来源", "from"),
        said("状态", "status"),
    )
    counted = said(f"{' · '.join(titles)}（{pointer}，从 0 数）", f"{' · '.join(titles)} ({pointer}, counted from 0)")
    made = table(*((head, "") for head in heads), title=counted)
    for at, record in result.fields.items():
        if at.startswith(pointer + "/"):
            below, unit = result.titles_unit(at)
            words, style = status_of(record)
            engines = " + ".join(map(str, record["proposers"]))
            shown = (" · ".join(below[len(titles) :]), value_of(result.value(at)), unit, place_of(result, record), engines)
            made.add_row(*map(cell, shown), cell(words, style))
    show_table(made)


def _confidence(result: Opened, record: Mapping[str, Any]) -> str:
    """The number, and that it is none where no calibration stands behind it; a file of an earlier version has none."""
    confidence = record.get("confidence")
    if confidence is None:
        return ""
    calibrated = result.content["run"].get("confidence", {}).get("calibrated", False)
    return f"{confidence:.4f}" + ("" if calibrated else said("（未校准，仅表示先后）", " (not calibrated: an order only)"))


def _characters(place: Mapping[str, Any]) -> str:
    return f"{place['start']}–{place['end']}" if place["start"] >= 0 else ""


def _signal(result: Opened, name: str, value: Any) -> tuple[str, str]:
    title = _SIGNALS[name].into(language()) if name in _SIGNALS else name
    known = _WORDS.get(name, {}).get(str(value))
    if known is not None:
        return title, known.into(language())
    if name == "also_at":
        return title, said("、", ", ").join(_span(result, {"start": s[0], "end": s[1]}) for s in value)
    if name == "relations":
        return title, said("；", "; ").join(_relation(result, r) for r in cast(list[dict[str, Any]], value))
    if name == "repeated":
        return title, said(f"{value['asked']} 次中 {value['same']} 次相同", f"{value['same']} of {value['asked']} the same")
    if name == "differs":
        return title, said("；", "; ").join(_other(result, o) for o in cast(list[dict[str, Any]], value))
    return title, value_of(value)


def _other(result: Opened, other: Mapping[str, Any]) -> str:
    return f"{other.get('proposer', '')} {other.get('printed', '')} ({_span(result, other)})"


def _relation(result: Opened, entry: Mapping[str, Any]) -> str:
    """涉及资金 583.79577万元 合计 不成立（算得 606.7958），此数或为 5万元."""
    found = next((r for r in result.content.get("relations", []) if r.get("id") == entry.get("id")), None)
    words = _known(VERDICTS, entry.get("verdict"))
    if found is not None:
        claim = found["claim"]
        words = f"{claim['label']} {claim['printed']}{claim['unit']} {_known(KINDS, found['kind'])} {words}"
        if found["expected"] is not None and entry.get("verdict") != "holds":
            words += said(f"（算得 {found['expected']}）", f" (reckoned {found['expected']})")
    if "proposed" in entry:
        words += said(f"，此数或为 {entry['proposed']}{entry['unit']}", f", this figure may be {entry['proposed']}{entry['unit']}")
    return words


def _known(texts: Mapping[Any, Text], code: Any) -> str:
    return next((text.into(language()) for known, text in texts.items() if known == code), str(code))


def _span(result: Opened, place: Mapping[str, Any]) -> str:
    line = result.line(place)
    return said(f"{line} 行", f"line {line}") if line else _characters(place)
