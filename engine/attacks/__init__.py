"""The attack catalogue: one file per family. An attack is data plus a small perturbation of behaviour columns."""
