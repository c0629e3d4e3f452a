"""The rules of a tamper-evident log: records, hashing, proofs, tiles and signed notes. No input and no output."""
