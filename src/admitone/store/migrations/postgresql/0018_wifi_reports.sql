-- What access servers need to be heard and told, whatever changed meanwhile.

-- Tokens that were replaced. Reports of what was used before are taken with them for some days: the access server gets its new
-- one by hand, and what it sends until then is not to be lost.
CREATE TABLE radius_former_tokens (
    token_hash TEXT PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    location_id BIGINT NOT NULL REFERENCES locations (id),
    good_until TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX radius_former_tokens_by_end ON radius_former_tokens (good_until);

-- The device in the access server's own spelling, by which it finds the session again; NULL where it did not name one.
ALTER TABLE wifi_sessions ADD COLUMN reported_device TEXT;

-- Devices ask the captive portal whether they are let out, as often as they like.
CREATE INDEX wifi_sessions_open_by_device ON wifi_sessions (location_id, device) WHERE ended_at IS NULL;
CREATE INDEX wifi_sessions_open_by_address ON wifi_sessions (location_id, address) WHERE ended_at IS NULL;
