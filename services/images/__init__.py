"""Pictures: takes originals, keeps them private, makes their renditions in locked processes, and serves those.

Promises: every accepted upload ends ready or failed with a reason; no rendition carries metadata of its
original; a held comment's pictures are not public before the comment is.
"""
