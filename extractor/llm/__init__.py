"""The endpoint: settings, structured-output modes, retries, rate and money limits, cached replies, usage.

Names are loaded on first use: importing this package costs neither pydantic nor the model client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.llm.endpoint import Endpoint
    from extractor.llm.modes import StructuredMode
    from extractor.llm.probe import Finding, Level, Probe
    from extractor.llm.reply import CutReply, Reply
    from extractor.llm.request import Message, Request
    from extractor.llm.settings import EndpointSettings, load_settings
    from extractor.llm.usage import Usage

__all__ = [
    "CutReply",
    "Endpoint",
    "EndpointSettings",
    "Finding",
    "Level",
    "Message",
    "Probe",
    "Reply",
    "Request",
    "StructuredMode",
    "Usage",
    "load_settings",
]

_HOMES = {
    "CutReply": "reply",
    "Endpoint": "endpoint",
    "EndpointSettings": "settings",
    "Finding": "probe",
    "Level": "probe",
    "Message": "request",
    "Probe": "probe",
    "Reply": "reply",
    "Request": "request",
    "StructuredMode": "modes",
    "Usage": "usage",
    "load_settings": "settings",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
