"""State graphs of S2 drawn live."""
