"""What can go wrong between a program and its model, on demand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from extractor.errors import OperatorError
from extractor.words import Text


class FaultKind(StrEnum):
    """One way in which an answer goes wrong."""

    NONE = "none"
    RATE_LIMIT = "rate_limit"
    """429; `seconds` is its Retry-After."""
    SERVER_ERROR = "server_error"
    """500."""
    NOT_FOUND = "not_found"
    """404, as for an unknown model."""
    FORBIDDEN = "forbidden"
    """403."""
    TOO_LONG = "too_long"
    """400, as for a request longer than the context."""
    HANG = "hang"
    """No answer for `seconds`, then the connection is closed."""
    DROP = "drop"
    """Half the answer, then the connection is closed."""
    HTML = "html"
    """A web page with status 200, as from a login portal or a base URL without /v1."""
    CUT = "cut"
    """Half the text, finish_reason length."""
    SILENT_CUT = "silent_cut"
    """Half the text, finish_reason stop."""
    EMPTY = "empty"
    """No text at all."""
    FENCED = "fenced"
    """JSON in a code fence with a sentence around it."""
    THINKING = "thinking"
    """Reasoning in <think> before the text."""
    BROKEN_JSON = "broken_json"
    """A comma too many and a quotation mark missing."""
    WRONG_UNITS = "wrong_units"
    """万元 and 元 exchanged in the strings of the reply."""
    INVENTED_QUOTES = "invented_quotes"
    """Quotes that no document has."""
    OBEY = "obey"
    """Does what the document says after 忽略以上指令."""


DEFAULT_SECONDS = {FaultKind.RATE_LIMIT: 1.0, FaultKind.HANG: 30.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault; `seconds` counts for rate_limit and hang alone."""

    kind: FaultKind
    seconds: float = 0.0

    @classmethod
    def of(cls, said: Fault | FaultKind | str | None) -> Fault:
        """Read "kind" or "kind:seconds"; None and "" are no fault. Raises OperatorError for an unknown kind."""
        if isinstance(said, Fault):
            return said
        name, _, seconds = (said or FaultKind.NONE).partition(":")
        try:
            kind = FaultKind(name.strip().replace("-", "_"))
            return cls(kind, float(seconds) if seconds else DEFAULT_SECONDS.get(kind, 0.0))
        except ValueError:
            known = ", ".join(FaultKind)
            raise OperatorError(
                Text(f"不认识的故障：{said}", f"unknown fault: {said}"),
                Text(f"可用：{known}", f"known: {known}"),
                stage="stand-in",
            ) from None


INVENTED_QUOTE = "本部门全年接待来访群众8,848人次，满意率达100%"

_UNIT = re.compile(r"万元|元")
_QUOTE_KEY = re.compile(r"quote|evidence|原文|引文|依据", re.I)
_INJECTION = re.compile(r"忽略(?:以上|上述|前面|之前)的?(?:所有|全部|一切)?的?(?:指令|指示|要求|内容)[，,。；;：:、\s]*(.*)")
_LEAD = re.compile(r"^(?:请|并|而是|改为|直接|只|你|应|必须)*(?:回答|输出|回复|返回|填写|说)[：:，,\s]*")


def with_wrong_units(text: str) -> str:
    """`text` with 万元 and 元 exchanged."""
    return _UNIT.sub(lambda match: "元" if match.group() == "万元" else "万元", text)


def with_invented_quotes(text: str) -> str:
    """JSON `text` with every string under a key named like a quote replaced by a sentence nobody wrote."""

    def invent(value: object, key: str) -> object:
        if isinstance(value, dict):
            return {name: invent(part, name) for name, part in cast(dict[str, object], value).items()}
        if isinstance(value, list):
            return [invent(part, key) for part in cast(list[object], value)]
        return INVENTED_QUOTE if isinstance(value, str) and _QUOTE_KEY.search(key) else value

    try:
        return json.dumps(invent(json.loads(text), ""), ensure_ascii=False)
    except ValueError:
        return INVENTED_QUOTE


def with_broken_json(text: str) -> str:
    """JSON `text` that no parser takes but a reader would: a trailing comma and, where there is a key, one quotation mark less."""
    head, bracket, tail = text.rpartition("}")
    broken = f"{head},{bracket}{tail}" if bracket else text + ","
    return re.sub(r'"([A-Za-z_]\w*)":', r"\1:", broken, count=1)


def injected_order(document: str) -> str | None:
    """What the text orders after 忽略以上指令, to the end of the line; None where it orders nothing."""
    found = _INJECTION.search(document)
    return _LEAD.sub("", found.group(1)).strip() if found else None


def obeyed(order: str, empty: object) -> str:
    """The reply of a model that obeys: the JSON it was told to say, else what the schema allows with its words in every string."""

    def say(value: object) -> object:
        if isinstance(value, dict):
            return {key: say(part) for key, part in cast(dict[str, object], value).items()}
        return order if isinstance(value, str) else value

    start = order.find("{")
    if start >= 0:
        try:
            value, _ = json.JSONDecoder().raw_decode(order, start)
        except ValueError:
            return order
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(say(cast(object, empty)), ensure_ascii=False) if isinstance(empty, dict) else order


_CHANGES: dict[FaultKind, Callable[[str], str]] = {
    FaultKind.CUT: lambda text: text[: len(text) // 2],
    FaultKind.SILENT_CUT: lambda text: text[: len(text) // 2],
    FaultKind.EMPTY: lambda _: "",
    FaultKind.FENCED: lambda text: f"好的，结果如下：\n```json\n{text}\n```\n以上。",
    FaultKind.THINKING: lambda text: f"<think>先找 {{合计}} 一行，再看单位。</think>\n{text}",
    FaultKind.BROKEN_JSON: with_broken_json,
    FaultKind.WRONG_UNITS: with_wrong_units,
    FaultKind.INVENTED_QUOTES: with_invented_quotes,
}


def changed(text: str, kind: FaultKind) -> str:
    """`text` as a model with that fault writes it; unchanged for faults of the connection."""
    change = _CHANGES.get(kind)
    return text if change is None else change(text)
