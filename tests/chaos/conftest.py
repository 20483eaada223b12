"""These tests count what passes through the queues, so they have a vhost and a database of their own."""

from tests.support.apart import _pools, amqp_url, servers

__all__ = ["_pools", "amqp_url", "servers"]
