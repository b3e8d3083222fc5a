"""A simulated month of the flight book: what people and aircraft would put down in it, seeded.

The rows come from where they come from in service: the desk's own chronicle and bookkeeper for
flights, the store's functions for all else. No autopilot is simulated and no time passes.
"""
