"""Sub-commands of `sorabin` that concern the service and its data."""
