"""The simulated network: state columns, rounds, hop waves. It knows no protocol, attack or detector by name."""
