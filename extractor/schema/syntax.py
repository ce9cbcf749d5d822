"""What is wrong with a file that is no JSON, said so that whoever wrote it finds the character."""

from __future__ import annotations

from json import JSONDecodeError

from extractor.words import Text

_QUOTES = "“”‘’＂"
_WIDE = {"，": ",", "、": ",", "：": ":", "；": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}
_PARSER = {
    "Expecting value": Text("这里应有一个值", "a value is expected here"),
    "Expecting property name enclosed in double quotes": Text("这里应有英文双引号中的名称", 'a name in double quotes (") is expected here'),
    "Expecting ':' delimiter": Text("名称后面缺少英文冒号 :", "a colon is missing after the name"),
    "Expecting ',' delimiter": Text("这里缺少英文逗号 ,（或多了一个值）", "a comma is missing here (or a value is too many)"),
    "Extra data": Text("结束之后还有多余的内容", "something stands after the end"),
    "Unterminated string starting at": Text("这里开始的文字没有结束的英文双引号", "the string that begins here has no closing quote"),
    "Invalid control character at": Text(
        "文字中不能换行或有控制字符（是否漏了结束的双引号？）",
        "a string holds no line break or control character (is its closing quote missing?)",
    ),
    "Invalid \\escape": Text("反斜杠 \\ 要写成 \\\\", "a backslash is written \\\\"),
}


def syntax_fault(text: str, error: JSONDecodeError) -> Text:
    """Line, column and the likely mistake: quotes and commas of Chinese text, a comma too many, before what the parser says."""
    at, hint = _mistake(text, error.pos) or (error.pos, _parsers(error.msg))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return Text(
        f"不是有效的 JSON：第 {line} 行第 {column} 列，{hint.zh}",
        f"not valid JSON: line {line}, column {column}: {hint.en}",
    )


def _parsers(message: str) -> Text:
    return next((said for begin, said in _PARSER.items() if message.startswith(begin)), Text(message, message))


def _mistake(text: str, at: int) -> tuple[int, Text] | None:
    """The place and name of a mistake that a person makes; None for what only the parser's own words tell."""
    here = text[at : at + 1]
    before = text[:at].rstrip()
    if not here.strip() and not text[at:].strip():
        return at, Text("文件在这里中断，缺少结尾的 } 或 ]", "the file breaks off here: the closing } or ] is missing")
    if here in "}]" and before.endswith(","):
        return len(before) - 1, _too_many(here)
    if here == "," and text[at + 1 :].lstrip()[:1] in ("}", "]"):  # newer parsers point at the comma itself
        return at, _too_many(text[at + 1 :].lstrip()[0])
    if here in _WIDE:
        right = _WIDE[here]
        return at, Text(f"这里是中文标点 {here}，应写英文的 {right}", f"{here} is Chinese punctuation; {right} is meant")
    quote = at if here in _QUOTES else _quote_of(text, at)
    if quote >= 0:
        return quote, Text(f'这里是中文引号 {text[quote]}，应写英文双引号 "', f'{text[quote]} is a Chinese quote; a plain " is meant')
    if here == "'":
        return at, Text('这里是单引号，应写英文双引号 "', 'a single quote; a plain " is meant')
    if text.startswith(("//", "/*", "#"), at):
        return at, Text("JSON 中不能写注释（可以用 $comment）", "JSON has no comments ($comment may be used)")
    return None


def _too_many(bracket: str) -> Text:
    return Text(f"这里有多余的逗号，{bracket} 前面不能有逗号", f"a comma too many: none may stand before {bracket}")


def _quote_of(text: str, at: int) -> int:
    """Where a Chinese quote stands in a string that was begun with a plain one and runs on too far; -1 where none does.

    `at` is the string's start, a line break in it, or the first character after it.
    """
    end = text.find("\n", at)
    if text[at] == '"' and text[:at].rstrip()[-1:] in ("{", "[", ",", ":", ""):
        begin, end = at, end if end >= 0 else len(text)
    elif text[at] == "\n":
        begin, end = text.rfind('"', 0, at), at
    elif text[at] in '"{}[]:,':
        return -1  # a string that is closed well: what it holds is its own affair
    else:
        end = text.rfind('"', 0, at)
        begin = text.rfind('"', 0, end) if end >= 0 and not text[end + 1 : at].strip() else end
    found = [n for n in range(max(begin, 0), max(end, 0)) if text[n] in _QUOTES]
    return found[0] if found else -1
