"""The HTTP doors: one router for each audience; `app.py` puts them together."""
