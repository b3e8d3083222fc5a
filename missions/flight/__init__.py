"""One flight and the fleet: states, go/no-go gates, contingencies, the executive, the desk."""
