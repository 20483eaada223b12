"""All of Paddock, seen through a browser."""
