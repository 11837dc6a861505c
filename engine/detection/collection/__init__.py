"""Collection of data by the detector role: request, wait, check, preprocess, unify, store, purge (S2, section 5)."""
