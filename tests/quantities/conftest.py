"""Generated texts: no time limit on a busy machine, and no directory of found examples."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rooms", deadline=None, database=None)
settings.load_profile("rooms")
