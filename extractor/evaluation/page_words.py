"""The words of an evaluation's page, in both languages."""

from __future__ import annotations

from extractor.words import Text

OUTCOMES = {
    "correct": Text("正确", "correct"),
    "wrong_value": Text("值错", "wrong value"),
    "wrong_scale": Text("单位或量级错", "wrong scale"),
    "wrong_sign": Text("正负号错", "wrong sign"),
    "missed": Text("漏", "missed"),
    "invented": Text("多", "invented"),
    "wrong_place": Text("出处不对", "wrong place"),
    "failed_document": Text("文档失败", "failed document"),
}

VERDICTS = {
    "holds": Text("成立", "holds"),
    "tail": Text("尾差", "tail"),
    "violated": Text("不成立", "violated"),
    "not_checked": Text("未核", "not checked"),
}

PHRASINGS = {"known": Text("见过的说法", "phrasings known"), "kept_out": Text("留出的说法", "phrasings kept out")}

WORDS = {
    "report": Text("报告", "report"),
    "by_report": Text("各报告", "By report"),
    "module": Text("模块", "module"),
    "by_module": Text("各模块", "By module"),
    "field": Text("字段", "field"),
    "by_field": Text("各字段", "By field"),
    "type": Text("报告类型", "report type"),
    "by_type": Text("各报告类型", "By report type"),
    "phrasing": Text("说法", "phrasing"),
    "by_phrasing": Text("见过的与留出的说法", "Phrasings known and kept out"),
    "outcomes": Text("各模块的结论", "Outcomes by module"),
    "relations": Text("勾稽关系", "Relations"),
    "cost": Text("费用", "Cost"),
    "right": Text("正确", "right"),
    "gold": Text("标注", "gold"),
    "predicted": Text("抽取", "predicted"),
    "precision": Text("精确率", "precision"),
    "recall": Text("召回率", "recall"),
    "misses": Text("不正确的格", "What is not right"),
    "nothing": Text("没有。", "Nothing."),
    "headline": Text("值 F1（各报告平均）", "value F1 (mean of reports)"),
    "value_precision": Text("值精确率", "value precision"),
    "value_recall": Text("值召回率", "value recall"),
    "grounding": Text("出处 F1（各报告平均）", "grounding F1 (mean of reports)"),
    "relation_recall": Text("勾稽关系召回率", "relation recall"),
    "relation_verdict_accuracy": Text("结论正确率", "right verdicts"),
    "fault_precision": Text("差错发现的精确率", "precision of faults"),
    "diagnosis_at_1": Text("错数列为首位疑误", "wrong figure named first"),
    "calibration_error": Text("校准误差", "calibration error"),
    "review_share": Text("送人工复核", "sent to review"),
    "accepted_error": Text("采纳值中的错误", "wrong among accepted"),
    "spent": Text("费用", "cost"),
    "no_price": Text("单价未知", "price unknown"),
    "tokens": Text("词元", "tokens"),
    "seconds": Text("秒", "s"),
    "requests": Text("请求", "requests"),
    "prompt_tokens": Text("输入词元", "input tokens"),
    "completion_tokens": Text("输出词元", "output tokens"),
    "money": Text("金额", "money"),
    "seconds_long": Text("用时（秒）", "seconds"),
    "all": Text("合计", "all"),
    "plots": Text("图", "Plots"),
    "accuracy": Text("各字段正确率与 95% 区间", "Accuracy by field with 95% intervals"),
    "accuracy_told": Text(
        "正确的格占标注的格；最差的 {} 个字段，其余 {} 个见下表。", "Right cells of gold ones; the {} lowest fields, {} more in the table."
    ),
    "reliability": Text("置信度与正确率", "Confidence and accuracy"),
    "reliability_told": Text(
        "每点为一个置信度区间（横轴上方为值的个数），虚线为理想；期望校准误差 {}，Brier 分 {}，共 {} 个值。",
        "A point a bin of confidence (above the axis how many values), dashed the ideal; calibration error {}, Brier score {}, {} values.",
    ),
    "risk": Text("采纳比例与其中的错误率", "Share accepted and errors among them"),
    "risk_told": Text(
        "复核 {} 的值，其余的错误率便不超过 1%；复核 {}，便不超过 0.5%（就这些值事后而言）。",
        "Reviewing {} of the values leaves at most 1% errors among the rest, reviewing {} at most 0.5% (in hindsight, on these values).",
    ),
    "confidence": Text("置信度", "confidence"),
    "accuracy_axis": Text("正确率", "accuracy"),
    "coverage_axis": Text("采纳的比例", "share accepted"),
    "risk_axis": Text("错误率", "errors"),
    "no_confidence": Text("结果中没有置信度。", "The results state no confidence."),
    "reviewed_told": Text(
        "送人工复核 {} 个值（其中错 {} 个）；采纳 {} 个值，其中错 {} 个。",
        "{} values were sent to review ({} of them wrong); {} were accepted, {} of them wrong.",
    ),
    "stated": Text("应有", "stated"),
    "found": Text("找到", "found"),
    "verdicts": Text("结论正确", "right verdict"),
    "faults": Text("差错", "faults"),
    "alarms": Text("误报", "false alarms"),
    "first": Text("首位疑误", "named first"),
    "relation": Text("关系", "relation"),
    "verdict": Text("应为", "should be"),
    "said": Text("结果", "result"),
    "relation_misses": Text("未找到、结论不对或误报的关系", "Relations missed, judged wrongly, or alarms without a fault"),
    "documents": Text(
        "{} 份报告，{} 份失败；模式 {} {}。方括号内为 95% 区间。", "{} reports, {} failed; schema {} {}. 95% intervals in brackets."
    ),
    "of_values": Text("{} 个值", "{} values"),
    "of_named": Text("标注未指明出处的 {} 格不计", "{} cells without a gold place not counted"),
}
