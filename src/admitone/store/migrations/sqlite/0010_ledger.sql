-- The ledger: one append-only log of the installation. Leaves are dense from 0; what a checkpoint was signed for is
-- never changed, but for the salt and holder of a record, which are taken away to forget a person.

CREATE TABLE ledger_head (
    id INTEGER PRIMARY KEY CONSTRAINT ledger_head_one CHECK (id = 1),
    size INTEGER NOT NULL CONSTRAINT ledger_head_size CHECK (size >= 0),
    -- The roots of the complete subtrees that the tree consists of, largest first: all that growing needs.
    frontier BLOB NOT NULL,
    -- The verifier key with which the log was begun; a process with another one must not sign.
    verifier_key TEXT,
    begun_at TEXT
);
INSERT INTO ledger_head (id, size, frontier) VALUES (1, 0, x'');

-- No reference to the ticket: a log outlives what it tells of, and tells when that is gone.
CREATE TABLE ledger_records (
    position INTEGER PRIMARY KEY CONSTRAINT ledger_records_position CHECK (position >= 0),
    tenant_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    ticket_uid TEXT NOT NULL,
    -- Counts the records of one ticket, from 1.
    turn INTEGER NOT NULL,
    kind TEXT NOT NULL CONSTRAINT ledger_records_kind CHECK (kind IN ('ISSUE', 'TRANSFER', 'VOID')),
    holder TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    -- NULL once the record was forgotten: the digest says nothing to anybody any more.
    salt BLOB,
    digest BLOB NOT NULL
);
CREATE UNIQUE INDEX ledger_records_turn_once ON ledger_records (ticket_id, turn);

-- Roots of full tiles; those of level 0 are the hashes of the records' digests. Never changed.
CREATE TABLE ledger_nodes (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT ledger_nodes_once PRIMARY KEY (level, position)
);

CREATE TABLE ledger_checkpoints (
    size INTEGER PRIMARY KEY,
    -- The text of the note, and the log's own signature line.
    body TEXT NOT NULL,
    signature TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE ledger_cosignatures (
    size INTEGER NOT NULL REFERENCES ledger_checkpoints (size),
    witness_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    received_at TEXT NOT NULL,
    CONSTRAINT ledger_cosignatures_once PRIMARY KEY (size, witness_key)
);

-- What the drivers evm-anchor and evm-token have to write to a chain. One row for each transaction: one that takes the
-- place of another, with the same nonce and a higher price, is the next `attempt` of its job.
CREATE TABLE chain_transactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_key TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL
        CONSTRAINT chain_transactions_kind CHECK (kind IN ('ANCHOR', 'MINT', 'TRANSFER', 'BURN')),
    -- Of an anchor: the size of the tree. Of a token: the record it is for, and its ticket.
    size INTEGER,
    position INTEGER,
    tenant_id INTEGER,
    ticket_id INTEGER,
    token_id TEXT,
    -- The root, or the digest of the record.
    digest BLOB NOT NULL,
    recipient TEXT,
    state TEXT NOT NULL CONSTRAINT chain_transactions_state
        CHECK (state IN ('QUEUED', 'SIGNED', 'SEEN', 'CONFIRMED', 'REPLACED', 'FAILED')),
    sender TEXT,
    nonce INTEGER,
    transaction_hash TEXT,
    signed_transaction BLOB,
    block_number INTEGER,
    last_error TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX chain_transactions_attempt_once ON chain_transactions (job_key, attempt);
CREATE UNIQUE INDEX chain_transactions_nonce_once ON chain_transactions (sender, nonce)
    WHERE state IN ('SIGNED', 'SEEN', 'CONFIRMED');
CREATE INDEX chain_transactions_due ON chain_transactions (id) WHERE state IN ('QUEUED', 'SIGNED', 'SEEN');
CREATE INDEX chain_transactions_by_ticket ON chain_transactions (ticket_id, id) WHERE ticket_id IS NOT NULL;
