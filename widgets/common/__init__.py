"""Look and small parts that all widgets share."""
