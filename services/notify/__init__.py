"""Notify promises that whoever must know is told once, by mail, and that what they answer is heard.

It mails moderators, experts, askers and readers; takes their replies in; asks the archive first. Deliveries
are rows in Postgres: nothing waits in memory, and every mail can be explained afterwards.
"""
