"""The staff's desk: pages about comments, threads, people and settings, on the service's own actions.

In: forms and links of a signed-in browser. Out: pages in the frame of `shared.desk`; they work without script.
"""
