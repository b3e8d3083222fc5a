"""Goods and people: orders, picking, parcels, custody, plans. Flies only through `missions`."""
