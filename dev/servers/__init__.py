"""The private servers: Postgres, RabbitMQ and the edge, each only on loopback and only ours."""
