"""Permits, insurance, licences: what must be valid on the day of a flight, and notified of it."""
