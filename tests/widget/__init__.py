"""What readers see, in a real Chromium."""
