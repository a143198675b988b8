"""Our own HTTP/1.1 server: what travels between a socket and the application."""
