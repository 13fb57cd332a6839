-- SPDX-License-Identifier: EUPL-1.2
-- What has been done about an answer or a post that waits for a decision, each
-- once (F3): 1 the asked is reminded, 2 the next is asked, 3 the leadership is
-- told, 4 the crisis leadership is told.  New words, and a deadline that was
-- moved, begin anew.
CREATE TABLE approval_reminded (
	kind TEXT NOT NULL CHECK (kind IN ('reply', 'post')),
	object_id @INT@ NOT NULL,
	version @INT@ NOT NULL,
	due @INT@ NOT NULL,
	stage @INT@ NOT NULL CHECK (stage BETWEEN 1 AND 4),
	at @INT@ NOT NULL,
	PRIMARY KEY (kind, object_id, version, due, stage)
)@STRICT@;
