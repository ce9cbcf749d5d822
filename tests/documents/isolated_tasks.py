"""What a child is asked to do in test_isolated.py: the ways a library can go wrong on a file."""

from __future__ import annotations

import os
import signal
import sys
import time

from extractor.documents.model import Span
from extractor.errors import DocumentError, OperatorError
from extractor.words import Text

held: list[int] = []


def double(n: int) -> int:
    print("libraries print what they like")
    return 2 * n


def remember(n: int) -> tuple[int, int]:
    held.append(n)
    return len(held), os.getpid()


def span(start: int, end: int) -> Span:
    return Span(start, end)


def hang() -> None:
    while True:
        time.sleep(1)


def hang_with_child() -> None:
    import subprocess

    subprocess.run(["sleep", "60"], check=False)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(3)


def crash() -> None:
    import ctypes

    ctypes.string_at(0)


def eat() -> int:
    return len(bytearray(3_000_000_000))


def starve() -> None:
    raise RuntimeError("[ONNXRuntimeError] std::bad_alloc")


def refuse() -> None:
    raise DocumentError(Text("坏了", "broken"), Text("换一个", "take another"), "a.png", stage="read")


def lack() -> None:
    raise OperatorError(Text("缺少", "missing"), Text("安装", "install it"))


def fail() -> None:
    raise ValueError("not\nours")


def foreign() -> object:
    return sys.implementation  # no plain data


class Attack:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch taken_over",)


def attack() -> Attack:
    return Attack()
