"""Everything that pretends: played days, simulated people and vehicles. May use the other two."""
