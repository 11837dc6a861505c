"""What trust models share: the list, and reports put together robustly."""

REPORT_RULES = ("mean", "median", "deviation")
"""`Trust.report_rule`, in the order of the codes of `reports`."""
