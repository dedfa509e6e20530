"""A knowledge graph of alliance politics: actors, events, treaties, claims, all with evidence."""

__version__ = "0.1.0"
