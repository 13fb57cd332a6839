-- SPDX-License-Identifier: EUPL-1.2
-- What leaves through the outbox beside replies and moderation: posts, notices
-- of a closure, and edits of what we have published.  SQLite cannot change a
-- CHECK, so the table is made anew; its children's references are counted until
-- the commit, when every row is there again.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE outbox_rows AS SELECT * FROM outbox;
DROP TABLE outbox;
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	act TEXT NOT NULL CHECK (act IN ('reply', 'hide', 'show', 'close', 'open',
		'post', 'notice', 'edit')),
	reply_id INTEGER REFERENCES reply (id),
	version INTEGER NOT NULL, -- of the reply or post
	message_id INTEGER REFERENCES message (id),
	thread_id INTEGER REFERENCES thread (id),
	ordered_by INTEGER NOT NULL, -- person; 0: a rule of the guidelines
	ground TEXT NOT NULL, -- clause or house rule, for hiding and closing
	state TEXT NOT NULL CHECK (state IN
		('queued', 'sending', 'sent', 'failed', 'unknown', 'held', 'dropped')),
	held_why TEXT NOT NULL DEFAULT '', -- crisis, escalation, authority, thread, finding, plan
	held_from TEXT NOT NULL DEFAULT '', -- the state it came from
	looks INTEGER NOT NULL DEFAULT 0, -- after an ambiguous answer
	tries INTEGER NOT NULL DEFAULT 0,
	next_at INTEGER NOT NULL,
	native_id TEXT NOT NULL DEFAULT '',
	error TEXT NOT NULL DEFAULT '',
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	post_id INTEGER, -- of the act post
	text TEXT NOT NULL DEFAULT '' -- of the acts notice and edit
) STRICT;
INSERT INTO outbox (id, account_id, act, reply_id, version, message_id, thread_id,
	ordered_by, ground, state, held_why, held_from, looks, tries, next_at,
	native_id, error, created_at, updated_at)
	SELECT id, account_id, act, reply_id, version, message_id, thread_id,
	ordered_by, ground, state, held_why, held_from, looks, tries, next_at,
	native_id, error, created_at, updated_at FROM outbox_rows;
DROP TABLE outbox_rows;
CREATE UNIQUE INDEX outbox_reply ON outbox (reply_id, version) WHERE act = 'reply';
CREATE UNIQUE INDEX outbox_post ON outbox (post_id, version) WHERE act = 'post';
CREATE INDEX outbox_due ON outbox (next_at, id)
	WHERE state IN ('queued', 'sending');
