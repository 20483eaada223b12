"""What `./paddock` can do: one file a command, each with `HELP` and `run(arguments) -> exit code`."""
