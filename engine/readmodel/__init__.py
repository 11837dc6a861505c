"""Frozen pictures of a run for whoever shows it: NumPy and the standard library only."""
