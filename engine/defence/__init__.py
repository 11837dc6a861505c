"""Defences that act on what nodes can observe."""
