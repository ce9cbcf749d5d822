"""Synthetic department reports with exact gold: a department is drawn, its report written, and every print noted on the way.

The writer covers every module of the department_report schema; what a report leaves out is null or [] in its gold. No report states
score and grade of projects_summary, and no share of 购置 and 运行维护 in 三公.
"""

from extractor.testing.writer.labels import NAMES, Labels
from extractor.testing.writer.layouts import Layout
from extractor.testing.writer.planted import Placed, Planted
from extractor.testing.writer.report import Written, write_report

__all__ = ["NAMES", "Labels", "Layout", "Placed", "Planted", "Written", "write_report"]
