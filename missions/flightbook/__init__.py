"""The flight book of each aircraft, and whether by that book it may fly.

Owns the three forms of a flight book as values, their totals, the rules of airworthiness, and the
files that a book is written to. Kept in rows by `missions.store.flightbook`, filled at the end of
each flight by `missions.flight.desk.bookkeeping`. Knows no goods and no web pages.
"""
