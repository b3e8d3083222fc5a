"""The processes of a running service: the supervisor and what it starts."""
