"""`python -m admitone` is the command `admitone`."""

from admitone.cli import main

main()
