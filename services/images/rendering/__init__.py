"""The craft: turns an original into its renditions, step by step, inside a locked process."""
