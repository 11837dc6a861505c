"""The timeline: what happened in which round."""
