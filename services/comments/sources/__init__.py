"""The HTTP servers of others: those that are asked for an opinion, and those that are told what happened."""
