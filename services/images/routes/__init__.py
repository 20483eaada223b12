"""The HTTP door: decode, one action, encode."""
