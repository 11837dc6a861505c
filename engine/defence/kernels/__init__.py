"""What trust models share: the list, and reports put together robustly."""
