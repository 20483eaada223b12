"""What a developer's machine needs and production never sees: private servers, the inbox, the demo site, the checks."""
