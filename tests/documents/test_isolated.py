"""Functions in a child: one that hangs, dies or eats memory is ended and named, and the next call works."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from extractor.documents.isolated import Child, Task, isolated
from extractor.documents.model import Span
from extractor.errors import DocumentError, ExtractorError, InternalError, OperatorError
from extractor.words import Text

TASKS = "isolated_tasks"
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


def task(seconds: float = 60) -> Task:
    return Task("报告.pdf", Text("识别第 3 页", "recognising page 3"), seconds)


def test_a_value_comes_back_whatever_is_printed() -> None:
    assert isolated(f"{TASKS}:double", 21, task=task()) == 42


def test_classes_of_the_package_come_back() -> None:
    value = isolated(f"{TASKS}:span", 3, 5, task=task())
    assert isinstance(value, Span)
    assert value == Span(3, 5)


def test_what_was_loaded_stays() -> None:
    with Child() as child:
        first = child.call(f"{TASKS}:remember", 1, task=task())
        second = child.call(f"{TASKS}:remember", 2, task=task())
    assert (first[0], second[0]) == (1, 2)
    assert first[1] == second[1] != os.getpid()


def test_a_large_value_passes() -> None:
    with Child() as child:
        assert child.call("zlib:crc32", b"x" * 5_000_000, task=task()) > 0


@POSIX
@pytest.mark.parametrize(
    ("function", "seconds", "memory", "words"),
    [
        ("hang", 2, 0, "took more than 2 s"),
        ("hang_with_child", 2, 0, "took more than 2 s"),
        ("die", 60, 0, "SIGKILL"),
        ("leave", 60, 0, "died while recognising page 3 (3)"),
        ("crash", 60, 0, "SIGSEGV"),
        ("eat", 60, 1_000_000_000, "too much memory (limit 1.0 GB)"),
        ("starve", 60, 0, "too much memory"),
    ],
)
def test_a_child_that_goes_wrong_is_ended_and_named(function: str, seconds: float, memory: int, words: str) -> None:
    with Child(memory) as child:
        with pytest.raises(DocumentError) as raised:
            child.call(f"{TASKS}:{function}", task=task(seconds))
        assert raised.value.document == "报告.pdf"
        assert raised.value.stage == "read"
        assert words in str(raised.value)
        assert "识别第 3 页" in raised.value.into("zh")
        # The next document is not the one to suffer.
        assert child.call(f"{TASKS}:double", 4, task=task()) == 8


@POSIX
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_what_the_child_started_ends_with_it() -> None:
    with pytest.raises(DocumentError):
        isolated(f"{TASKS}:hang_with_child", task=task(2))
    running = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.exists()]
    assert b"sleep\x0060\x00" not in running


@pytest.mark.parametrize(("function", "kind"), [("refuse", DocumentError), ("lack", OperatorError), ("fail", InternalError)])
def test_errors_keep_their_sort(function: str, kind: type[ExtractorError]) -> None:
    with Child() as child:
        with pytest.raises(kind) as raised:
            child.call(f"{TASKS}:{function}", task=task())
        assert "\n" not in str(raised.value)
        assert child.call(f"{TASKS}:double", 1, task=task()) == 2
    if function == "refuse":
        assert (raised.value.document, raised.value.said.zh, raised.value.stage) == ("a.png", "坏了", "read")


def test_a_child_taken_over_runs_nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError):
        isolated(f"{TASKS}:attack", task=task())
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_plain_data_does_not_come_back() -> None:
    with pytest.raises(ExtractorError):
        isolated(f"{TASKS}:foreign", task=task())


def test_an_idle_child_is_ended_by_close() -> None:
    child = Child()
    pid = child.call(f"{TASKS}:remember", 1, task=task())[1]
    child.close()
    child.close()
    if sys.platform == "linux":
        assert not Path(f"/proc/{pid}").exists()


@POSIX
def test_a_child_outlives_no_parent() -> None:
    import subprocess
    import time

    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from extractor.documents.isolated import Child, Task\nfrom extractor.words import Text\n"
        "child = Child(); print(child.call('isolated_tasks:remember', 1, task=Task('x', Text('', ''), 60))[1], flush=True)\n"
        "child.call('isolated_tasks:hang', task=Task('x', Text('', ''), 60))\n"
    )
    here = Path(__file__).parent
    parent = subprocess.Popen([sys.executable, "-c", code, str(here), str(here.parents[1])], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child runs on")
