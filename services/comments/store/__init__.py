"""The only room of this service that talks to Postgres, split by noun.

In: a `Database` to read by, or a `Transaction` to write in. Out: records (`store.records`).
"""

from shared.postgres import Database, Transaction

Reading = Database | Transaction
"""What a read may run on."""
