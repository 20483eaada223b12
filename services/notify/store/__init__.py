"""The only room of notify that talks to Postgres: one module a subject, queries in queries/*.sql."""
