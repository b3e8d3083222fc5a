"""Pre-set routes, the ground below them and the airspace around them."""
