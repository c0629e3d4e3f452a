-- Access servers, as the portal and the counting of devices need them.

-- How a device that typed its code in our portal is handed back to its access server: by the way of CoovaChilli and other
-- heirs of ChilliSpot, or by the form of MikroTik's hotspot. The address never comes from a guest's link: a forged one would
-- collect codes. `uam_secret` is shared with the access server to hide codes on their way there.
ALTER TABLE wifi_access_servers ADD COLUMN login_kind TEXT
    CONSTRAINT wifi_access_servers_login_known CHECK (login_kind IN ('uam', 'mikrotik'));
ALTER TABLE wifi_access_servers ADD COLUMN login_url TEXT;
ALTER TABLE wifi_access_servers ADD COLUMN uam_secret TEXT;

-- Devices are counted at every login, among the open sessions of one ticket.
CREATE INDEX wifi_sessions_open_of_ticket ON wifi_sessions (ticket_id, device) WHERE ended_at IS NULL;
CREATE INDEX wifi_slots_by_expiry ON wifi_slots (expires_at);
