-- SPDX-License-Identifier: EUPL-1.2
-- What the municipality itself says first: written, checked, approved, planned.
-- post holds the words as they are written now; what somebody has decided to
-- let out is a version, and leaves through the outbox (act post) at its time.
CREATE TABLE post (
	id @KEY@,
	account_id @INT@ NOT NULL REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('fact', 'statement')),
	scope TEXT NOT NULL CHECK (scope IN ('unit', 'municipality')),
	area_unit_id @INT@ NOT NULL REFERENCES unit (id),
	author_id @INT@ NOT NULL REFERENCES person (id),
	asked_id @INT@ REFERENCES person (id),
	asked_clause TEXT NOT NULL DEFAULT '',
	four_eyes @INT@ NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'waiting_approval', 'planned', 'dropped')),
	version @INT@ NOT NULL DEFAULT 0, -- 0: nothing of it was let out yet
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	correction TEXT NOT NULL DEFAULT '', -- what is put right, of one that is out (K6)
	pictures TEXT NOT NULL DEFAULT '[]', -- [[event_seq of post_picture, "alt text"]]
	planned_at @INT@ NOT NULL DEFAULT 0, -- 0: at once
	told_at @INT@ NOT NULL DEFAULT 0, -- when somebody was told that its time went by
	updated_at @INT@ NOT NULL
)@STRICT@;
CREATE INDEX post_open ON post (planned_at, id) WHERE state <> 'dropped';
CREATE TABLE post_version (
	event_seq @INT@ PRIMARY KEY,
	post_id @INT@ NOT NULL REFERENCES post (id),
	number @INT@ NOT NULL,
	author_id @INT@ NOT NULL REFERENCES person (id),
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	pictures TEXT NOT NULL,
	planned_at @INT@ NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (post_id, number)
)@STRICT@;
CREATE TABLE post_picture (
	event_seq @INT@ PRIMARY KEY,
	post_id @INT@ NOT NULL REFERENCES post (id),
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	content @BYTES@ NOT NULL,
	added_by @INT@ NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE TABLE post_decision (
	event_seq @INT@ PRIMARY KEY,
	post_id @INT@ NOT NULL REFERENCES post (id),
	version @INT@ NOT NULL,
	decision TEXT NOT NULL CHECK (decision IN ('approve', 'return', 'withdraw', 'drop')),
	decided_by @INT@ NOT NULL REFERENCES person (id),
	clause TEXT NOT NULL,
	remark TEXT NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX post_decision_of ON post_decision (post_id, event_seq);
CREATE TABLE post_kept (
	event_seq @INT@ PRIMARY KEY,
	post_id @INT@ NOT NULL REFERENCES post (id),
	version @INT@ NOT NULL,
	rule TEXT NOT NULL,
	kind TEXT NOT NULL,
	start_byte @INT@ NOT NULL,
	end_byte @INT@ NOT NULL,
	person_id @INT@ NOT NULL REFERENCES person (id),
	reason TEXT NOT NULL CHECK (reason <> ''),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX post_kept_of ON post_kept (post_id, version);
