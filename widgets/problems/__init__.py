"""The problems list and the connectivity meter."""
