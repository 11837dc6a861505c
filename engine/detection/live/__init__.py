"""The live detector: rules, heuristics, profile and classifiers, fused into alarms (S2 section 6, S2-91 to S2-94)."""
