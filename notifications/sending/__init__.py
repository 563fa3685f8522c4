"""How things leave the house: channels and their dispatch."""
