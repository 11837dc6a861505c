"""Formats in which widgets hand things to one another."""

PALETTE_MIME = "application/x-motewarden-palette"
"""The key of a palette entry, UTF-8."""
