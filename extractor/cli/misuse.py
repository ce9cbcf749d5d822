"""What the option parser says of a wrong command line, in Chinese: it speaks English only."""

from __future__ import annotations

import re

_KINDS = {
    "NoSuchOption": "没有这个选项",
    "MissingParameter": "缺少参数",
    "BadParameter": "参数值不对",
    "BadOptionUsage": "选项用法不对",
    "BadArgumentUsage": "参数用法不对",
    "NoArgsIsHelpError": "请给出子命令",
    "NoSuchCommand": "没有这个命令",
}
_PHRASES = (
    (r"Value error, (?P<rest>.+)", "{rest}"),
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be a valid (?:number|decimal).*", "应为数"),
    (r"Input should be greater than or equal to (?P<limit>.+)", "应不小于 {limit}"),
    (r"Input should be less than or equal to (?P<limit>.+)", "应不大于 {limit}"),
    (r"Input should be greater than (?P<limit>.+)", "应大于 {limit}"),
    (r"Input should be less than (?P<limit>.+)", "应小于 {limit}"),
    (r"Invalid value for (?P<name>.+?): (?P<rest>.+)", "{name}：{rest}"),
    (r"Invalid value: (?P<rest>.+)", "{rest}"),
    (r"(?P<value>'.*') is not one of (?P<known>.+?)\.?", "{value} 不可用；可用：{known}"),
    (r"(?P<value>'.*') is not a valid integer( range)?\.?", "{value} 不是整数"),
    (r"(?P<value>'.*') is not a valid float( range)?\.?", "{value} 不是数"),
    (r"(?P<value>.+) is not in the range (?P<known>.+?)\.?", "{value} 不在范围 {known} 之内"),
    (r"No such option: (?P<name>\S+)\s*\(?(?:Did you mean|Possible options:) (?P<near>.+?)\??\)?", "{name}；是否想写 {near}？"),
    (r"No such option: (?P<name>\S+)", "{name}"),
    (r"No such command (?P<name>'.*?')\. Did you mean (?P<near>.+?)\??", "{name}；是否想写 {near}？"),
    (r"No such command (?P<name>'.*')\.?", "{name}"),
    (r"Missing (?:argument|option|parameter) (?P<name>.+?)\.?", "{name}"),
    (r"Option (?P<name>.+) requires an argument\.?", "{name} 后面要有一个值"),
    (r"Option (?P<name>.+) does not take a value\.?", "{name} 后面不能有值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.+)\)\.?", "多出的参数：{name}"),
)


def in_chinese(kind: str, message: str) -> str:
    """`kind` is the error's class, `message` its words; words that are not known stay English."""
    said = _KINDS.get("NoSuchCommand" if message.startswith("No such command") else kind, "用法不对")
    return f"{said}（{_translated(message)}）"


def _translated(message: str) -> str:
    for pattern, words in _PHRASES:
        found = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if found is not None:
            parts = found.groupdict()
            return words.format(**{**parts, **({"rest": _translated(parts["rest"])} if "rest" in parts else {})})
    return message
