-- SPDX-License-Identifier: EUPL-1.2
-- What a person should know of and has perhaps not seen (K1, K3, K12): shown on
-- screen and sent by mail.  No text of a citizen stands here, only what sort of
-- thing it is and where.
CREATE TABLE notification (
	id @KEY@,
	person_id @INT@ NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL, -- model/notification.h
	object_kind TEXT NOT NULL, -- enquiry, reply, escalation ...
	object_id @INT@ NOT NULL,
	at @INT@ NOT NULL,
	read_at @INT@ NOT NULL DEFAULT 0, -- 0: not yet
	mail_state TEXT NOT NULL DEFAULT 'waiting'
		CHECK (mail_state IN ('waiting', 'sending', 'sent', 'none', 'failed')),
	mail_tries @INT@ NOT NULL DEFAULT 0,
	mail_next_at @INT@ NOT NULL DEFAULT 0
)@STRICT@;
-- The same is said once until it has been read.
CREATE UNIQUE INDEX notification_once ON notification (person_id, kind, object_kind, object_id)
	WHERE read_at = 0;
CREATE INDEX notification_person ON notification (person_id, read_at, id);
CREATE INDEX notification_mail ON notification (mail_next_at, id)
	WHERE mail_state IN ('waiting', 'sending');
-- Which program runs a job, and when it is due again (app/jobs.h).
CREATE TABLE job_lease (
	name TEXT PRIMARY KEY,
	next_at @INT@ NOT NULL,
	last_ok_at @INT@ NOT NULL DEFAULT 0,
	failures @INT@ NOT NULL DEFAULT 0,
	error TEXT NOT NULL DEFAULT ''
)@STRICT@;
