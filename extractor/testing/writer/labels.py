"""The names that figures go by. A share of them is kept out: natural in the genre, and among no schema's labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from extractor.pointers import starred


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one fact, the schema's own and the kept-out ones."""

    known: tuple[str, ...]
    kept_out: tuple[str, ...] = ()


def _names(known: str, kept_out: str = "") -> Names:
    return Names(tuple(known.split("/")), tuple(kept_out.split("/")) if kept_out else ())


NAMES: Mapping[str, Names] = {
    "accounts/income_total": _names("收入总计/总收入/决算总收入", "全部可用资金/资金来源总规模"),
    "accounts/expenditure_total": _names("支出总计/总支出/决算总支出", "资金运用总规模/资金去向总规模"),
    "~/balance": _names("收、支总计/收支总计/收入支出总计", "资金来源与运用规模/资金收付总规模"),
    "accounts/income_current_year": _names("本年收入合计/本年收入/收入合计", "年内取得的各项资金/当年到账资金"),
    "accounts/carried_in": _names("年初结转和结余/上年结转/上年结转和结余", "以前年度滚存资金/期初结存资金"),
    "accounts/fiscal_appropriation": _names("财政拨款收入/财政拨款/一般公共预算财政拨款收入", "财政部门核拨的资金/本级财政安排资金"),
    "accounts/other_income": _names("其他收入", "零星进项/财政渠道以外的进项"),
    "accounts/expenditure_current_year": _names("本年支出合计/本年支出/支出合计", "年内实际列支/当年各项开支"),
    "accounts/carried_out": _names("年末结转和结余/结转下年/年末结转结余", "留待次年继续使用的资金/期末结存资金"),
    "accounts/basic_expenditure": _names("基本支出", "人员和机构日常运转开支/人员及机构运转类开支"),
    "accounts/project_expenditure": _names("项目支出", "专项业务开支/事业发展类开支"),
    "accounts/fiscal_total": _names("财政拨款收、支总计/财政拨款收支总计/财政拨款收入支出总计", "财政资金收付总规模"),
    "accounts/general_public_expenditure": _names("一般公共预算财政拨款支出/一般公共预算支出", "公共财政资金列支总数"),
    "accounts/general_public_basic": _names("一般公共预算财政拨款基本支出", "公共财政口径下保运转开支"),
    "accounts/personnel_expenditure": _names("人员经费/人员支出", "职工薪酬和社保等开支/人员薪酬类开支"),
    "accounts/public_expenditure": _names("公用经费/日常公用经费/公用支出", "日常办公开支/机构运转费用"),
    "budget/initial_income": _names("收入预算/预算收入", "年初核定的资金来源"),
    "budget/initial_expenditure": _names("支出预算/预算支出", "年初核定的资金规模"),
    "budget/adjusted_total": _names("全年预算数/调整后预算数/全年调整预算数", "年中追加追减后的额度/最终下达额度"),
    "budget/execution_rate": _names("预算执行率/部门预算执行率/预算执行进度", "资金使用进度/支出序时完成比例"),
    "staffing/authorised": _names("核定编制/编制数/人员编制", "机构编制部门批准的员额/核批员额"),
    "staffing/on_post": _names("在职人员/在职在编人员/在职职工", "在册干部职工/工资发放名册内职工"),
    "staffing/retired": _names("退休人员/退休职工/退休干部职工", "离岗养老人员"),
    "staffing/control_rate": _names("在职人员控制率/人员控制率", "用编比例/员额使用比例"),
    "organisation/internal_unit_count": _names("内设机构/内设科室/职能科室", "机关本部分设的科室/局机关业务口"),
    "organisation/subordinate_unit_count": _names("下属单位/所属事业单位/二级预算单位", "归口管理的独立法人单位"),
    "three_public/total": _names("“三公”经费/财政拨款“三公”经费/“三公”经费财政拨款", "接待、用车、出访三项公务消费"),
    "three_public/overseas": _names("因公出国（境）费/因公出国（境）经费/因公出国（境）费用", "出访团组费用/境外公务活动费用"),
    "three_public/vehicle": _names("公务用车购置及运行维护费/公务用车购置及运行费/公务用车费用", "公车开支/车辆更新与使用开支"),
    "three_public/vehicle_purchase": _names("公务用车购置费/公务用车购置", "更新车辆购车款"),
    "three_public/vehicle_operation": _names("公务用车运行维护费/公务用车运行费", "车辆燃油维修保险等开支/车辆使用费用"),
    "three_public/reception": _names("公务接待费/公务接待", "来客招待开支/公务活动用餐等开支"),
    "operating_expense": _names("机关运行经费", "维持机关日常运转的办公类资金"),
    "procurement/actual": _names("政府采购支出总额/政府采购支出/政府采购金额", "集采和分散采购成交总价/按采购程序列支的资金"),
    "procurement/goods": _names("政府采购货物支出/货物支出/货物类", "购置设备物资"),
    "procurement/works": _names("政府采购工程支出/工程支出/工程类", "修缮施工"),
    "procurement/services": _names("政府采购服务支出/服务支出/服务类", "委托第三方承接事项"),
    "procurement/to_small_and_medium": _names("授予中小企业合同金额/中小企业合同金额", "由中小规模供应商承接的合同"),
    "procurement/to_small_and_micro": _names("授予小微企业合同金额/小微企业合同金额", "由小型微型供应商承接的合同"),
    "assets/total": _names("资产总额/资产合计/总资产", "账面资产规模/国有资产存量规模"),
    "assets/fixed": _names("固定资产/固定资产净值", "房屋设备等长期使用的资产"),
    "assets/current": _names("流动资产", "货币资金及往来款项等"),
    "assets/liabilities": _names("负债总额/负债合计", "应付未付款项"),
    "assets/vehicle_count": _names("共有车辆/公务用车保有量/实有车辆", "在用公车"),
    "projects/*/adjusted_budget": _names("全年预算数/预算安排/预算数/下达资金", "核定额度/分配额度"),
    "projects/*/initial_budget": _names("年初预算/年初预算数", "期初安排"),
    "projects/*/executed": _names("实际支出/执行数/支出金额", "累计拨付使用/已兑付资金"),
    "projects/*/execution_rate": _names("执行率/预算执行率", "用款进度/资金使用进度"),
    "projects/*/score": _names("自评得分/绩效自评得分", "自我打分/自查评定"),
    "evaluation/score": _names("自评得分/综合得分/绩效自评得分/自评总分", "自我评定分数/百分制打分结果"),
    "evaluation/grade": _names("评价等级/自评等级/绩效等级", "所处档位"),
    "survey/issued": _names("发放问卷/发放调查问卷", "派出意见征询表"),
    "survey/returned": _names("收回问卷/回收问卷", "收齐交回"),
    "survey/valid": _names("有效问卷", "填答合格的"),
    "survey/score": _names("综合得分/问卷综合得分", "折算后平均每份"),
    "indicators/*/target": _names("指标值/年度指标值/目标值", "年初承诺事项/拟达到的水平"),
    "indicators/*/actual": _names("完成值/实际完成值/全年完成值", "年底兑现情况"),
    "indicators/*/weight": _names("分值/权重/标准分", "配分"),
    "indicators/*/score": _names("得分/自评得分", "评定分/打分"),
    "project_indicators/*/target": _names("指标值/年度指标值", "拟达到的水平"),
    "project_indicators/*/actual": _names("完成值/实际完成值", "年底兑现情况"),
    "narrative/problems": _names("存在的主要问题/存在的问题/存在问题", "短板和弱项/工作中的不足之处"),
    "narrative/measures": _names("改进措施/下一步改进措施/下一步工作打算/有关建议", "今后努力的方向/补短板的举措"),
}
"""By pointer (rows starred). The kept-out ones are held against every label of the schema by a test."""

NAMED_WITH: Mapping[str, tuple[str, ...]] = {
    "accounts/basic_expenditure": ("accounts/basic_share",),
    "accounts/project_expenditure": ("accounts/project_share",),
    "~/balance": ("accounts/income_total", "accounts/expenditure_total"),
}
"""Figures that go by the name of another: a share stands behind what it is the share of."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Draws names. `kept_out`: the share of names outside the schema's labels."""

    kept_out: float = 0.22

    def draw(self, key: str, random: Random) -> tuple[str, bool]:
        """A name for a fact, and whether it is kept out of the schema's labels."""
        names = NAMES.get(key) or NAMES[starred("/" + key)[1:]]
        known, kept = random.choice(names.known), random.choice(names.kept_out or names.known)
        outside = bool(names.kept_out) and random.random() < self.kept_out
        return (kept, True) if outside else (known, False)
