"""The headline strip and the banner over the stage."""
