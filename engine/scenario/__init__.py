"""The scenario document: what a user draws, saves and runs."""
