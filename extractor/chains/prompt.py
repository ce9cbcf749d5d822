"""Prompt files: Markdown with front matter, a system and a user part, versioned by their content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extractor.content import content_folder
from extractor.errors import OperatorError
from extractor.llm.request import Message
from extractor.words import Text

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_PART = re.compile(r"^# (system|user)\n", re.MULTILINE)
_FENCE = re.compile(r"</(\w+)>")
_INPUT = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


@dataclass(frozen=True)
class Prompt:
    """One chain's messages. `version` is the start of the SHA-256 of the file; `inputs` what the user part wants filled in."""

    chain: str
    version: str
    system: str
    user: str
    inputs: frozenset[str]

    def template(self) -> ChatPromptTemplate:
        """The langchain template; report text goes in as a value and is never read as a template."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages([("system", self.system), ("human", self.user)])

    def messages(self, **values: str) -> tuple[Message, ...]:
        """The messages with their inputs filled in; a fence (</报告>) that a report prints itself opens with a full-width ＜ there."""
        fence = re.compile(rf"<(?=\s*[/／]?\s*(?:{'|'.join(_FENCE.findall(self.user)) or '(?!)'})\s*[>＞])")
        inert = {name: fence.sub("＜", value) for name, value in values.items()}
        filled = self.template().invoke(inert).to_messages()
        roles = {"system": "system", "human": "user", "ai": "assistant"}
        return tuple(Message(roles[m.type], str(m.text)) for m in filled)  # type: ignore[arg-type]


@cache
def load_prompt(chain: str) -> Prompt:
    """The prompt of prompts/CHAIN/prompt.md.

    Raises OperatorError where the file is missing, has no front matter, or names another chain or other inputs than it uses.
    """
    path = content_folder("prompts") / chain / "prompt.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as e:
        raise _broken(chain, "找不到提示文件", "the prompt file is missing") from e
    m = _FRONT.match(text)
    parts = _PART.split(m["body"]) if m else []
    if m is None or len(parts) != 5 or (parts[1], parts[3]) != ("system", "user"):
        raise _broken(
            chain,
            "提示文件需要 front matter 和 # system、# user 两部分",
            "the prompt file needs front matter and the parts # system and # user",
        )
    front = dict(line.split(":", 1) for line in m["front"].splitlines() if ":" in line)
    inputs = frozenset(front.get("inputs", "").replace(",", " ").split())
    if front.get("chain", "").strip() != chain or inputs != frozenset(_INPUT.findall(parts[4])):
        raise _broken(chain, "front matter 的 chain 或 inputs 与正文不符", "chain or inputs of the front matter differ from the text")
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(chain, version, parts[2].strip(), parts[4].strip(), inputs)


def _broken(chain: str, zh: str, en: str) -> OperatorError:
    return OperatorError(
        Text(f"prompts/{chain}/prompt.md：{zh}", f"prompts/{chain}/prompt.md: {en}"),
        Text("请恢复该文件", "Restore that file"),
        stage="prompts",
    )
