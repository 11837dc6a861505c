"""Self-organisation by roles (paper S2): who does what in the network, and how that changes while it runs."""
