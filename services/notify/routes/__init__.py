"""The HTTP door of notify: pages behind mailed links, and the desk's pages about deliveries."""
