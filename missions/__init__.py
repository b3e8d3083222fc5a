"""Flying: routes, aircraft, autopilots. Knows nothing of groceries, residents or web pages."""
