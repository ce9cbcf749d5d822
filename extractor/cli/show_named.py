"""The place in a result that a person names: by its pointer, or by the title or name of a field, list or module."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from extractor.cli.opened import Opened
from extractor.errors import OperatorError
from extractor.pointers import parts_of
from extractor.words import Text

_NEAR = 5


def pointer_named(result: Opened, said: str) -> str:
    """The pointer that `said` is or names. Raises OperatorError where nothing or several places are called so, with what is near."""
    pointer = "/" + said.strip().strip("/")
    if _stands(result, pointer):
        return pointer
    places = {p: names for p, names in _places(result) if not _inside(result, p)}
    wanted = _plain(said)
    found = [p for p, names in places.items() if wanted in map(_plain, names)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "、".join(_shown(p, places) for p in found)
        raise OperatorError(
            Text(f"有 {len(found)} 处叫“{said}”：{listed}", f"{len(found)} places are called {said!r}: {listed}"),
            Text("请用其中一个指针", "Name one of the pointers"),
            stage="show",
        )
    raise OperatorError(Text(f"结果中没有 {said}", f"there is no {said} in the result"), _remedy(result, said, pointer), stage="show")


def _stands(result: Opened, pointer: str) -> bool:
    return pointer in result.fields or any(p.startswith(pointer + "/") for p in result.fields)


def _places(result: Opened) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Pointer and names (the whole, its last part, the property) of modules, groups, lists and fields; of rows only the first's."""
    seen: set[str] = set()
    for record in result.fields:
        parts = record.split("/")
        for n in range(2, len(parts) + 1):
            pointer = "/".join(parts[:n])
            if pointer in seen:
                continue
            seen.add(pointer)
            if any(p.isdecimal() and p != "0" for p in parts[:n]) and _inside(result, pointer):
                break
            titles, _ = result.titles_unit(pointer)
            yield pointer, (" · ".join(titles), titles[-1], parts_of(pointer)[-1])


def _inside(result: Opened, pointer: str) -> bool:
    """Whether a pointer leads into a list."""
    parts = pointer.split("/")
    return any(isinstance(result.value("/".join(parts[:n])), list) for n in range(2, len(parts)))


def _remedy(result: Opened, said: str, pointer: str) -> Text:
    above, _, last = pointer.rpartition("/")
    rows = result.value(above) if above else None
    if last.isdecimal() and isinstance(rows, list) and rows:
        count = len(result.rows(above))
        return Text(
            f"这个列表有 {count} 项，从 0 数：{above}/0 到 {above}/{count - 1}",
            f"The list has {count} rows, counted from 0: {above}/0 to {above}/{count - 1}",
        )
    wanted, places = _plain(said), dict(_places(result))
    # What holds the words is nearer than what is spelled alike.
    near = [p for p, names in places.items() if any(wanted and wanted in _plain(name) for name in names)]
    spelled = {_plain(name): p for p, names in places.items() for name in (*names, p)}
    near += [spelled[name] for name in get_close_matches(wanted, spelled, _NEAR, 0.6)]
    listed = "、".join(_shown(p, places) for p in list(dict.fromkeys(near))[:_NEAR])
    zh, en = (f"相近的有：{listed}。", f"Near: {listed}. ") if listed else ("", "")
    return Text(
        f"{zh}不带 --field 可查看全部，加 --all --pointers 显示所有字段的指针",
        f"{en}Without --field all of it is shown, with --all --pointers every field's pointer",
    )


def _shown(pointer: str, places: dict[str, tuple[str, ...]]) -> str:
    return f"{pointer}（{places[pointer][0]}）"


def _plain(words: str) -> str:
    return "".join(words.split()).strip("/").casefold()
