"""Labelled runs: an order becomes scenarios with bursts of attack or honest churn; each window gets its label."""
