-- The User-Name that an access server knows a session by, in the spelling in which the guest typed the code.
ALTER TABLE wifi_sessions ADD COLUMN reported_user TEXT;
