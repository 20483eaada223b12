"""Looks an installation over and says, for each fault, what to do: `python -m shared.doctor`. It changes nothing."""
