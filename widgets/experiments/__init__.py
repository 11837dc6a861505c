"""The workspace of experiments: choose, set up, run, judge."""
