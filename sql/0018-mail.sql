-- SPDX-License-Identifier: EUPL-1.2
-- Why the last try at mailing a notification did not work, for whoever keeps the
-- program; and the secret address under which somebody reads the roster.
ALTER TABLE notification ADD COLUMN mail_error TEXT NOT NULL DEFAULT '';
CREATE TABLE calendar_feed (
	person_id @INT@ PRIMARY KEY REFERENCES person (id),
	hash @BYTES@ NOT NULL UNIQUE, -- SHA-256 of the secret in the address
	created_at @INT@ NOT NULL,
	used_at @INT@ NOT NULL DEFAULT 0
)@STRICT@;
