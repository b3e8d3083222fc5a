"""A compiled mission in the formats that other programs read. Each module owns one format."""
