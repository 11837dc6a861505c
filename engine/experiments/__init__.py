"""Experiments: presets of the papers' figures, free sweeps, runners on all cores or on a cluster, what they write."""
