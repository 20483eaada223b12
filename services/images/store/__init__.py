"""The only room that talks to Postgres: pictures, galleries, jobs and sites, each by name of query."""
