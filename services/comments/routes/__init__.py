"""The HTTP door: decode, one action, encode. `table` lists every route."""
