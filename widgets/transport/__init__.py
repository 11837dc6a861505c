"""The transport bar: time and its controls."""
