"""Facts meet fields: the most specific label takes the fact, the first full statement wins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.documents import Document
from extractor.patterns import lexicon as lx
from extractor.patterns.facts import Fact
from extractor.quantities import PLAIN, Dimension, UnitMismatch, convert
from extractor.schema import Field, Label, Measure, Schema, Stage

_TRAILING = re.compile(
    r"(?:支出|费用|费|经费|资金|金额|总额|总数|数量|人数|人员|职工|数|情况|财政拨款|决算|预算|数据|数字|年末|期末|年初|本年|当年|全年|合计|总计|共计|安排|县|的|中|名额|实有|现有|\([^)]*\)|/.*|为|计|方面|保有量?|公共预算|预算|拨入|一项)*$"
)
_ORGANISATION = re.compile(
    r"(?:办公室|[局委厅院校办站所队]|中心|单位|部门|政府|机关|委员会|学校|中学|小学|大学|幼儿园|学院|医院|街道|乡|镇|[县市区])(?:本级|\([^)]*\))?(?:机关|本级)?(?:内|共有?|核定|总|现有?|实有|有)*$"
)
_KINDS = ("办公室", "中心", "委员会", "局", "厅", "院", "学校", "中学", "小学", "大队", "支队", "馆", "所", "站", "办", "委", "会", "处")
_BODY = re.compile(
    rf"(?P<org>[一-鿿]{{2,20}}?(?:{'|'.join(_KINDS)}))(?:机关|本级)?(?:核定|现有|实有|共有?|总|有)*(?:行政|事业|工勤)?(?:编制|编|人员|在职|在岗|退休|车辆)"
)
_STAGES = {
    Stage.ANY: (Stage.ANY, Stage.FINAL),
    Stage.FINAL: (Stage.ANY, Stage.FINAL),
    Stage.INITIAL: (Stage.INITIAL,),
    Stage.ADJUSTED: (Stage.ADJUSTED,),
    Stage.BUDGET: (Stage.BUDGET, Stage.INITIAL, Stage.ADJUSTED),
    Stage.LAST_YEAR: (Stage.LAST_YEAR,),
}
_MEASURES = {measure: (measure,) for measure in Measure} | {Measure.AMOUNT: (Measure.AMOUNT, Measure.SCORE)}
_SPENT = re.compile(r"安排的?|开支的?|[中内]含|列支的?")  # who or what spends stands before the name of what is spent
_TOTAL_NAME = r"(?:人?数|总数|名额|人员)?$"
_FUND = re.compile(r"一般公共|公共财政|公共预算")
_OF_ALL = re.compile(r"(?:本年|当年|年度|部门|整体)*总?(?:收支|收、支|收入|支出)(?:预算)?(?:合计|总计|总额)?")
_OF_FUND = re.compile(r"一般公共预算|公共财政|公共预算|财政拨款|基金")
_BUDGETARY = re.compile(r"(?<!公共)(?<!基金)预算|收支|资金|执行|概况|概述")
_ROLE_HEAD = re.compile(r"[预决]算数?|执行|本年|上年|收入$|支出$|资金|金额")
_MONEY_NAME = re.compile(r"(?:费用?|经费|支出|收入|资金)$")
_ITEMISED = re.compile(r"科目(?:名称|编码|代码)")
_YEAR_HEAD = re.compile(r"^20\d\d年(?:末|底)?")


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that answers a field; lower `rank` is better."""

    field: Field
    fact: Fact
    label: Label
    rank: tuple[int, ...]


class Index:
    """The labels of all fields, to find the most specific one that names a fact."""

    def __init__(self, schema: Schema, document: Document, department: str = "", fiscal_year: int = 0) -> None:
        self.document = document
        self.fiscal_year = fiscal_year
        self.department = department
        self.skip = tuple(str(w) for w in schema.document.get("x-skip", ()))
        self._skipped = {n for n in range(len(document.sections)) if any(w in s.title for s in document.path(n) for w in self.skip)}
        self._titles = [
            "/".join(s.title for s in document.path(n)).replace("“", "").replace("”", "") for n in range(len(document.sections))
        ]
        self._entries: dict[str, list[tuple[Label, Field]]] = defaultdict(list)
        for field in schema.fields:
            for label in field.labels if field.numeric else ():
                self._entries[lx.spelled(label.text)].append((label, field))
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for text in self._entries:
            self._by_start[text[:2]].append(text)
        self._open = [(re.compile(".*".join(map(re.escape, t.split("…"))) + _TRAILING.pattern), t) for t in self._entries if "…" in t]
        self._called: dict[str, list[tuple[str, bool]]] = {}
        self._others: dict[str, bool] = {}

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
                    yield Match(field, fact, label, self._rank(fact, field, label, source))

    def title(self, section: int) -> str:
        """The titles above a fact, innermost first."""
        return self._titles[section] if section >= 0 else ""

    def _named(self, fact: Fact) -> list[tuple[Label, Field, int]]:
        generic = fact.label in lx.GENERIC
        names = [(fact.label, 0)] if fact.label else []
        if (
            generic
            and not fact.in_table
            and not fact.base
            and _BUDGETARY.search(self.title(fact.section))
            and (fact.subject in lx.GENERIC or lx.TRANSPARENT.match(fact.subject) or self._is_own(fact.subject))
        ):
            names.append(("", 0))
        if generic and fact.subject != fact.label:
            names.append((fact.subject, 1))
        if generic and not fact.in_table and (fact.subject in lx.GENERIC or not fact.subject) and fact.section >= 0:
            names.append((self._head(fact.section), 2))
        # 科目名称│本年支出: the row of one 科目 is no row of the whole.
        if fact.in_table and fact.column and (generic or not _ITEMISED.search(fact.parent)):
            names.append((_head_name(fact.column), 3))
        for name, source in names:
            found = [
                (label, field, source)
                for text, prefixed in self._calls(name)
                for label, field in self._entries[text]
                if not (label.whole and prefixed)
                and field.measure in _MEASURES[fact.measure]
                and self._around(fact, label)
                and _convertible(fact, field)
                and self._fits(fact, field, label)
                and not (source == 3 and _OF_ALL.fullmatch(label.text) and _OF_FUND.search(fact.parent))
            ]
            if found:
                return found
        return []

    def _head(self, section: int) -> str:
        title = self.document.sections[section].title.replace("“", "").replace("”", "")
        return re.sub(r"(?:决算|支出|收入|执行|安排|使用|管理|占有|占用|和)*(?:情况|说明|情况说明)*$", "", title)

    def _calls(self, name: str) -> list[tuple[str, bool]]:
        """The labels that a name is, each with whether further words stand before it."""
        if not name:
            return [("", False)] if "" in self._entries else []
        found = self._called.get(name)
        if found is None:
            found = self._called[name] = list(self._read_name(lx.spelled(name)))
        return found

    def _read_name(self, name: str) -> Iterator[tuple[str, bool]]:
        for pattern, text in self._open:  # 用于保障…支出: the words between are free
            if pattern.fullmatch(name):
                yield text, False
        for start in {name[n : n + 2] for n in range(len(name))}:
            for text in self._by_start.get(start, ()):
                at = name.rfind(text)
                if at < 0 or not text or not _TRAILING.fullmatch(name, at + len(text)):
                    continue
                if text.endswith("财政拨款") and name.startswith("支出", at + len(text)):
                    continue  # money received is not money spent
                prefix = name[:at]
                own = prefix.rsplit(self.department, 1)[1] if self.department and self.department in prefix else _SPENT.split(prefix)[-1]
                if _OF_ALL.fullmatch(text) and _OF_FUND.search(own):
                    continue
                if lx.TRANSPARENT.match(own) or self._is_own(own):
                    yield text, bool(prefix)

    def _is_own(self, prefix: str) -> bool:
        """Whether a name before a label is the department's own: 县政府办公室|总编制, not 县教师发展中心|事业编制."""
        bare = re.sub(r"\([^()]*\)", "", prefix)
        return len(bare) >= 2 and bool(_ORGANISATION.search(bare)) and not re.search(r"[,、;]|其他|下属|所属", bare)

    def _around(self, fact: Fact, label: Label) -> bool:
        if not fact.parent and not fact.in_table:
            foreign = self._others.get(fact.label)
            if foreign is None:
                foreign = self._others[fact.label] = self._foreign(fact.label)
            if foreign:
                return False
        if not label.within and not label.outside:
            return True
        around = fact.parent or self.title(fact.section)
        if fact.in_table:
            around = f"{around}/{fact.column}/{fact.label}"
        return (not label.within or any(_says(w, fact.parent, around) for w in label.within)) and not any(
            _says(w, fact.parent, around) for w in label.outside
        )

    def _foreign(self, name: str) -> bool:
        """Whether a figure at the top of a sentence is another body's: its name is of another kind than the department's."""
        m = _BODY.match(re.sub(r"\([^()]*\)", "", name))
        if m is None or not self.department or m["org"] in self.department:
            return False
        mine = next((kind for kind in _KINDS if self.department.endswith(kind)), "")
        theirs = next((kind for kind in _KINDS if m["org"].endswith(kind)), "")
        return theirs != mine and not (theirs == "办" and mine == "办公室")

    def _fits(self, fact: Fact, field: Field, label: Label) -> bool:
        stage = fact.stage
        if fact.measure in (Measure.CHANGE, Measure.GROWTH):
            if fact.base == "budget":
                return False
            return (field.stage is Stage.INITIAL) == (fact.base == "last_budget" or stage in (Stage.INITIAL, Stage.BUDGET))
        if fact.measure is Measure.SHARE:
            return stage is not Stage.INITIAL
        if fact.measure is Measure.RATE:
            return True
        if stage is Stage.LAST_YEAR and (
            fact.base == "last_budget" or (fact.year and self.fiscal_year and fact.year != self.fiscal_year - 1)
        ):
            return False
        if stage in (Stage.ANY, Stage.FINAL) and fact.year and self.fiscal_year and fact.year == self.fiscal_year - 1:
            stage = Stage.LAST_YEAR
        return stage in _STAGES[label.stage or field.stage]

    def _rank(self, fact: Fact, field: Field, label: Label, source: int) -> tuple[int, ...]:
        # A fund's own sum (一般公共预算…) answers only where the whole is not stated.
        fund = bool(_FUND.search(label.text)) and not all(_FUND.search(other.text) for other in field.labels)
        hinted = any(h in self.title(fact.section) for h in field.sections) if field.sections else True
        compares = fact.measure in (Measure.CHANGE, Measure.GROWTH)
        # An amount printed wins over 持平, a change of 收、支总计 over one of 本年收入.
        return (
            int(source == 2),
            int(fact.in_table),
            int(fund),
            int(compares and fact.stated),
            int(not hinted),
            int(compares and not lx.WHOLE.search(label.text)),
            fact.order,
        )


def _head_name(column: str) -> str:
    """What a column head names: its last part; of 公务用车购置及运行费/小计 the part above the sum."""
    parts = column.split("/")
    name = parts[-1]
    if name in ("小计", "合计") and len(parts) > 1 and not _ROLE_HEAD.search(parts[-2]):
        name = parts[-2]
    return _YEAR_HEAD.sub("", name).replace("“", "").replace("”", "")


def _says(word: str, parent: str, around: str) -> bool:
    """Whether the words around a fact hold `word`; ^word: the total that it is a part of is called so."""
    return re.search(re.escape(word[1:]) + _TOTAL_NAME, parent) is not None if word.startswith("^") else word in around


def _convertible(fact: Fact, field: Field) -> bool:
    if field.unit.dimension in (Dimension.PEOPLE, Dimension.COUNT) and _MONEY_NAME.search(fact.label):
        return False  # a cost, or none, says nothing of a number of people or visits
    if fact.stated and field.unit.dimension not in (Dimension.MONEY, Dimension.RATIO) and _MONEY_NAME.search(fact.label):
        return False
    if fact.unit.dimension is Dimension.PLAIN and fact.unit.scale != 1 and field.unit.dimension is not Dimension.MONEY:
        return False
    if (
        fact.unit is PLAIN
        and not fact.in_table
        and field.unit.dimension in (Dimension.COUNT, Dimension.PEOPLE)
        and fact.value
        and (fact.decimals or _MONEY_NAME.search(fact.label or fact.subject))
    ):
        return False  # a bare figure behind the name of a cost is money, whatever its row's head was
    if field.unit is PLAIN or fact.unit is PLAIN:
        if field.unit.dimension is Dimension.RATIO and not fact.in_table and fact.unit is PLAIN and fact.measure is not Measure.GROWTH:
            return False
        return fact.value == 0 or fact.in_table or field.unit.dimension in (Dimension.SCORE, Dimension.PLAIN, Dimension.COUNT)
    if field.unit.dimension is Dimension.COUNT and fact.unit.dimension is Dimension.COUNT:
        same = {field.unit.symbol, fact.unit.symbol}
        return (
            len(same) == 1
            or same <= {"辆", "台"}
            or same <= {"批次", "批", "个", "次"}
            or same <= {"个", "家", "所"}
            or same <= {"份", "张"}
        )
    if field.unit.symbol == "人次":
        return fact.unit.symbol in ("人次", "人", "人/次")
    if field.unit.dimension is Dimension.COUNT and fact.unit.dimension is Dimension.PEOPLE:
        return False
    if field.unit.dimension is Dimension.PEOPLE and fact.unit.dimension is Dimension.COUNT:
        return fact.unit.symbol == "个" and not re.search(r"机构|单位", fact.parent + fact.label)
    try:
        convert(fact.value, fact.unit, field.unit)
    except UnitMismatch:
        return False
    return True
