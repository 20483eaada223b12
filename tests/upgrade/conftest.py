"""The rehearsal replaces its database whole, so it has one of its own, and a vhost."""

from tests.support.apart import _pools, amqp_url, servers

__all__ = ["_pools", "amqp_url", "servers"]
