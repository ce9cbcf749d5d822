"""Readers of the shapes that a label and a figure alone don't give: titles, name lists, tables of rows, score schemes.

A field or list names its reader with x-reader; each reader yields grounded candidates.
"""
