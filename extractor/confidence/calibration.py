"""What turns signals into a confidence: fitted on gold by `extractor calibrate`, or an honest order where nothing was fitted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from extractor.confidence.isotonic import Steps
from extractor.confidence.logistic import Logistic, sigmoid
from extractor.confidence.signals import Signal
from extractor.content import content_folder
from extractor.errors import OperatorError
from extractor.words import Text

FORMAT = "report-extractor/calibration"
VERSION = "1.0"


@dataclass(frozen=True)
class Calibration:
    """A model of doubt. `fitted_on`: the data it was fitted on, {} for the default order, whose confidences are no frequencies.

    `curve`: the observed share of right values by score, None where nothing was observed. `promises`: for error
    targets that the gold can promise, from which confidence on values are accepted and what was counted.
    """

    model: Logistic
    curve: Steps | None = None
    fitted_on: Mapping[str, Any] = field(default_factory=dict[str, Any])
    measured: Mapping[str, Any] = field(default_factory=dict[str, Any])
    promises: Sequence[Mapping[str, Any]] = ()

    def fits(self, schema: str, engine: str) -> bool:
        """Whether it was fitted on results of that schema and engine: other engines leave other signals."""
        return self.fitted_on.get("schema") == schema and self.fitted_on.get("engine") == engine

    @property
    def calibrated(self) -> bool:
        """Whether a confidence is the frequency of right values on gold."""
        return bool(self.fitted_on)

    def confidence(self, signals: Iterable[str]) -> float:
        """How likely a value with these signals is right: 0 to 1.

        The mean of the curve's share and of the model's own odds: the curve alone calls all values of its top step alike, and
        the doubtful ones among them could not be told from the others.
        """
        score = self.model.score(signals)
        odds = sigmoid(score)
        return round((self.curve.at(score) + odds) / 2 if self.curve is not None else odds, 6)

    def against(self, signals: Collection[Signal]) -> list[Signal]:
        """The signals that lower the confidence, the weightiest first."""
        weights = self.model.weights
        return sorted((s for s in signals if weights.get(s, 0.0) < 0), key=lambda s: weights[s])

    def as_json(self) -> dict[str, Any]:
        """The JSON object of a calibration file."""
        steps = zip(self.curve.starts, self.curve.values, strict=True) if self.curve else ()
        return {
            "format": {"name": FORMAT, "version": VERSION},
            "fitted_on": dict(self.fitted_on),
            "intercept": round(self.model.intercept, 4),
            "weights": {name: round(weight, 4) for name, weight in sorted(self.model.weights.items(), key=lambda w: w[1])},
            "curve": [[round(s, 4), round(v, 6)] for s, v in steps] or None,
            "measured": dict(self.measured),
            "promises": [dict(p) for p in self.promises],
        }

    def write(self, file: Path) -> None:
        """Write the calibration file."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


DEFAULT = Calibration(
    Logistic(
        4.2,
        {
            Signal.AGREED: 2.0,
            Signal.NAMED: 1.0,
            Signal.NAMED_BEST: 1.0,
            Signal.HOLDS_MORE: 0.7,
            Signal.STATED_AGAIN: 0.5,
            Signal.STEADY: 0.5,
            Signal.ALONE: -0.2,
            Signal.RECOGNISED: -1.0,
            Signal.PARAPHRASED: -1.0,
            Signal.UNNAMED: -1.3,
            Signal.UNHEADED: -0.2,
            Signal.HEADED_OTHERWISE: -2.0,
            Signal.COLUMN_APART: -2.5,
            Signal.OUT_OF_ORDER: -2.5,
            Signal.FUZZY: -1.5,
            Signal.ASKED_AGAIN: -1.5,
            Signal.UNLIKELY_TOKENS: -1.5,
            Signal.BROKEN: -1.7,
            Signal.SHARED: -1.9,
            Signal.NAMED_OTHERWISE: -2.0,
            Signal.UNSURE_PRINT: -2.0,
            Signal.UNSTEADY: -2.0,
            Signal.IMPLAUSIBLE: -2.0,
            Signal.NOTED: -2.0,
            Signal.DUPLICATE_KEY: -2.2,
            Signal.RIVAL: -2.9,
            Signal.DIFFERS: -3.0,
            Signal.CONTRADICTED: -3.0,
            Signal.INVALID: -3.0,
            Signal.CUT: -3.3,
            Signal.ROW_APART: -4.0,
            Signal.COMMANDING: -5.0,
        },
    )
)
"""An order, most certain first, for use without gold: its numbers are no frequencies."""


def read_calibration(file: Path) -> Calibration:
    """A calibration file. Raises OperatorError where it is none, or of a version that this program doesn't know."""
    again = Text("请用 extractor calibrate 重新生成", "Make it anew with extractor calibrate")
    try:
        content = cast(dict[str, Any], json.loads(file.read_text(encoding="utf-8")))
        form = content["format"]
        if form["name"] != FORMAT or str(form["version"]).partition(".")[0] != VERSION.partition(".")[0]:
            raise ValueError(f"format {form}")
        weights = {str(k): float(v) for k, v in content["weights"].items()}
        curve = content.get("curve")
        return Calibration(
            Logistic(float(content["intercept"]), weights),
            Steps(tuple(float(s) for s, _ in curve), tuple(float(v) for _, v in curve)) if curve else None,
            content["fitted_on"],
            content.get("measured", {}),
            content.get("promises", ()),
        )
    except OSError as e:
        raise OperatorError(Text(f"无法打开（{e.strerror}）", f"cannot be opened ({e.strerror})"), again, file.name, "calibration") from e
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise OperatorError(Text(f"不是校准文件（{e}）", f"is no calibration file ({e})"), again, file.name, "calibration") from e


@cache
def usual_calibration(schema: str, engine: str) -> Calibration:
    """The calibration that stands beside our schema of that name, made for the engine; the default order where there is none."""
    file = content_folder("schemas") / schema / f"calibration.{engine}.json"
    found = read_calibration(file) if file.is_file() else DEFAULT
    return found if found.fits(schema, engine) else DEFAULT
