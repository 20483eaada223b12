"""Comments: takes what readers write, screens it, keeps the threads and shows them.

It promises that a 2xx answer means the comment and its event are on disk in one transaction, that the
first decision about a comment wins, and that no address it was given can be read here again.
"""
