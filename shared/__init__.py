"""The kit that all three services stand on; it knows none of them."""
