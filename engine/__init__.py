"""The Motewarden engine: one simulated network, for the window, the command line and the tests. It knows no Qt."""
