"""JSON Pointers (RFC 6901): read and set a value inside JSON data."""

from __future__ import annotations

import itertools
from typing import Any, cast


def parts_of(pointer: str) -> list[str]:
    """The unescaped parts of a pointer: /a~1b/0 is ["a/b", "0"]."""
    return [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]


def value_at(data: Any, pointer: str) -> Any:
    """The value at a pointer; None where nothing stands there."""
    node = data
    for part in parts_of(pointer):
        if isinstance(node, list):
            items = cast(list[Any], node)
            node = items[int(part)] if part.isdecimal() and int(part) < len(items) else None
        elif isinstance(node, dict):
            node = cast(dict[str, Any], node).get(part)
        else:
            return None
    return node


def set_at(data: Any, pointer: str, value: Any) -> None:
    """Set the value at a pointer: lists grow with None, missing objects are made (a list below a numeric part)."""
    parts = parts_of(pointer)
    node = data
    for part, following in itertools.pairwise(parts):
        child = _child(node, part)
        if child is None:
            child = list[Any]() if following.isdecimal() else dict[str, Any]()
            _place(node, part, child)
        node = child
    _place(node, parts[-1], value)


def _child(node: Any, part: str) -> Any:
    if isinstance(node, list):
        items = cast(list[Any], node)
        return items[int(part)] if int(part) < len(items) else None
    return cast(dict[str, Any], node).get(part)


def _place(node: Any, part: str, value: Any) -> None:
    if isinstance(node, list):
        items = cast(list[Any], node)
        items.extend([None] * (int(part) + 1 - len(items)))
        items[int(part)] = value
    else:
        cast(dict[str, Any], node)[part] = value


def starred(pointer: str) -> str:
    """The pointer with * for the numbers of rows: /projects/3/name is /projects/*/name."""
    return "/".join("*" if part.isdecimal() else part for part in pointer.split("/"))
