"""Facts meet fields: the most specific label takes the fact, the first full statement wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.documents import Document
from extractor.patterns import lexicon as lx
from extractor.patterns.facts import Fact
from extractor.quantities import PLAIN, Dimension, UnitMismatch, convert
from extractor.schema import Field, Label, Measure, Schema, Stage

_TRAILING = re.compile(
    r"(?:支出|费用|费|经费|资金|金额|总额|总数|数量|人数|人员|职工|数|情况|财政拨款|决算|预算|年末|期末|年初|合计|总计|共计|安排|县|的|中|名额|实有|现有|\([^)]*\)|/.*|为|计|方面|保有量|一项)*$")
_ORGANISATION = re.compile(r"(?:办公室|[局委厅院校办站所队]|中心|单位|部门|政府|机关|委员会|学校|医院|街道|乡|镇|[县市区])(?:本级|\([^)]*\))?(?:机关|本级)?(?:共有?|核定|总|现有?|实有|有)*$")
_KINDS = ("办公室", "中心", "委员会", "局", "厅", "院", "学校", "中学", "小学", "大队", "支队", "馆", "所", "站", "办", "委", "会", "处")
_BODY = re.compile(rf"(?P<org>[一-鿿]{{2,20}}?(?:{'|'.join(_KINDS)}))(?:机关|本级)?(?:核定|现有|实有|共有?|总|有)*(?:行政|事业|工勤)?(?:编制|编|人员|在职|在岗|退休|车辆)")
_STAGES = {
    Stage.ANY: (Stage.ANY, Stage.FINAL),
    Stage.FINAL: (Stage.ANY, Stage.FINAL),
    Stage.INITIAL: (Stage.INITIAL,),
    Stage.ADJUSTED: (Stage.ADJUSTED,),
    Stage.BUDGET: (Stage.BUDGET, Stage.INITIAL, Stage.ADJUSTED),
    Stage.LAST_YEAR: (Stage.LAST_YEAR,),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that answers a field; lower `rank` is better."""

    field: Field
    fact: Fact
    label: Label
    rank: tuple[int, ...]


class Index:
    """The labels of all fields, to find the most specific one that names a fact."""

    def __init__(self, schema: Schema, document: Document, department: str, fiscal_year: int) -> None:
        self.document = document
        self.fiscal_year = fiscal_year
        self.department = department
        self.fields = [f for f in schema.fields if f.numeric and f.labels]
        self.entries = [(label, field) for field in self.fields for label in field.labels]
        self.skip = tuple(str(w) for w in schema.document.get("x-skip", ()))
        self._skipped = {n for n in range(len(document.sections)) if any(w in s.title for s in document.path(n) for w in self.skip)}
        self._titles = ["/".join(s.title for s in document.path(n)).replace("“", "").replace("”", "") for n in range(len(document.sections))]

    def matches(self, facts: Iterable[Fact]) -> Iterator[Match]:
        """Every field that a fact may answer."""
        for fact in facts:
            if fact.section in self._skipped or (fact.explains and fact.measure is not Measure.SHARE):
                continue
            found = self._named(fact)
            # Only the longest label of those that name the fact: 一般公共预算财政拨款基本支出 is not 基本支出.
            longest = max((len(label.text) for label, _, _ in found), default=0)
            for label, field, source in found:
                if len(label.text) == longest:
                    yield Match(field, fact, label, self._rank(fact, field, source))

    def title(self, section: int) -> str:
        """The titles above a fact, innermost first."""
        return self._titles[section] if section >= 0 else ""

    def _named(self, fact: Fact) -> list[tuple[Label, Field, int]]:
        generic = fact.label in lx.GENERIC
        names = [(fact.label, 0)]
        if generic and fact.subject != fact.label:
            names.append((fact.subject, 1))
        if generic and not fact.in_table and (fact.subject in lx.GENERIC or not fact.subject) and fact.section >= 0:
            names.append((self._head(fact.section), 2))
        if fact.in_table and fact.column:
            names.append((re.sub(r"^20\d\d年(?:末|底)?", "", fact.column.rsplit("/", 1)[-1]), 3))
        for name, source in names:
            found = [(label, field, source) for label, field in self.entries
                     if (label.text or not fact.in_table) and self._is_called(name, label) and self._around(fact, label)]
            found = [f for f in found if self._measures(fact, f[1]) and self._fits(fact, f[1], f[0])]
            if found:
                return found
        return []

    def _head(self, section: int) -> str:
        title = self.document.sections[section].title.replace("“", "").replace("”", "")
        return re.sub(r"(?:决算|支出|收入|执行|安排|使用|管理|占有|占用|和)*(?:情况|说明|情况说明)*$", "", title)

    def _is_called(self, name: str, label: Label) -> bool:
        if not label.text:
            return name in lx.GENERIC
        if "…" in label.text:  # 用于保障…支出: the words between are free
            return re.fullmatch(".*".join(map(re.escape, label.text.split("…"))) + _TRAILING.pattern, name) is not None
        at = name.rfind(label.text)
        if at < 0:
            return False
        prefix, suffix = name[:at], name[at + len(label.text):]
        if not _TRAILING.fullmatch(suffix):
            return False
        if label.whole and prefix:
            return False
        if self.department and self.department in prefix:
            prefix = prefix.rsplit(self.department, 1)[1]
        return bool(lx.TRANSPARENT.match(prefix)) or self._is_own(prefix)

    def _is_own(self, prefix: str) -> bool:
        """Whether a name before a label is the department's own: 县政府办公室|总编制, not 县教师发展中心|事业编制."""
        bare = re.sub(r"\([^()]*\)", "", prefix)
        return len(bare) >= 2 and bool(_ORGANISATION.search(bare)) and not re.search(r"[,、;]|其他|下属|所属", bare)

    def _around(self, fact: Fact, label: Label) -> bool:
        around = fact.parent or self.title(fact.section)
        if fact.in_table:
            around = f"{around}/{fact.column}/{fact.label}"
        if label.within and not any(w in around for w in label.within):
            return False
        if not fact.parent and not fact.in_table and self._foreign(fact.label):
            return False
        return not any(w in around for w in label.outside)

    def _foreign(self, name: str) -> bool:
        """Whether a figure at the top of a sentence is another body's: its name is of another kind than the department's."""
        m = _BODY.match(re.sub(r"\([^()]*\)", "", name))
        if m is None or not self.department or m["org"] in self.department:
            return False
        mine = next((kind for kind in _KINDS if self.department.endswith(kind)), "")
        theirs = next((kind for kind in _KINDS if m["org"].endswith(kind)), "")
        return theirs != mine and not (theirs == "办" and mine == "办公室")

    def _measures(self, fact: Fact, field: Field) -> bool:
        if field.measure is not fact.measure and not (field.measure is Measure.SCORE and fact.measure is Measure.AMOUNT):
            return False
        return _convertible(fact, field)

    def _fits(self, fact: Fact, field: Field, label: Label) -> bool:
        if fact.measure is Measure.CHANGE and fact.base == "budget":
            return False
        stage = fact.stage
        if fact.measure in (Measure.CHANGE, Measure.GROWTH):
            return (field.stage is Stage.INITIAL) == (fact.base == "last_budget" or stage is Stage.INITIAL)
        if fact.measure in (Measure.RATE, Measure.SHARE):
            return True
        if stage in (Stage.ANY, Stage.FINAL) and fact.year and self.fiscal_year and fact.year == self.fiscal_year - 1:
            stage = Stage.LAST_YEAR
        return stage in _STAGES[label.stage or field.stage]

    def _rank(self, fact: Fact, field: Field, source: int) -> tuple[int, ...]:
        hinted = any(h in self.title(fact.section) for h in field.sections) if field.sections else True
        return (int(source == 2), int(fact.in_table), int(not hinted), fact.order)


def _convertible(fact: Fact, field: Field) -> bool:
    if field.unit is PLAIN or fact.unit is PLAIN:
        if field.unit.dimension is Dimension.RATIO and not fact.in_table and fact.unit is PLAIN and fact.measure is not Measure.GROWTH:
            return False
        return fact.value == 0 or fact.in_table or field.unit.dimension in (Dimension.SCORE, Dimension.PLAIN, Dimension.COUNT)
    if field.unit.dimension is Dimension.COUNT and fact.unit.dimension is Dimension.COUNT:
        same = {field.unit.symbol, fact.unit.symbol}
        return len(same) == 1 or same <= {"辆", "台"} or same <= {"批次", "批", "个", "次"} or same <= {"个", "家", "所"} or same <= {"份", "张"}
    if field.unit.symbol == "人次":
        return fact.unit.symbol in ("人次", "人", "人/次")
    if field.unit.dimension is Dimension.PEOPLE and fact.unit.dimension is Dimension.COUNT:
        return fact.unit.symbol == "个"
    try:
        convert(fact.value, fact.unit, field.unit)
    except UnitMismatch:
        return False
    return True
