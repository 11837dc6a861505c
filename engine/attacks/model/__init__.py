"""The attack model of S2 as data: tuples, threats, classes of impact, what is left out."""
