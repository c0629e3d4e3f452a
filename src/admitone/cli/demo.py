"""tmp"""


def demo():
    """Tmp."""
