"""The nine tables of a 部门决算 in the official form, as grids of words with their merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.documents.source import GridCell
from extractor.testing.forms import department as d
from extractor.testing.forms.department import Item

_FUNCTIONS = tuple(
    name
    for line in """一般公共服务支出、外交支出、国防支出、公共安全支出、教育支出、科学技术支出、文化旅游体育与传媒支出
社会保障和就业支出、卫生健康支出、节能环保支出、城乡社区支出、农林水支出、交通运输支出、资源勘探工业信息等支出
商业服务业等支出、金融支出、援助其他地区支出、自然资源海洋气象等支出、住房保障支出、粮油物资储备支出、国有资本经营预算支出
灾害防治及应急管理支出、其他支出、债务还本支出、债务付息支出、抗疫特别国债安排的支出""".splitlines()
    for name in line.split("、")
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class FormTable:
    """One official table: its mark (公开01表), title, cells, and the notes below it; `width`, `height` count its places.

    `wide`: on a landscape page. `heads`: rows at its top that are printed again on each page, 0 for none.
    """

    mark: str
    title: str
    cells: tuple[GridCell, ...]
    notes: tuple[str, ...]
    wide: bool = False
    heads: int = 0

    @property
    def width(self) -> int:
        return max(c.column + c.colspan for c in self.cells)

    @property
    def height(self) -> int:
        return max(c.row + c.rowspan for c in self.cells)

    def words(self, row: int, column: int) -> str:
        """What stands in a place, "" where it is empty or covered."""
        return next((str(c.words) for c in self.cells if (c.row, c.column) == (row, column)), "")


class _Rows:
    """Cells row by row: a word is a cell of one place; ("…", rowspan, colspan) a merged one; None a covered place."""

    def __init__(self) -> None:
        self.cells: list[GridCell] = []
        self.height = 0

    def add(self, *words: str | tuple[str, int, int] | Decimal | None) -> None:
        column = 0
        for word in words:
            said, rowspan, colspan = word if isinstance(word, tuple) else (word, 1, 1)
            if said is not None:
                text = f"{said:.2f}" if isinstance(said, Decimal) else said
                self.cells.append(GridCell(self.height, column, text, rowspan, colspan))
            column += colspan
        self.height += 1


def tables() -> tuple[FormTable, ...]:
    """The nine tables, in the order of their marks."""
    return (_balance(), _income(), _spending(), _fiscal(), _public(), _basic(), _three_public(), _fund(), _state())


def _amount(value: Decimal) -> str:
    """As the form prints it: nothing for nothing."""
    return f"{value:.2f}" if value else ""


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")


def _by_function(amount: Callable[[Item], Decimal]) -> dict[str, Decimal]:
    """Spending by the name of its 类."""
    return {name: d.total(amount(i) for i in d.ITEMS if d.NAMES[i.code[:3]] == name) for name in _FUNCTIONS}


# -- 公开01表, 公开04表: the two sides of a balance -------------------------------------------------------------


def opening() -> Decimal:
    """年初结转和结余 of all money."""
    return d.total(d.carried(c, 0) for c in (d.PUBLIC_CARRIED, d.FUND_CARRIED, d.OWN_CARRIED))


def closing() -> Decimal:
    """年末结转和结余 of all money."""
    return d.total(d.carried(c, 1) for c in (d.PUBLIC_CARRIED, d.FUND_CARRIED, d.OWN_CARRIED))


def income(code: str = "") -> Decimal:
    """本年收入 under a code."""
    return d.fiscal_income(code) + d.total(d.own_income(code, n) for n in range(3))


def spent(code: str = "") -> Decimal:
    """本年支出 under a code."""
    return d.total(i.spent for i in d.below(code))


def whole() -> Decimal:
    """收入总计, 支出总计."""
    return income() + d.USED_SURPLUS + opening()


def _balance() -> FormTable:
    rows = _Rows()
    rows.add(("收入", 1, 3), ("支出", 1, 3))
    rows.add("项目", "行次", "金额", "项目", "行次", "金额")
    rows.add("栏次", "", "1", "栏次", "", "2")
    left = {
        "一、一般公共预算财政拨款收入": d.public_income(),
        "二、政府性基金预算财政拨款收入": d.fund_income(),
        "三、国有资本经营预算财政拨款收入": d.total(i.state for i in d.ITEMS),
        "四、上级补助收入": d.own_income("", 0),
        "五、事业收入": d.own_income("", 1),
        "六、经营收入": d.ZERO,
        "七、附属单位上缴收入": d.ZERO,
        "八、其他收入": d.own_income("", 2),
    }
    incomes = [*left.items(), *([("", d.ZERO)] * (len(_FUNCTIONS) - len(left)))]
    functions = _by_function(lambda i: i.spent)
    for n, ((name, amount), function) in enumerate(zip(incomes, _FUNCTIONS, strict=True), 1):
        right = f"{_numeral(n)}、{function}"
        rows.add(name, str(n), _amount(amount), right, str(n + 31), _amount(functions[function]))
    rows.add("本年收入合计", "27", _amount(income()), "本年支出合计", "58", _amount(spent()))
    rows.add("使用非财政拨款结余（含专用结余）", "28", _amount(d.USED_SURPLUS), "结余分配", "59", _amount(d.SET_ASIDE))
    rows.add("年初结转和结余", "29", _amount(opening()), "年末结转和结余", "60", _amount(closing()))
    rows.add("", "30", "", "", "61", "")
    rows.add("总计", "31", _amount(whole()), "总计", "62", _amount(spent() + d.SET_ASIDE + closing()))
    notes = ("注：1.本表反映部门本年度的总收支和年末结转结余等情况。", "2.本套报表金额单位转换时可能存在尾数误差。")
    return FormTable("公开01表", "收入支出决算总表", tuple(rows.cells), notes)


def _fiscal() -> FormTable:
    rows = _Rows()
    rows.add(("收入", 1, 3), ("支出", 1, 6))
    rows.add(
        *("项目", "行次", "金额", "项目", "行次", "合计"),
        *("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"),
    )
    rows.add("栏次", "", "1", "栏次", "", "2", "3", "4", "5")
    state = d.total(i.state for i in d.ITEMS)
    lines: dict[int, tuple[str, Decimal]] = {
        1: ("一、一般公共预算财政拨款", d.public_income()),
        2: ("二、政府性基金预算财政拨款", d.fund_income()),
        3: ("三、国有资本经营预算财政拨款", state),
    }
    by = [_by_function(lambda i: i.public), _by_function(lambda i: i.fund), _by_function(lambda i: i.state)]
    for n, function in enumerate(_FUNCTIONS, 1):
        name, amount = lines.get(n, ("", d.ZERO))
        each = [found[function] for found in by]
        rows.add(name, str(n), _amount(amount), f"{_numeral(n)}、{function}", str(n + 32), *map(_amount, (d.total(each), *each)))
    ends = [d.carried(c, 1) for c in (d.PUBLIC_CARRIED, d.FUND_CARRIED)]
    starts = [d.carried(c, 0) for c in (d.PUBLIC_CARRIED, d.FUND_CARRIED)]
    done = [d.total(found.values()) for found in by]
    rows.add("本年收入合计", "27", _amount(d.fiscal_income()), "本年支出合计", "59", *map(_amount, (d.total(done), *done)))
    out = (d.total(ends), *ends, d.ZERO)
    rows.add("年初财政拨款结转和结余", "28", _amount(d.total(starts)), "年末财政拨款结转和结余", "60", *map(_amount, out))
    rows.add("一般公共预算财政拨款", "29", _amount(starts[0]), "", "61", *([""] * 4))
    rows.add("政府性基金预算财政拨款", "30", _amount(starts[1]), "", "62", *([""] * 4))
    rows.add("国有资本经营预算财政拨款", "31", "", "", "63", *([""] * 4))
    sums = (d.total(done) + d.total(ends), done[0] + ends[0], done[1] + ends[1], done[2])
    rows.add("总计", "32", _amount(d.fiscal_income() + d.total(starts)), "总计", "64", *map(_amount, sums))
    note = "注：本表反映部门本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况。"
    return FormTable("公开04表", "财政拨款收入支出决算总表", tuple(rows.cells), (note,), wide=True)


# -- 公开02, 03, 05, 08, 09表: by 类款项 ----------------------------------------------------------------------------


def _coded_head(heads: Sequence[str]) -> _Rows:
    """项目 over 功能分类科目编码 and 科目名称; 类, 款, 项, 栏次 and 合计 below them."""
    rows = _Rows()
    rows.add(("项目", 1, 4), *((h, 2, 1) for h in heads))
    rows.add(("功能分类科目编码", 1, 3), "科目名称", *([None] * len(heads)))
    rows.add(("类", 2, 1), ("款", 2, 1), ("项", 2, 1), "栏次", *(str(n) for n in range(1, len(heads) + 1)))
    return rows


def _coded_rows(rows: _Rows, codes: Sequence[str], figures: Callable[[str], Iterator[Decimal]], parted: bool = False) -> None:
    """合计 within the head, then a row for each code: over three columns, or `parted` with a column for each level."""
    rows.add(None, None, None, "合计", *map(_amount, figures("")))
    for code in codes:
        levels = [code[:3], code[3:5], code[5:]] if parted else [(code, 1, 3)]
        rows.add(*levels, d.NAMES[code], *map(_amount, figures(code)))


def _income() -> FormTable:
    heads = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")

    def figures(code: str) -> Iterator[Decimal]:
        yield from (income(code), d.fiscal_income(code), d.own_income(code, 0), d.own_income(code, 1), d.ZERO, d.ZERO)
        yield d.own_income(code, 2)

    rows = _coded_head(heads)
    _coded_rows(rows, d.levels(i.code for i in d.ITEMS), figures)
    return FormTable("公开02表", "收入决算表", tuple(rows.cells), ("注：本表反映部门本年度取得的各项收入情况。",), wide=True, heads=4)


def _spending() -> FormTable:
    heads = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")

    def figures(code: str) -> Iterator[Decimal]:
        items = d.below(code)
        basic = d.total(i.basic + i.own_basic for i in items)
        yield from (spent(code), basic, spent(code) - basic, d.ZERO, d.ZERO, d.ZERO)

    rows = _coded_head(heads)
    _coded_rows(rows, d.levels(i.code for i in d.ITEMS), figures, parted=True)
    return FormTable("公开03表", "支出决算表", tuple(rows.cells), ("注：本表反映部门本年度各项支出情况。",), wide=True)


def _public() -> FormTable:
    rows = _Rows()
    rows.add(("项目", 1, 4), ("本年支出", 1, 3))
    rows.add(("功能分类科目编码", 1, 3), "科目名称", "合计", "基本支出", "项目支出")
    rows.add(("类", 2, 1), ("款", 2, 1), ("项", 2, 1), "栏次", "1", "2", "3")

    def figures(code: str) -> Iterator[Decimal]:
        items = d.below(code)
        yield from (d.total(i.public for i in items), d.total(i.basic for i in items), d.total(i.project for i in items))

    _coded_rows(rows, d.levels(i.code for i in d.ITEMS if i.public), figures)
    note = "注：本表反映部门本年度一般公共预算财政拨款支出情况。"
    return FormTable("公开05表", "一般公共预算财政拨款支出决算表", tuple(rows.cells), (note,), heads=2)


def _fund() -> FormTable:
    rows = _Rows()
    rows.add(("项目", 1, 4), ("年初结转和结余", 2, 1), ("本年收入", 2, 1), ("本年支出", 1, 3), ("年末结转和结余", 2, 1))
    rows.add(("功能分类科目编码", 1, 3), "科目名称", None, None, "小计", "基本支出", "项目支出", None)
    rows.add(("类", 2, 1), ("款", 2, 1), ("项", 2, 1), "栏次", *"123456")

    def figures(code: str) -> Iterator[Decimal]:
        done = d.total(i.fund for i in d.below(code))
        yield from (d.carried(d.FUND_CARRIED, 0, code), d.fund_income(code), done, d.ZERO, done, d.carried(d.FUND_CARRIED, 1, code))

    _coded_rows(rows, d.levels(i.code for i in d.ITEMS if i.fund), figures)
    note = "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。"
    return FormTable("公开08表", "政府性基金预算财政拨款收入支出决算表", tuple(rows.cells), (note,), wide=True)


def _state() -> FormTable:
    rows = _Rows()
    rows.add(("项目", 1, 2), ("本年支出", 1, 3))
    rows.add("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    rows.add(("栏次", 1, 2), "1", "2", "3")

    def figures(code: str) -> Iterator[Decimal]:
        done = d.total(i.state for i in d.below(code))
        yield from (done, d.ZERO, done)

    rows.add(("合计", 1, 2), *map(_amount, figures("")))
    for code in d.levels(i.code for i in d.ITEMS if i.state):
        rows.add(code, d.NAMES[code], *map(_amount, figures(code)))
    note = "注：本表反映部门本年度国有资本经营预算财政拨款支出情况。"
    return FormTable("公开09表", "国有资本经营预算财政拨款支出决算表", tuple(rows.cells), (note,))


# -- 公开06, 07表 -------------------------------------------------------------------------------------------------


def _basic() -> FormTable:
    rows = _Rows()
    rows.add(("人员经费", 1, 3), ("公用经费", 1, 6))
    rows.add(*(("科目编码", "科目名称", "决算数") * 3))
    people, running = list(d.PEOPLE), list(d.RUNNING)
    middle = running.index("30231") + 1 - len(people) % 2
    columns = (people, running[:middle], running[middle:])
    for n in range(max(map(len, columns))):
        rows.add(*(w for column in columns for w in _account(column[n] if n < len(column) else "")))
    staff, goods = d.paid("301") + d.paid("303"), d.total(d.paid(c) for c in running if len(c) == 3)
    rows.add(("人员经费合计", 1, 2), staff, ("公用经费合计", 1, 5), goods)
    note = "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"
    return FormTable("公开06表", "一般公共预算财政拨款基本支出决算明细表", tuple(rows.cells), (note,), wide=True, heads=2)


def _account(code: str) -> tuple[str, str, str]:
    return (code, {**d.PEOPLE, **d.RUNNING}[code], _amount(d.paid(code))) if code else ("", "", "")


def _three_public() -> FormTable:
    rows = _Rows()
    rows.add(("预算数", 1, 6), ("决算数", 1, 6))
    vehicles = ("公务用车购置及运行维护费", 1, 3)
    rows.add(*((("合计", 2, 1), ("因公出国（境）费", 2, 1), vehicles, ("公务接待费", 2, 1)) * 2))
    rows.add(*((None, None, "小计", "公务用车购置费", "公务用车运行维护费", None) * 2))
    rows.add(*(str(n) for n in range(1, 13)))
    rows.add(*(f for t in (d.PLANNED, d.PAID) for f in (t.total, t.abroad, t.vehicles, t.bought, t.running, t.guests)))
    notes = (
        "注：本表反映部门本年度财政拨款“三公”经费支出预决算情况。其中：预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数；"
        "决算数是包括当年财政拨款和以前年度结转资金安排的实际支出。",
    )
    return FormTable("公开07表", "财政拨款“三公”经费支出决算表", tuple(rows.cells), notes, wide=True)
