"""The catalogue of experiments, one file for each family."""
