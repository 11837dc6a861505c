"""Live charts of a run, and figures that compare runs."""
