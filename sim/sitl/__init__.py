"""A software-in-the-loop vehicle: its own process, MAVLink 2 over TCP, ArduCopter's behaviour.

What is said of ArduCopter here was read in the source of ArduPilot 4.7.0-dev or seen on its
software-in-the-loop build.
"""
