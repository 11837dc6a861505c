"""A run: composing a network from a scenario, the headless loop, the engine thread and its outlet."""
