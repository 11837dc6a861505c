"""Clustering and routing protocols: one file each, none imports another; `catalogue` lists the built-in ones."""
