"""A function in a process of its own, with limits on time and memory.

Libraries that read pictures, PDF and old formats are large and written in C: a file can make them hang, die or eat all memory.
In a child that costs this one file. The child keeps what it loaded (a recogniser's models) from call to call.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import IO, Any, NamedTuple, Self, cast

from extractor import errors
from extractor.errors import DocumentError, ExtractorError, InternalError
from extractor.words import Text

_LENGTH = struct.Struct(">Q")
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from extractor.documents.isolated import serve; serve()"
_SPLIT = Text("请检查文件是否损坏；可拆分后再试，或另存为其他格式", "Check whether it is damaged; split it, or save it in another format")
_STARVED = ("bad_alloc", "bad allocation", "insufficient memory", "failed to allocate", "out of memory", "cannot allocate")


class _Done(NamedTuple):
    value: Any


class _Refused(NamedTuple):
    """An ExtractorError: the name of its class and its fields."""

    kind: str
    said: Text
    remedy: Text
    document: str
    stage: str
    attempt: int


class _Starved(NamedTuple):
    """There was not enough memory."""


class _Failed(NamedTuple):
    """Any other exception, in a line."""

    what: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is done for whom. `doing`: words for a person, such as Text("识别第 3 页", "recognising page 3"); `seconds`: its time limit."""

    name: str
    doing: Text
    seconds: float


class Child:
    """A process that runs functions of this package, one call at a time. `memory`: bytes of its address space, 0 for no limit."""

    def __init__(self, memory: int = 0) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._calling = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.close()

    def call(self, target: str, *arguments: Any, task: Task) -> Any:
        """The value of `target` ("module:function"), whose arguments and value are plain data or dataclasses of this package.

        Raises the function's own ExtractorError; DocumentError where it took too long, too much memory, or died (the process
        is ended then, and the next call starts a new one); InternalError for any other exception.
        """
        with self._calling:
            process = self._running()
            late = threading.Event()

            def stop() -> None:
                late.set()
                _kill(process)

            timer = threading.Timer(task.seconds, stop)
            timer.daemon = True
            timer.start()
            try:
                _send(cast(IO[bytes], process.stdin), pickle.dumps((target, arguments)))
                reply = _receive(cast(IO[bytes], process.stdout))
                outcome = _unpickled(reply) if reply is not None else None
            except OSError:  # its pipe broke: it died
                outcome = None
            except BaseException:  # Ctrl-C in the middle of a reply: what follows would be out of step
                self._end()
                raise
            finally:
                timer.cancel()
            if outcome is None or late.is_set():
                code = self._end()
                raise _too_long(task) if late.is_set() else _died(task, code)
            if isinstance(outcome, _Starved):
                self._end()  # what it holds may be the reason
        return _value(outcome, task, self._memory)

    def close(self) -> None:
        """End the process."""
        with self._calling:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            shown = None if os.environ.get("EXTRACTOR_DEBUG") else subprocess.DEVNULL
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter)
                [sys.executable, "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=shown,
                start_new_session=True,  # Ctrl-C is ours to handle, and what the child starts ends with it
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            )
            # It may die at once; reading its reply then tells.
            with contextlib.suppress(OSError):
                _send(cast(IO[bytes], self._process.stdin), pickle.dumps(self._memory))
        return self._process

    def _end(self) -> int:
        """Kill and reap; the exit code, negative for a signal."""
        process, self._process = self._process, None
        if process is None:
            return 0
        # Its own end is waited for a moment, so that the reason it died of is told and not ours.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2 if process.poll() is None else 0)
        code = process.poll()
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code if code is not None else 0


def isolated(target: str, *arguments: Any, task: Task, memory: int = 0) -> Any:
    """One call in a child of its own. Raises as `Child.call`."""
    with Child(memory) as child:
        return child.call(target, *arguments, task=task)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)


def _value(outcome: object, task: Task, memory: int) -> Any:
    match outcome:
        case _Done(value):
            return value
        case _Refused(kind, said, remedy, document, stage, attempt):
            known = getattr(errors, kind, None)
            made = known if isinstance(known, type) and issubclass(known, ExtractorError) else DocumentError
            raise made(said, remedy, document, stage, attempt)
        case _Starved():
            most = f"{memory / 1e9:.1f} GB" if memory else ""
            raise DocumentError(
                Text(
                    f"{task.doing.zh}需要的内存过多{f'（上限 {most}）' if most else ''}",
                    f"{task.doing.en} needs too much memory{f' (limit {most})' if most else ''}",
                ),
                _SPLIT,
                task.name,
                "read",
            )
        case _Failed(what):
            raise InternalError(
                Text(f"{task.doing.zh}时出现程序内部错误（{what}）", f"a fault of the program while {task.doing.en} ({what})"),
                Text("请反馈该信息", "Please report this line"),
                task.name,
                "read",
            )
        case _:
            raise _died(task, 0)


def _too_long(task: Task) -> DocumentError:
    return DocumentError(
        Text(f"{task.doing.zh}超过 {task.seconds:g} 秒，已终止", f"{task.doing.en} took more than {task.seconds:g} s and was ended"),
        _SPLIT,
        task.name,
        "read",
    )


def _died(task: Task, code: int) -> DocumentError:
    how = signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else str(code)
    return DocumentError(
        Text(f"{task.doing.zh}时子进程意外终止（{how}）", f"the process died while {task.doing.en} ({how})"), _SPLIT, task.name, "read"
    )


class _Plain(pickle.Unpickler):
    """Reads plain data and this package's classes: a child that a hostile file has taken over can't have code run here."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if module_name.startswith("extractor.") and "." not in global_name:
            found = getattr(import_module(module_name), global_name)
            if isinstance(found, type) and found.__module__ == module_name:
                return cast(type[Any], found)
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


def _unpickled(data: bytes) -> object:
    try:
        return _Plain(io.BytesIO(data)).load()
    except Exception:  # whatever else than a reply: taken as the end of the child
        return None


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    """A message; None at the end of the pipe."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None


def serve() -> None:
    """The child: answers calls until its input ends, which it does too when the parent dies."""
    # What libraries print must not get between the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = sys.stdin.buffer
    memory = _receive(calls)
    if memory is None:
        return
    _limit(int(pickle.loads(memory)))  # noqa: S301 (from the parent)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while (message := _receive(calls)) is not None:
            waiting.put(message)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        message = waiting.get()
        _send(replies, _reply(message))


def _reply(message: bytes) -> bytes:
    try:
        target, arguments = pickle.loads(message)  # noqa: S301 (from the parent)
        module, _, function = str(target).partition(":")
        return pickle.dumps(_Done(getattr(import_module(module), function)(*arguments)))
    except ExtractorError as e:
        refused = _Refused(type(e).__name__, e.said, e.remedy, e.document, e.stage, e.attempt)
        return pickle.dumps(refused)
    except MemoryError:
        return pickle.dumps(_Starved())
    except Exception as e:  # the parent must hear of it
        if any(words in str(e).lower() for words in _STARVED):
            return pickle.dumps(_Starved())
        return pickle.dumps(_Failed(" ".join(f"{type(e).__name__}: {e}".split())[:300]))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
