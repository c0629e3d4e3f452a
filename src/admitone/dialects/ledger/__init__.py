"""The public door of the ledger: what anybody needs to check it (C2SP tlog-tiles), read-only but for cosignatures."""
