"""The `sorabin` commands about flying."""
