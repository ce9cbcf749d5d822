"""The sign that a direction word gives to the figure behind it: 减少16.2万元 is -16.2."""

from __future__ import annotations

import re

# 节能减排, 减税, 少年 and 增值税 name things; they tell no direction.
_FALLS = r"减(?![税免灾排贫负租])|降(?![费耗水雨])|缩|下滑|回落|少(?![年数儿])"
_RISES = r"增(?!值)|上升|上涨|提高|提升|(?<![许诸众])多(?![年次数种项个方媒样元功部])"
_WORD = re.compile(rf"(?P<down>{_FALLS})|(?P<up>{_RISES})|(?P<flat>持平|无变化|无增减|一致|相同)")
_BOTH = re.compile(
    r"增减变动|增减|增[+]减-|升降|涨跌|多少|至少|不少于|减少?[(、/](?:增加?|\+)[)]?|增[加长]?[(、/](?:减少?|下降|降低|-)[)]?"
)
_SENTENCE = re.compile(r"[。;!?]")
_FIGURE = re.compile(r"-?\d[\d,.]*(?:%|万元|亿元|万|元|个百分点)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|[^\d.%万元])")
_LINK = re.compile(r"[\s,、(:即约合为达计]*")


def direction(words: str) -> int:
    """+1, -1 or 0 for the direction word that governs a figure standing right behind `words` (folded text).

    The words up to the figure before count, or up to the one before that where nothing but punctuation stands between two
    figures (减少16.2万元，8.3%). 0 where none stands there, where a template leaves both open (增减, 增加(减少)), and for 持平.
    """
    tail = _YEAR.sub("", _SENTENCE.split(words.translate(_FOLDED))[-1])
    figures = list(_FIGURE.finditer(tail))
    start = figures[-1].end() if figures else 0
    if figures and _LINK.fullmatch(tail[start:]):
        start = figures[-2].end() if len(figures) > 1 else 0
    found = list(_WORD.finditer(_BOTH.sub("", tail[start:])))
    last = found[-1] if found else None
    if last is None or last["flat"]:
        return 0
    return 1 if last["up"] else -1


_FOLDED = str.maketrans("（），；！？＋－", "(),;!?+-")
