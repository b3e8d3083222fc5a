"""What is amiss with an aircraft in the air, how badly, and what is to be done about it."""
