"""EigenTrust (Kamvar, Schlosser, Garcia-Molina, WWW 2003), worked out at the base station."""
