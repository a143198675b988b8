"""The original Prism, driven: its command line, its process, its log."""
