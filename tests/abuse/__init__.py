"""Attacks on a whole running installation."""
