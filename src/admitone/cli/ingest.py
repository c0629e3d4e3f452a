"""tmp"""


def ingest():
    """Tmp."""
