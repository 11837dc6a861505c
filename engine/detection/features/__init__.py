"""Features for detection (S2 Table 6): from what was collected to rows of numbers, by node and for the network."""
