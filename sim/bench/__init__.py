"""Benchmarks: each measures one promise of speed beside a baseline in the same run."""
