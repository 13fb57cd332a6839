-- SPDX-License-Identifier: EUPL-1.2
-- Who is on duty (K1), and what has been reminded of, each once.
CREATE TABLE shift (
	id @KEY@,
	account_id @INT@ REFERENCES account (id), -- NULL: all accounts
	person_id @INT@ NOT NULL REFERENCES person (id),
	from_at @INT@ NOT NULL,
	to_at @INT@ NOT NULL,
	asked_id @INT@ REFERENCES person (id), -- whom the holder asks to swap; NULL: nobody
	made_by @INT@ NOT NULL REFERENCES person (id),
	CHECK (to_at > from_at)
)@STRICT@;
CREATE INDEX shift_time ON shift (to_at, from_at);
CREATE TABLE reminded (
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id),
	stage @INT@ NOT NULL, -- 1 half, 2 soon, 3 due
	due @INT@ NOT NULL, -- a moved deadline is reminded of anew
	at @INT@ NOT NULL,
	PRIMARY KEY (enquiry_id, stage, due)
)@STRICT@;
-- What a closure has closed on the platform, to be opened at its end (K2).
CREATE TABLE closing (
	closure_seq @INT@ NOT NULL REFERENCES closure (event_seq),
	thread_id @INT@ NOT NULL REFERENCES thread (id),
	closed_at @INT@ NOT NULL,
	opened_at @INT@ NOT NULL DEFAULT 0,
	PRIMARY KEY (closure_seq, thread_id)
)@STRICT@;
-- What a person must do by hand where the platform cannot be told (K2, K1).
CREATE TABLE task (
	id @KEY@,
	account_id @INT@ NOT NULL REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('close', 'open', 'notice')),
	about @INT@ NOT NULL, -- closure_seq
	made_at @INT@ NOT NULL,
	done_by @INT@ REFERENCES person (id),
	done_at @INT@ NOT NULL DEFAULT 0,
	UNIQUE (kind, about, account_id)
)@STRICT@;
