"""Brings in conversations from elsewhere: one streaming reader a format, one pipeline for all of them.

In: a file of WordPress, Disqus, Isso, Remark42, Commento or our own export. Out: comments placed in threads,
and a report that names every row that was left out and why.
"""
