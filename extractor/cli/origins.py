"""Where each setting comes from; what is in it, unless it is secret."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from extractor.llm.settings import DEFAULT_ENV_FILE, DEFAULT_TOML, TOML_TABLE

if TYPE_CHECKING:
    from extractor.llm import EndpointSettings

_SECRET = ("api_key", "extra_body")
"""Shown as being set, without what is in them: gateways want keys in the body too."""


def origins(settings: EndpointSettings, options: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Name, value as it may be shown, and origin of each setting that was set anywhere."""
    from dotenv import dotenv_values

    env = {name.upper(): value for name, value in os.environ.items()}
    file = {name.upper(): value for name, value in dotenv_values(DEFAULT_ENV_FILE).items()} if DEFAULT_ENV_FILE.is_file() else {}
    for name in sorted(settings.model_fields_set):
        key = f"EXTRACTOR_{name.upper()}"
        if options.get(name) is not None:
            origin = f"--{name.replace('_', '-')}"
        elif env.get(key):
            origin = key
        elif file.get(key):
            origin = f"{DEFAULT_ENV_FILE}: {key}"
        elif name in _toml():
            origin = f"{DEFAULT_TOML} [{TOML_TABLE}]"
        else:
            continue
        yield name, _shown(settings, name), origin


def _toml() -> dict[str, object]:
    if not DEFAULT_TOML.is_file():
        return {}
    return cast(dict[str, object], tomllib.loads(DEFAULT_TOML.read_text(encoding="utf-8-sig")).get(TOML_TABLE, {}))


def _shown(settings: EndpointSettings, name: str) -> str:
    if name in _SECRET:
        return "***"
    return settings.shown_url if name == "base_url" else str(getattr(settings, name))
