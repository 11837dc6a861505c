"""Detectors at work: alarms, collection step by step, methods, budget."""
