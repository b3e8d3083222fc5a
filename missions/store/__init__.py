"""What flies, in tables: aircraft, batteries, flights, words for the desk, and what came of them.

Its tables live in the deployment's database beside those of the service, with migrations of their
own. Knows no parcels and nobody who orders. Never commits: whoever opened the session does.
"""
