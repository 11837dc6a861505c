"""The program: the only place where Qt and the engine meet."""
