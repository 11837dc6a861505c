"""The detector laboratory: features ranked, methods trained and judged by honest splits, modules made (paper S2, 6)."""
