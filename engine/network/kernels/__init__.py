"""Compiled loops over state columns (numba). Plain loops that read like the papers; no Python objects inside."""
