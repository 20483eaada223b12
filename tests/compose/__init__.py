"""docker-compose.yml, built and running."""
