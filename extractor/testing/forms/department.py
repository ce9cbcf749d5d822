"""The invented department of the official forms: what it was given, what it spent, last year's figures; all amounts in 万元."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NAME = "岚浦县水利局"
YEAR = 2023
D = Decimal
ZERO = D("0.00")


@dataclass(frozen=True, slots=True)
class Item:
    """What one 项 cost. The first two are paid from 一般公共预算财政拨款, `fund` and `state` from the two other budgets.

    `own_basic`, `own_project`: paid from other money. `initial`: 年初预算 of 一般公共预算财政拨款.
    """

    code: str
    basic: Decimal = ZERO
    project: Decimal = ZERO
    fund: Decimal = ZERO
    state: Decimal = ZERO
    own_basic: Decimal = ZERO
    own_project: Decimal = ZERO
    initial: Decimal = ZERO

    @property
    def public(self) -> Decimal:
        """一般公共预算财政拨款支出."""
        return self.basic + self.project

    @property
    def spent(self) -> Decimal:
        """本年支出 of all money."""
        return self.public + self.fund + self.state + self.own_basic + self.own_project


def _listed(lines: str) -> dict[str, str]:
    """Names by code, a code and its name a line."""
    return {code: name for code, _, name in (line.partition(" ") for line in lines.splitlines())}


NAMES: Mapping[str, str] = _listed("""205 教育支出
20508 进修及培训
2050803 培训支出
208 社会保障和就业支出
20805 行政事业单位养老支出
2080501 行政单位离退休
2080505 机关事业单位基本养老保险缴费支出
2080506 机关事业单位职业年金缴费支出
20808 抚恤
2080801 死亡抚恤
210 卫生健康支出
21011 行政事业单位医疗
2101101 行政单位医疗
2101102 事业单位医疗
2101103 公务员医疗补助
211 节能环保支出
21103 污染防治
2110302 水体
212 城乡社区支出
21208 国有土地使用权出让收入安排的支出
2120816 农业农村生态环境支出
213 农林水支出
21303 水利
2130301 行政运行
2130302 一般行政管理事务
2130304 水利行业业务管理
2130305 水利工程建设
2130306 水利工程运行与维护
2130310 水土保持
2130311 水资源节约管理与保护
2130314 防汛
2130315 抗旱
2130316 农村水利
2130399 其他水利支出
21305 巩固脱贫攻坚成果衔接乡村振兴
2130504 农村基础设施建设
221 住房保障支出
22102 住房改革支出
2210201 住房公积金
223 国有资本经营预算支出
22301 解决历史遗留问题及改革成本支出
2230105 国有企业退休人员社会化管理补助支出
224 灾害防治及应急管理支出
22406 自然灾害防治
2240601 地质灾害防治""")
"""Names by code, 类款项."""

ITEMS = (
    Item("2050803", project=D("4.86"), initial=D("5.20")),
    Item("2080501", basic=D("31.47"), initial=D("30.12")),
    Item("2080505", basic=D("96.38"), initial=D("94.75")),
    Item("2080506", basic=D("48.19"), initial=D("47.37")),
    Item("2080801", basic=D("12.64"), initial=D("8.00")),
    Item("2101101", basic=D("22.73"), initial=D("22.15")),
    Item("2101102", basic=D("27.58"), initial=D("28.34")),
    Item("2101103", basic=D("9.16"), initial=D("9.05")),
    Item("2110302", project=D("58.92"), initial=D("64.00")),
    Item("2120816", fund=D("136.45")),
    Item("2130301", basic=D("487.35"), own_basic=D("13.26"), initial=D("452.18")),
    Item("2130302", project=D("37.81"), initial=D("36.50")),
    Item("2130304", basic=D("362.07"), project=D("21.54"), own_basic=D("41.93"), initial=D("371.66")),
    Item("2130305", project=D("824.69"), own_project=D("68.75"), initial=D("760.00")),
    Item("2130306", project=D("243.17"), own_project=D("35.42"), initial=D("251.30")),
    Item("2130310", project=D("119.73"), initial=D("125.00")),
    Item("2130311", project=D("46.28"), initial=D("43.60")),
    Item("2130314", project=D("187.56"), initial=D("160.00")),
    Item("2130315", project=D("29.34"), initial=D("32.40")),
    Item("2130316", project=D("271.83"), initial=D("290.55")),
    Item("2130399", project=D("16.72"), initial=D("18.25")),
    Item("2130504", project=D("93.61"), initial=D("88.00")),
    Item("2210201", basic=D("72.29"), initial=D("71.06")),
    Item("2230105", state=D("8.57")),
    Item("2240601", project=D("53.48"), initial=D("50.00")),
)

# Carried over by 项: (opening, closing) of 一般公共预算财政拨款, of the fund, of other money.
PUBLIC_CARRIED = {"2130305": (D("42.36"), D("17.58")), "2130316": (ZERO, D("8.94"))}
FUND_CARRIED = {"2120816": (D("15.30"), D("28.85"))}
OWN_CARRIED = {"2130306": (D("11.64"), D("6.93"))}
OWN_INCOME = {  # by 项: 上级补助收入, 事业收入, 其他收入
    "2130301": (ZERO, ZERO, D("13.26")),
    "2130304": (ZERO, D("33.75"), ZERO),
    "2130305": (D("68.75"), ZERO, ZERO),
    "2130306": (ZERO, D("26.48"), D("5.17")),
}
USED_SURPLUS = D("8.18")
"""使用非财政拨款结余: what 2130304 spent of other money beyond its 事业收入."""
SET_ASIDE = D("0.94")
"""结余分配: what 2130306 had of other money and neither spent nor carried over."""

PEOPLE: Mapping[str, str] = _listed("""301 工资福利支出
30101 基本工资
30102 津贴补贴
30103 奖金
30106 伙食补助费
30107 绩效工资
30108 机关事业单位基本养老保险缴费
30109 职业年金缴费
30110 职工基本医疗保险缴费
30111 公务员医疗补助缴费
30112 其他社会保障缴费
30113 住房公积金
30114 医疗费
30199 其他工资福利支出
303 对个人和家庭的补助
30301 离休费
30302 退休费
30303 退职（役）费
30304 抚恤金
30305 生活补助
30306 救济费
30307 医疗费补助
30308 助学金
30309 奖励金
30310 个人农业生产补贴
30311 代缴社会保险费
30399 其他对个人和家庭的补助""")
RUNNING: Mapping[str, str] = _listed("""302 商品和服务支出
30201 办公费
30202 印刷费
30203 咨询费
30204 手续费
30205 水费
30206 电费
30207 邮电费
30208 取暖费
30209 物业管理费
30211 差旅费
30212 因公出国（境）费用
30213 维修（护）费
30214 租赁费
30215 会议费
30216 培训费
30217 公务接待费
30218 专用材料费
30224 被装购置费
30225 专用燃料费
30226 劳务费
30227 委托业务费
30228 工会经费
30229 福利费
30231 公务用车运行维护费
30239 其他交通费用
30240 税金及附加费用
30299 其他商品和服务支出
307 债务利息及费用支出
30701 国内债务付息
30702 国外债务付息
310 资本性支出
31001 房屋建筑物购建
31002 办公设备购置
31003 专用设备购置
31005 基础设施建设
31006 大型修缮
31007 信息网络及软件购置更新
31013 公务用车购置
31019 其他交通工具购置
31021 文物和陈列品购置
31022 无形资产购置
31099 其他资本性支出
399 其他支出
39907 国家赔偿费用支出
39908 对民间非营利组织和群众性自治组织补贴
39999 其他支出""")
"""Accounts of 人员经费 and 公用经费 in the order of their form."""

_PAID = {
    code: D(paid)
    for line in """30102 187.62 30103 98.45 30107 141.86 30108 96.38 30109 48.19 30110 50.31 30111 9.16 30112 6.57
30113 72.29 30199 23.74 30302 28.95 30304 12.64 30305 7.83 30309 0.36 30201 13.47 30202 4.28
30205 1.63 30206 6.94 30207 5.16 30209 8.32 30211 18.79 30213 7.45 30215 1.92 30216 2.68
30217 3.27 30226 9.71 30227 11.36 30228 12.84 30229 5.59 30231 9.83 30239 26.18 30299 4.61
31002 7.42 31013 19.86""".splitlines()
    for code, paid in zip(line.split()[::2], line.split()[1::2], strict=True)
}


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """三公: 因公出国, 购置, 运行维护, 接待."""

    abroad: Decimal
    bought: Decimal
    running: Decimal
    guests: Decimal

    @property
    def vehicles(self) -> Decimal:
        """公务用车购置及运行维护费."""
        return self.bought + self.running

    @property
    def total(self) -> Decimal:
        """合计."""
        return self.abroad + self.vehicles + self.guests


PLANNED = ThreePublic(ZERO, D("20.00"), D("10.50"), D("4.20"))
PAID = ThreePublic(ZERO, D("19.86"), D("9.83"), D("3.27"))
BEFORE = ThreePublic(ZERO, ZERO, D("10.47"), D("3.62"))

LAST_TOTAL, LAST_FISCAL, LAST_PUBLIC = D("3126.84"), D("2987.15"), D("2894.30")
LAST_OPERATING = D("176.85")


def total(figures: Iterable[Decimal]) -> Decimal:
    """Their sum, to the 分 of 万元."""
    return sum(figures, ZERO)


def rounded(value: Decimal) -> Decimal:
    """To two places, half up."""
    return value.quantize(D("0.01"), ROUND_HALF_UP)


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Per cent of the whole."""
    return rounded(100 * part / whole)


def below(code: str) -> list[Item]:
    """The 项 under a code; all for an empty one."""
    return [i for i in ITEMS if i.code.startswith(code)]


def levels(codes: Iterable[str]) -> list[str]:
    """The codes with the 款 and 类 above them, in order."""
    return sorted({code[:n] for code in codes for n in (3, 5, 7)})


def paid(code: str) -> Decimal:
    """一般公共预算财政拨款基本支出 under an account of the economic classification; 基本工资 is what the others leave."""
    if code == "30101":
        return total(i.basic for i in ITEMS) - total(_PAID.values())
    if len(code) == 5:
        return _PAID.get(code, ZERO)
    return total(paid(c) for c in (*PEOPLE, *RUNNING) if len(c) == 5 and c.startswith(code))


def carried(by_item: Mapping[str, tuple[Decimal, Decimal]], end: int, code: str = "") -> Decimal:
    """What was carried over under a code: `end` 0 into the year, 1 out of it."""
    return total(pair[end] for item, pair in by_item.items() if item.startswith(code))


def fiscal_income(code: str = "") -> Decimal:
    """财政拨款收入 under a code: what was spent and carried out less what was carried in."""
    return public_income(code) + fund_income(code) + total(i.state for i in below(code))


def public_income(code: str = "") -> Decimal:
    """一般公共预算财政拨款收入 under a code."""
    return total(i.public for i in below(code)) + carried(PUBLIC_CARRIED, 1, code) - carried(PUBLIC_CARRIED, 0, code)


def fund_income(code: str = "") -> Decimal:
    """政府性基金预算财政拨款收入 under a code."""
    return total(i.fund for i in below(code)) + carried(FUND_CARRIED, 1, code) - carried(FUND_CARRIED, 0, code)


def own_income(code: str, source: int) -> Decimal:
    """Other income under a code; `source`: 0 上级补助收入, 1 事业收入, 2 其他收入."""
    return total(row[source] for item, row in OWN_INCOME.items() if item.startswith(code))
