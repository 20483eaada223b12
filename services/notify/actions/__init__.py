"""What notify can do, one ability a file."""
