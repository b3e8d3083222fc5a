"""The flight desk: minds each aircraft, takes people's words from rows, writes what came of them.

Its parts know tables only through `store`, vehicles only through a link's station. Knows nothing
of goods, and takes no orders but those in the rows.
"""
