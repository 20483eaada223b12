"""The line between Postgres and RabbitMQ: outbox, relay, topology, inbox. RabbitMQ only carries."""
