"""How far a scanned page is turned, and the page set straight. Runs in the recogniser's process: numpy and OpenCV are loaded."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

_MOST = 5.0  # degrees; a page that lies further off is a photograph of something else
_LEAST = 0.05  # less is not seen in a line of text
_POINTS = 150_000  # of ink are enough to tell
_STEPS = (0.25, 0.05, 0.01)


def skew(page: Picture) -> float:
    """Degrees by which the lines of a grey page fall to the right (0 where nothing tells).

    A straight page has rows that are full of ink and rows that have none. The ink is summed along lines of each angle; where
    the sums differ most the lines run. (Hough lines were a tenth of a degree off on text, and blind below a third.)
    """
    ink = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    down, across = np.nonzero(ink)
    if len(down) < 500:
        return 0.0
    chosen = slice(None, None, max(1, len(down) // _POINTS))
    down, across = down[chosen].astype(np.float64), across[chosen].astype(np.float64)
    best, reach = 0.0, _MOST
    for step in _STEPS:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(angles[int(np.argmax([_contrast(down, across, a) for a in angles]))])
        reach = step
    return best if abs(best) < _MOST else 0.0


def _contrast(down: NDArray[np.float64], across: NDArray[np.float64], angle: float) -> float:
    rows = down - across * np.tan(np.radians(angle))
    sums = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float((sums**2).sum())


def straightened(page: Picture) -> tuple[Picture, NDArray[np.float64]]:
    """The page without its skew, and the 2 x 3 matrix from the pixels of the page to those of the straight one."""
    angle = skew(page)
    height, width = page.shape
    if abs(angle) < _LEAST:
        return page, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), dtype=np.float64)
    straight = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return np.asarray(straight, dtype=np.uint8), matrix
