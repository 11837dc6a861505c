"""The steps of a guided replay."""
