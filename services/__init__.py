"""The three services. They never import each other; they speak through `shared.events`."""
