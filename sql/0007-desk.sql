-- SPDX-License-Identifier: EUPL-1.2
-- Matters under political treatment and the threads tied to them (K11).
CREATE TABLE matter (
	id @KEY@,
	version @INT@ NOT NULL DEFAULT 0, -- newest matter_version
	created_at @INT@ NOT NULL
)@STRICT@;
CREATE TABLE matter_version (
	event_seq @INT@ PRIMARY KEY,
	matter_id @INT@ NOT NULL REFERENCES matter (id),
	number @INT@ NOT NULL,
	title TEXT NOT NULL CHECK (title <> ''),
	words TEXT NOT NULL, -- one a line
	recommendation TEXT NOT NULL,
	source TEXT NOT NULL, -- where it stands, an address
	until_at @INT@ NOT NULL, -- decided then; 0: not known yet
	author_id @INT@ NOT NULL REFERENCES person (id),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (matter_id, number)
)@STRICT@;
CREATE TABLE matter_tie (
	event_seq @INT@ PRIMARY KEY,
	matter_id @INT@ NOT NULL, -- 0: tied to none any more
	thread_id @INT@ NOT NULL REFERENCES thread (id),
	tied_by @INT@ NOT NULL REFERENCES person (id),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX matter_tie_thread ON matter_tie (thread_id, event_seq);

-- The bank of approved facts (F1), and where each was used.
CREATE TABLE fact (
	id @KEY@,
	version @INT@ NOT NULL DEFAULT 0,
	active @INT@ NOT NULL DEFAULT 1,
	created_at @INT@ NOT NULL
)@STRICT@;
CREATE TABLE fact_version (
	event_seq @INT@ PRIMARY KEY,
	fact_id @INT@ NOT NULL REFERENCES fact (id),
	number @INT@ NOT NULL,
	unit_id @INT@ NOT NULL REFERENCES unit (id),
	title TEXT NOT NULL CHECK (title <> ''),
	text TEXT NOT NULL CHECK (text <> ''),
	source TEXT NOT NULL,
	expires_at @INT@ NOT NULL, -- 0: until changed
	author_id @INT@ NOT NULL REFERENCES person (id),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (fact_id, number)
)@STRICT@;
CREATE TABLE fact_use (
	reply_id @INT@ NOT NULL REFERENCES reply (id),
	fact_id @INT@ NOT NULL REFERENCES fact (id),
	version @INT@ NOT NULL,
	PRIMARY KEY (reply_id, fact_id)
)@STRICT@;
CREATE INDEX fact_use_fact ON fact_use (fact_id, version);
-- A topic nobody could answer from the bank, put before its owner (F1).
CREATE TABLE fact_wanted (
	enquiry_id @INT@ PRIMARY KEY REFERENCES enquiry (id),
	unit_id @INT@ NOT NULL REFERENCES unit (id),
	asked_by @INT@ NOT NULL REFERENCES person (id),
	at @INT@ NOT NULL,
	settled_at @INT@ NOT NULL DEFAULT 0
)@STRICT@;

-- A correction and what it rests on (K6).
CREATE TABLE correction (
	event_seq @INT@ PRIMARY KEY,
	reply_id @INT@ NOT NULL REFERENCES reply (id),
	source TEXT NOT NULL CHECK (source <> ''),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
-- What is put before the archivist (K10).
CREATE TABLE journal_proposal (
	enquiry_id @INT@ PRIMARY KEY REFERENCES enquiry (id),
	at @INT@ NOT NULL,
	state TEXT NOT NULL DEFAULT 'proposed'
		CHECK (state IN ('proposed', 'accepted', 'declined')),
	decided_by @INT@ REFERENCES person (id),
	reason TEXT NOT NULL DEFAULT '',
	decided_at @INT@ NOT NULL DEFAULT 0
)@STRICT@;
