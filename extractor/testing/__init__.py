"""For tests, ours and users' own: the stand-in endpoint."""
