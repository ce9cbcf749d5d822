"""Figures of Chinese reports: found with exact spans, read as Decimal, converted exactly."""

from extractor.quantities.dates import Date, find_dates
from extractor.quantities.direction import direction
from extractor.quantities.model import Interval, Quantity, Reach, interval
from extractor.quantities.numerals import NotANumeral, parse_numeral
from extractor.quantities.scan import find_quantities, parse_figure
from extractor.quantities.units import PERCENT, PLAIN, WAN_YUAN, YUAN, Dimension, Unit, UnitMismatch, convert, plain, unit_named
from extractor.quantities.width import fold

__all__ = [
    "PERCENT",
    "PLAIN",
    "WAN_YUAN",
    "YUAN",
    "Date",
    "Dimension",
    "Interval",
    "NotANumeral",
    "Quantity",
    "Reach",
    "Unit",
    "UnitMismatch",
    "convert",
    "direction",
    "find_dates",
    "find_quantities",
    "fold",
    "interval",
    "parse_figure",
    "parse_numeral",
    "plain",
    "unit_named",
]
