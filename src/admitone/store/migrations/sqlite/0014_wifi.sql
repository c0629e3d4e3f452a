-- Wi-Fi access tickets of a location. A Wi-Fi ticket is a ticket of the one table, whose barcode is the code that the guest
-- types, beside one row of what its service allowed when it was made: editing a service changes no ticket that is out there.
-- NULL means no limit, everywhere. A location has a face among the attractions: one that is not offered, by which its tickets
-- are found and counted.

CREATE TABLE locations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    public_id TEXT NOT NULL,
    attraction_id INTEGER NOT NULL REFERENCES attractions (id),
    name TEXT NOT NULL,
    address TEXT,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    print_format TEXT NOT NULL CONSTRAINT locations_print_format_known CHECK (print_format IN ('thermal', 'a4')),
    slip_mm INTEGER NOT NULL CONSTRAINT locations_slip_known CHECK (slip_mm IN (58, 80)),
    -- The name of the network as guests see it, and where its captive portal is, when that is not ours.
    network_name TEXT,
    portal_url TEXT,
    venue_url TEXT,
    -- What the portal says in the host's own words, by language.
    portal_texts TEXT,
    -- How the access server of the location authenticates with us; none may ask before there is one.
    radius_token_hash TEXT,
    interim_seconds INTEGER NOT NULL CONSTRAINT locations_interim_sensible CHECK (interim_seconds BETWEEN 30 AND 3600),
    active INTEGER NOT NULL DEFAULT TRUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX locations_public_id_once ON locations (public_id);
CREATE UNIQUE INDEX locations_radius_token_once ON locations (radius_token_hash) WHERE radius_token_hash IS NOT NULL;
CREATE UNIQUE INDEX locations_attraction_once ON locations (attraction_id);
CREATE INDEX locations_by_tenant ON locations (tenant_id, id);

-- The access servers of a location, where they can be told to disconnect a device (RFC 5176). The secret is theirs, and is
-- needed in clear to sign such a request.
CREATE TABLE wifi_access_servers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    location_id INTEGER NOT NULL REFERENCES locations (id),
    nas TEXT NOT NULL,
    address TEXT NOT NULL,
    disconnect_port INTEGER NOT NULL,
    secret TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX wifi_access_servers_nas_once ON wifi_access_servers (location_id, nas);

CREATE TABLE wifi_services (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    location_id INTEGER NOT NULL REFERENCES locations (id),
    name TEXT NOT NULL,
    -- The kinds of the contract; any of them together.
    time_to_finish INTEGER NOT NULL,
    online_time INTEGER NOT NULL,
    time_to_limit INTEGER NOT NULL,
    limit_traffic INTEGER NOT NULL,
    price_minor INTEGER NOT NULL CONSTRAINT wifi_services_price_positive CHECK (price_minor >= 0),
    -- Seconds from the first use; seconds connected; the fixed end.
    exp_seconds INTEGER,
    online_seconds INTEGER,
    fixed_end TEXT,
    -- Bytes both ways together, down to the guest, and up from the guest.
    traffic_bytes INTEGER,
    download_bytes INTEGER,
    upload_bytes INTEGER,
    daily_seconds INTEGER,
    daily_bytes INTEGER,
    -- Seconds after issue within which a ticket must have been used.
    valid_seconds INTEGER,
    sim_devices INTEGER,
    max_users INTEGER,
    downrate_bits INTEGER,
    uprate_bits INTEGER,
    active INTEGER NOT NULL DEFAULT TRUE,
    show_login INTEGER NOT NULL DEFAULT TRUE,
    issue_order INTEGER NOT NULL DEFAULT 0,
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT wifi_services_some_kind CHECK (time_to_finish OR online_time OR time_to_limit OR limit_traffic)
);
CREATE UNIQUE INDEX wifi_services_name_once ON wifi_services (location_id, name) WHERE deleted_at IS NULL;
CREATE INDEX wifi_services_by_tenant ON wifi_services (tenant_id, id);

-- Tickets that were made together: one, or a sheet of them.
CREATE TABLE wifi_issues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    location_id INTEGER NOT NULL REFERENCES locations (id),
    service_id INTEGER NOT NULL REFERENCES wifi_services (id),
    quantity INTEGER NOT NULL CONSTRAINT wifi_issues_some CHECK (quantity > 0),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX wifi_issues_of_location ON wifi_issues (location_id, id);

CREATE TABLE wifi_tickets (
    ticket_id INTEGER PRIMARY KEY REFERENCES tickets (id),
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    location_id INTEGER NOT NULL REFERENCES locations (id),
    service_id INTEGER NOT NULL REFERENCES wifi_services (id),
    issue_id INTEGER NOT NULL REFERENCES wifi_issues (id),
    time_to_finish INTEGER NOT NULL,
    online_time INTEGER NOT NULL,
    time_to_limit INTEGER NOT NULL,
    limit_traffic INTEGER NOT NULL,
    exp_seconds INTEGER,
    online_seconds INTEGER,
    traffic_bytes INTEGER,
    download_bytes INTEGER,
    upload_bytes INTEGER,
    daily_seconds INTEGER,
    daily_bytes INTEGER,
    devices INTEGER,
    downrate_bits INTEGER,
    uprate_bits INTEGER,
    -- From when, and until when whatever happens; `ends_at` is the end as far as it is known: the first use makes it earlier.
    start_time TEXT NOT NULL,
    valid_until TEXT,
    ends_at TEXT,
    num_users INTEGER NOT NULL,
    user_id TEXT,
    format TEXT NOT NULL CONSTRAINT wifi_tickets_format_known CHECK (format IN ('print', 'email')),
    email TEXT,
    language TEXT NOT NULL,
    first_used_at TEXT,
    last_used_at TEXT,
    used_seconds INTEGER NOT NULL DEFAULT 0,
    used_download_bytes INTEGER NOT NULL DEFAULT 0,
    used_upload_bytes INTEGER NOT NULL DEFAULT 0,
    -- When an allowance of time or traffic came to its end, for good. A top-up takes it away.
    used_up_at TEXT,
    topped_up_at TEXT,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
-- Lists and counts of a location by state, service and day are answered from this alone. What changes with every report of
-- the access server is not in it, so that such a change touches no index.
CREATE INDEX wifi_tickets_of_location ON wifi_tickets
    (location_id, ticket_id, service_id, created_at, revoked_at, used_up_at, first_used_at, ends_at);
CREATE INDEX wifi_tickets_by_service ON wifi_tickets (service_id, created_at);
CREATE INDEX wifi_tickets_by_user ON wifi_tickets (location_id, user_id, ticket_id) WHERE user_id IS NOT NULL;
CREATE INDEX wifi_tickets_of_issue ON wifi_tickets (issue_id, ticket_id);

-- One row per session of an access server; the largest figures that were reported win, whatever order they come in.
CREATE TABLE wifi_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    location_id INTEGER NOT NULL REFERENCES locations (id),
    ticket_id INTEGER NOT NULL REFERENCES wifi_tickets (ticket_id),
    nas TEXT NOT NULL,
    acct_session_id TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT,
    started_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    ended_at TEXT,
    ended_by TEXT,
    stop_asked_at TEXT,
    seconds INTEGER NOT NULL DEFAULT 0,
    download_bytes INTEGER NOT NULL DEFAULT 0,
    upload_bytes INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX wifi_sessions_once ON wifi_sessions (location_id, nas, acct_session_id, ticket_id);
CREATE INDEX wifi_sessions_of_ticket ON wifi_sessions (ticket_id, id);
CREATE INDEX wifi_sessions_open ON wifi_sessions (location_id, id) WHERE ended_at IS NULL;

-- A device that was let in holds its place until its session is reported, or until the moment has passed.
CREATE TABLE wifi_slots (
    ticket_id INTEGER NOT NULL REFERENCES wifi_tickets (ticket_id),
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    device TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT wifi_slots_once PRIMARY KEY (ticket_id, device)
);

-- What was used on each day of the location's clocks, for daily limits.
CREATE TABLE wifi_days (
    ticket_id INTEGER NOT NULL REFERENCES wifi_tickets (ticket_id),
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    day TEXT NOT NULL,
    seconds INTEGER NOT NULL DEFAULT 0,
    download_bytes INTEGER NOT NULL DEFAULT 0,
    upload_bytes INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT wifi_days_once PRIMARY KEY (ticket_id, day)
);
