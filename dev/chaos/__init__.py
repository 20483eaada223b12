"""`./paddock chaos`: the real stack, two of each service, under load and under attack; then everything is counted."""
