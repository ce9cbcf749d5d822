"""Words that a model copied, against small texts."""

from __future__ import annotations

import json

import pytest
from gold_figures import GOLD, reports

from extractor.documents import read_text
from extractor.grounding import Grounded, Grounding, NotGrounded, Ungrounded, ground_words

TEXT = """一、机构设置

县农业综合行政执法大队为下属单位，设办公室、计划财务股（挂审计股牌子）。项目编码2130599，联系电话112个。

二、绩效情况

评价等次为“优”。办公室负责组织实施高标准农田建设和农产品质量安全监
管工作，完成培训12期、覆盖1,012人，未发现截留挪用资金的情况。

| 单位名称 | 性质 |
| --- | --- |
| 县畜牧水产 事务中心 | 事业单位 |
"""
DOCUMENT = read_text(TEXT)


def block_of(words: str) -> str:
    return next(b.id for b in DOCUMENT.blocks if words in DOCUMENT.words(b.span))


@pytest.mark.parametrize(
    ("words", "print_", "how"),
    [
        ("县农业综合行政执法大队", "县农业综合行政执法大队", Grounding.EXACT),
        ("计划财务股(挂审计股牌子)", "计划财务股（挂审计股牌子）", Grounding.FOLDED),
        ("优", "优", Grounding.EXACT),
        ("农产品质量安全监管工作", "农产品质量安全监\n管工作", Grounding.FOLDED),
        ("县畜牧水产事务中心", "县畜牧水产 事务中心", Grounding.FOLDED),
        ("2130599", "2130599", Grounding.EXACT),
        ("组织实施高标准农田的建设和农产品质量安全监管工作", "组织实施高标准农田建设和农产品质量安全监\n管工作", Grounding.FUZZY),
        ("完成了培训12期、覆盖1,012人，未发现截留挪用资金", "完成培训12期、覆盖1,012人，未发现截留挪用资金", Grounding.FUZZY),
    ],
)
def test_grounds(words: str, print_: str, how: Grounding) -> None:
    found = ground_words(DOCUMENT, words=words)
    assert isinstance(found, Grounded), found
    assert TEXT[found.figure.start : found.figure.end] == print_
    assert found.grounding is how
    assert (found.similarity < 1) is (how is Grounding.FUZZY)
    assert found.quantity is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "县林业综合大队",
        "2130598",
        "213059",
        "12个",
        "012人",
        "良",
        "完成培训13期、覆盖1,012人，未发现截留挪用资金的情况",  # a digit is never similar
        "完成培训12期、覆盖1,021人，未发现截留挪用资金的情况",
        "完成培训12期、覆盖012人，未发现截留挪用资金的情况",
        "组织实施高标准农田建设和农产品质量安全监管工作，完成培训2期",
        "完成培训12期、覆盖1,012人，发现截留挪用资金的情况",  # nor is a negation
        "县农业综合执法",  # too short to be similar to anything
    ],
)
def test_refuses(words: str) -> None:
    found = ground_words(DOCUMENT, words=words)
    assert isinstance(found, NotGrounded), found
    assert found.reason is Ungrounded.NO_SUCH_WORDS


def test_the_quote_then_the_named_block_then_the_first_place_is_taken() -> None:
    first, second = TEXT.index("办公室"), TEXT.rindex("办公室")
    for quote, block, here in (
        ("", "", first),
        ("", block_of("评价等次"), second),
        ("办公室负责组织实施", "", second),
        ("办公室负责组织实施", block_of("执法大队"), second),
        ("没有的话", "b999", first),
    ):
        found = ground_words(DOCUMENT, words="办公室", quote=quote, block=block)
        assert isinstance(found, Grounded)
        assert found.figure.start == here
        assert len(found.others) == 1


def test_the_words_of_the_gold_files_ground() -> None:
    tried, missed = 0, list[str]()
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        document, index = reports()[gold["report"]]
        for pointer, quotes in gold["evidence"].items():
            for quote in quotes:
                tried += 1
                found = ground_words(document, words=quote.replace("\t", " | "), index=index)
                if not isinstance(found, Grounded) or document.text[found.figure.start : found.figure.end].split() != quote.split():
                    missed.append(f"{gold['report']} {pointer} {quote} {found}")
    assert tried > 1700
    assert len(missed) <= tried * 0.01, "\n".join(missed)
