"""One file for each format; each gives the text and what the format knows of its structure."""
