"""Route approval: flights by the thousand, and what they show."""
