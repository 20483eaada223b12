"""The darkroom: a small process that forks one locked child a picture, and the way to speak to it."""
