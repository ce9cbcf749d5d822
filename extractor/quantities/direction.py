"""The sign that a direction word gives to the figure behind it: 减少16.2万元 is -16.2."""

from __future__ import annotations

import re

_WORD = re.compile(
    r"(?P<up>净增加?|增加|增长|上升|上涨|提高|增支|增收|增幅|多支|多收|增)|(?P<down>净减少?|减少|下降|降低|减支|减收|减幅|降幅|压缩|压减|下滑|降|减)"
    r"|(?P<flat>持平|无变化|无增减|一致|相同)"
)
_UNDECIDED = re.compile(r"(?:增加|增长|增)\((?:减少|下降|减)\)|(?:减少|下降|减)\((?:增加|增长|增)\)")


def direction(words: str) -> int:
    """+1, -1 or 0 for the last direction word in `words` (the text right before a figure, folded).

    0 where none stands there, where a template leaves both open (增加（减少）), and for 持平.
    """
    tail = re.split(r"[。；;!！?？]", words)[-1]
    if _UNDECIDED.search(tail):
        return 0
    words_found = list(_WORD.finditer(tail))
    last = words_found[-1] if words_found else None
    if last is None or last["flat"]:
        return 0
    return 1 if last["up"] else -1
