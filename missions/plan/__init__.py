"""From a route to what an autopilot is given: missions, fence, rally points, parameters, hash."""
