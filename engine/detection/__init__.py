"""Detection of attacks: collection of data, features, laboratory, live detector (paper S2, sections 5 to 7)."""
