-- SPDX-License-Identifier: EUPL-1.2
-- Who let a thing out, and in which epoch (K12): what was let out before a crisis
-- was raised does not leave in it, whoever wrote it, until the crisis leadership
-- lets it out anew.
ALTER TABLE outbox ADD COLUMN let_out_by @INT@ NOT NULL DEFAULT 0; -- person; 0: a rule
ALTER TABLE outbox ADD COLUMN let_out_epoch @INT@ NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN held_at @INT@ NOT NULL DEFAULT 0;
CREATE INDEX outbox_held ON outbox (held_why, held_at, id) WHERE state = 'held';
UPDATE outbox SET let_out_by = ordered_by;
