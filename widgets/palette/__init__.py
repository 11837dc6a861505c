"""What can be put onto the stage."""
