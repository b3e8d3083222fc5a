"""Physics of flight as plain scalar functions: air, power, battery, wind, motion.

One model for a single vehicle in real time and for thousands at once: floats in, floats out.
"""
