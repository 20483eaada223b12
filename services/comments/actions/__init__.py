"""What this service can do: one verb phrase a file."""
