"""The inspector: one node, one trust value, one form of parameters."""
