"""Measurements: medians and ratios of interleaved runs, never a verdict in a timed test."""
