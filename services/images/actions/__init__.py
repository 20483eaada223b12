"""What images can do: one ability a file."""
