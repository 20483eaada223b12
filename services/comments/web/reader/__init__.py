"""Threads for browsers without script, for crawlers and for feed readers."""
