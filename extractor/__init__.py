"""Figures out of Chinese government reports, each tied to its place."""
