"""Scripts that act as people. They know HTTP and the time of day, nothing of the service's code."""
