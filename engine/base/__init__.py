"""What every room of the engine stands on: errors, named random streams, registries."""
