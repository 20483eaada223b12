"""Where files lie: a local folder or an S3 bucket, behind one small set of verbs."""
