"""What notify fetches over HTTP; the only room besides the door that knows aiohttp."""
