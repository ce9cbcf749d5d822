"""Prompt chains: locate, read fields, map tables, repair. The model points; code reads."""

from extractor.chains.ask import Findings, ask_again, ask_model

__all__ = ["Findings", "ask_again", "ask_model"]
