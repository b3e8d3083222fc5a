"""The rules of the service as pure values and functions: no clock, no I/O, no framework."""
