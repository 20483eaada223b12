"""The craft of answering: read a comment, weigh what the archive knows, word the answer. Pure."""
