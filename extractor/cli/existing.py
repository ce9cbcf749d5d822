"""Results that lie in the output folder already: whose they are, and whether this run would make the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from extractor import __version__
from extractor.cli.inputs import Order, printable
from extractor.errors import DocumentError, OperatorError
from extractor.result import FORMAT, SUFFIX, VERSION
from extractor.words import Text

if TYPE_CHECKING:
    from extractor.cli.work import Job


class Taken(OperatorError):
    """The result's name belongs to another document's result, or to something that is no result."""


def target(job: Job, order: Order) -> Path:
    """The file that the document's result is written to."""
    return job.out / f"{order.name}{SUFFIX}"


def check_free(job: Job, order: Order) -> None:
    """Raises Taken where writing would overwrite what is not an earlier result of the same document: its name and its bytes."""
    path = target(job, order)
    if job.force or not path.exists():
        return
    result = _result(path)
    owner = str(result["document"].get("name")) if result is not None else ""
    if not owner:
        whose = Text("不是抽取结果的文件", "a file that is no result")
    elif owner != printable(order.file):
        whose = Text(f"{owner} 的结果", f"the result of {owner}")
    elif result is not None and _sha256(order) not in (None, result["document"].get("sha256")):
        whose = Text(f"另一份同名文件（或修改前的 {owner}）的结果", f"the result of another {owner}, or of this one before a change")
    else:
        return
    raise Taken(
        Text(f"{path.name} 已存在，是{whose.zh}", f"{path.name} exists and is {whose.en}"),
        Text("换一个 --out，或用 --force 覆盖", "Name another --out, or overwrite it with --force"),
        order.file,
        "write",
    )


def same_run(job: Job, order: Order) -> dict[str, Any] | None:
    """The earlier result where document, schema, engine, model, prompts and program are the same and nothing failed; else None."""
    result = _result(target(job, order))
    if result is None:
        return None
    run = result["run"]
    model = job.endpoint.settings.model if job.endpoint is not None and job.plan.chains else None
    made = (result["schema"].get("sha256"), run.get("engine"), run.get("model"), run.get("program"))
    if made != (job.schema.sha256, job.plan.name, model, __version__) or run.get("failures"):
        return None
    if not _prompts_stand(run, chains=job.plan.chains):
        return None
    return result if _sha256(order) == result["document"].get("sha256") else None


def _sha256(order: Order) -> str | None:
    """Of the document's bytes; None where they can't be read, which reading the document will tell."""
    try:
        return hashlib.sha256(order.data()).hexdigest()
    except (OSError, DocumentError):
        return None


def _prompts_stand(run: dict[str, Any], *, chains: bool) -> bool:
    used = cast(dict[str, str], run.get("prompts") or {})
    if not chains:
        return True
    from extractor.chains.prompt import load_prompt

    return bool(used) and all(load_prompt(name).version == version for name, version in used.items())


def _result(path: Path) -> dict[str, Any] | None:
    try:
        said: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict):
        return None
    result = cast(dict[str, Any], said)
    whole = all(isinstance(result.get(part), dict) for part in ("format", "document", "schema", "fields", "run"))
    return result if whole and result["format"] == {"name": FORMAT, "version": VERSION} else None
