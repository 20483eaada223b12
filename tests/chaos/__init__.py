"""Kills, stops and cuts, and what must hold nevertheless."""
