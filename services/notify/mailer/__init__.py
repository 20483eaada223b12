"""Mail out: which mail may go now, how it is put together, and how a relay takes it."""
