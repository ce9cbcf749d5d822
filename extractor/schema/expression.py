"""The arithmetic of x-relations: a small language of properties, sums over lists, + - * / and brackets; parsed here, never run as code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.words import Text

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=|[-+*/=()\[\].?])"
    r"|(?P<quoted>'[^']*')|(?P<name>[^\W\d][\w]*)"
)
_DEEPEST = 32


class Op(StrEnum):
    """What joins two parts of an expression."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Over(StrEnum):
    """What is made of a list."""

    SUM = "sum"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows of a list are meant: those whose `name` is `literal`, or what the property `other` of the relation's object is."""

    name: str
    literal: str | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a path, with the rows it keeps where it is a list."""

    name: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A property: from the relation's object, or (`pointer`) as a JSON Pointer from there or else from the root.

    `may`: written with ?, so that it counts as nothing where it is not stated.
    """

    steps: tuple[Step, ...]
    pointer: bool = False
    may: bool = False

    def __str__(self) -> str:
        return ("/" if self.pointer else "") + ("/" if self.pointer else ".").join(s.name for s in self.steps)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure written in the expression."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Gathered:
    """sum(…) over the rows of a list, or count(…) of them."""

    over: Over
    of: Expression


@dataclass(frozen=True, slots=True)
class Joined:
    """Two parts and what joins them."""

    op: Op
    left: Expression
    right: Expression


Expression = Path | Number | Gathered | Joined


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` = `right`, or no more than it (`at_most`, written <=). `left` is None where only the right side is written."""

    left: Expression | None
    right: Expression
    at_most: bool = False


class NotAnExpression(ValueError):
    """Words that are no expression; `said` tells what is wrong, with the place."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def parse_equation(text: str) -> Equation:
    """The Equation of `a = b + c`, `a <= b` or of one side alone. Raises NotAnExpression."""
    return _Parser(text).equation()


def parse_operand(text: str) -> Expression:
    """One entry of `claim` or `of`: any expression without = . Raises NotAnExpression."""
    equation = _Parser(text).equation()
    if equation.left is not None:
        raise NotAnExpression(Text(f"{text!r} 中不应有等号或 <=", f"{text!r}: = and <= belong into expr"))
    return equation.right


def paths(expression: Expression) -> Iterator[Path]:
    """All properties that an expression names, in order."""
    match expression:
        case Path():
            yield expression
        case Gathered():
            yield from paths(expression.of)
        case Joined():
            yield from paths(expression.left)
            yield from paths(expression.right)
        case Number():
            return


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Iterator[_Token]:
        at = 0
        while at < len(self.text):
            m = _TOKEN.match(self.text, at)
            if m is None or m.lastgroup is None:
                raise self._fault(at)
            if m.lastgroup != "space":
                yield _Token(m.lastgroup, m[0], at)
            at = m.end()

    def _fault(self, at: int) -> NotAnExpression:
        rest = self.text[at : at + 12]
        if not rest:
            return NotAnExpression(Text(f"算式 {self.text!r} 不完整", f"expression {self.text!r} is not complete"))
        return NotAnExpression(
            Text(
                f"算式 {self.text!r} 第 {at + 1} 个字符处看不懂：{rest}",
                f"expression {self.text!r}, character {at + 1}: {rest} is not understood",
            )
        )

    @property
    def _place(self) -> int:
        return self.tokens[self.at].at if self.at < len(self.tokens) else len(self.text)

    def _next(self, *texts: str) -> str:
        """The next token where it is one of `texts`, taken; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "sign" and self.tokens[self.at].text in texts:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def _need(self, text: str) -> None:
        if not self._next(text):
            raise self._fault(self._place)

    def _take(self, kind: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at].kind == kind:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def equation(self) -> Equation:
        first = self._sum()
        sign = self._next("=", "<=")
        made = Equation(first, self._sum(), sign == "<=") if sign else Equation(None, first)
        if self.at < len(self.tokens):
            raise self._fault(self._place)
        return made

    def _sum(self) -> Expression:
        left: Expression = Joined(Op.SUBTRACT, Number(Decimal(0)), self._product()) if self._next("-") else self._product()
        while sign := self._next("+", "-"):
            left = Joined(Op(sign), left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._atom()
        while sign := self._next("*", "/"):
            left = Joined(Op(sign), left, self._atom())
        return left

    def _atom(self) -> Expression:
        if number := self._take("number"):
            return Number(Decimal(number))
        if self._next("("):
            return self._inside()
        if self._next("/"):
            return self._path(self._name(), pointer=True)
        name = self._name()
        if name in (Over.SUM, Over.COUNT) and self._next("("):
            return Gathered(Over(name), self._inside())
        return self._path(name, pointer=False)

    def _inside(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotAnExpression(Text("括号嵌套过深", "brackets are nested too deeply"))
        found = self._sum()
        self._need(")")
        self.depth -= 1
        return found

    def _name(self) -> str:
        name = self._take("name") or self._take("quoted").strip("'")
        if not name:
            raise self._fault(self._place)
        return name

    def _path(self, first: str, pointer: bool) -> Path:
        steps = [Step(first, self._where())]
        while (pointer and self._joins()) or self._next("."):
            steps.append(Step(self._name(), self._where()))
        return Path(tuple(steps), pointer, bool(self._next("?")))

    def _joins(self) -> bool:
        """Whether a / goes on with a pointer: no space around it, and a name behind it."""
        if self.at + 1 >= len(self.tokens) or self.tokens[self.at].text != "/" or self.tokens[self.at + 1].kind not in ("name", "quoted"):
            return False
        before, sign, after = self.tokens[self.at - 1], self.tokens[self.at], self.tokens[self.at + 1]
        if before.at + len(before.text) != sign.at or sign.at + 1 != after.at:
            return False
        self.at += 1
        return True

    def _where(self) -> Where | None:
        if not self._next("["):
            return None
        name = self._name()
        self._need("=")
        quoted = self._take("quoted")
        where = Where(name, quoted.strip("'")) if quoted else Where(name, other=self._name())
        self._need("]")
        return where
