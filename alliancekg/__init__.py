"""A knowledge graph of alliance politics: actors, events, treaties and claims, each with evidence."""

__version__ = "0.1.0"
