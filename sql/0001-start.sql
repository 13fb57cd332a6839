-- SPDX-License-Identifier: EUPL-1.2
-- The whole model.  Times are microseconds since 1970 UTC.  Words in @...@ are
-- put in by engine (db/migrate.h).
--
-- Covered tables (ledger/covered.def) are keyed by event_seq, the number of
-- their entry in the ledger, carry the salt of their commitment, and are only
-- ever inserted into; 0002-guards holds that in the store as well.

-- Ledger (SPEC 6) ----------------------------------------------------------
CREATE TABLE ledger_head (
	id @INT@ PRIMARY KEY CHECK (id = 1),
	size @INT@ NOT NULL CHECK (size >= 0)
)@STRICT@;
INSERT INTO ledger_head (id, size) VALUES (1, 0);
CREATE TABLE event (
	seq @INT@ PRIMARY KEY,
	at @INT@ NOT NULL,
	actor @INT@ NOT NULL, -- person.id, 0: the program
	kind TEXT NOT NULL, -- ledger/kinds.def
	object_kind TEXT NOT NULL,
	object_id @INT@ NOT NULL,
	commitment @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX event_object ON event (object_kind, object_id, seq);
CREATE TABLE event_content (
	seq @INT@ PRIMARY KEY,
	salt @BYTES@ NOT NULL,
	content TEXT NOT NULL
)@STRICT@;
CREATE TABLE ledger_tile (
	level @INT@ NOT NULL,
	n @INT@ NOT NULL,
	hashes @BYTES@ NOT NULL,
	PRIMARY KEY (level, n)
)@STRICT@;
CREATE TABLE ledger_checkpoint (
	size @INT@ PRIMARY KEY,
	at @INT@ NOT NULL,
	root @BYTES@ NOT NULL,
	note TEXT NOT NULL
)@STRICT@;

-- Numbers given out by the program, so that a batch knows its ids ----------
CREATE TABLE counter (
	name TEXT PRIMARY KEY,
	v @INT@ NOT NULL
)@STRICT@;
INSERT INTO counter (name, v) VALUES ('message', 0), ('enquiry', 0), ('thread', 0);
-- How many enquiries stand where: 'open', 'free', 'owner:ID', 'approval'.
CREATE TABLE tally (
	name TEXT PRIMARY KEY,
	n @INT@ NOT NULL
)@STRICT@;

-- Settings: the newest version of a key holds ------------------------------
CREATE TABLE setting_version (
	event_seq @INT@ PRIMARY KEY,
	key TEXT NOT NULL,
	version @INT@ NOT NULL,
	value TEXT NOT NULL,
	set_by @INT@ NOT NULL,
	set_at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (key, version)
)@STRICT@;

-- Units and people (SPEC 5) ------------------------------------------------
CREATE TABLE unit (
	id @KEY@,
	parent_id @INT@ REFERENCES unit (id),
	name TEXT NOT NULL,
	contact TEXT NOT NULL DEFAULT '', -- form or mailbox for formal enquiries
	active @INT@ NOT NULL DEFAULT 1
)@STRICT@;
CREATE TABLE person (
	id @KEY@,
	login TEXT NOT NULL UNIQUE,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	title TEXT NOT NULL DEFAULT '',
	unit_id @INT@ NOT NULL REFERENCES unit (id),
	email TEXT NOT NULL DEFAULT '',
	lang TEXT NOT NULL DEFAULT 'nb',
	scheme TEXT NOT NULL DEFAULT 'auto',
	password_hash TEXT NOT NULL DEFAULT '', -- Argon2id; empty: no login
	active @INT@ NOT NULL DEFAULT 1,
	created_at @INT@ NOT NULL
)@STRICT@;
CREATE TABLE role_grant (
	event_seq @INT@ PRIMARY KEY,
	person_id @INT@ NOT NULL REFERENCES person (id),
	role TEXT NOT NULL, -- model/roles.def
	unit_id @INT@ REFERENCES unit (id), -- NULL: the whole municipality
	from_at @INT@ NOT NULL,
	to_at @INT@, -- NULL: until ended
	given_by @INT@ NOT NULL CHECK (given_by <> person_id), -- nobody gives a role to oneself
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX role_grant_person ON role_grant (person_id);
CREATE TABLE role_end (
	event_seq @INT@ PRIMARY KEY,
	grant_seq @INT@ NOT NULL UNIQUE REFERENCES role_grant (event_seq),
	ended_at @INT@ NOT NULL,
	ended_by @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE TABLE absence (
	id @KEY@,
	person_id @INT@ NOT NULL REFERENCES person (id),
	from_at @INT@ NOT NULL,
	to_at @INT@ NOT NULL,
	substitute_id @INT@ REFERENCES person (id),
	CHECK (to_at > from_at),
	CHECK (substitute_id <> person_id)
)@STRICT@;
CREATE TABLE session (
	id_hash @BYTES@ PRIMARY KEY, -- SHA-256 of the cookie
	person_id @INT@ NOT NULL REFERENCES person (id),
	csrf TEXT NOT NULL,
	created_at @INT@ NOT NULL,
	seen_at @INT@ NOT NULL
)@STRICT@;
CREATE INDEX session_person ON session (person_id);
CREATE TABLE login_throttle (
	key TEXT PRIMARY KEY, -- "login:NAME" or "peer:ADDRESS"
	failures @INT@ NOT NULL,
	blocked_until @INT@ NOT NULL
)@STRICT@;
CREATE TABLE api_token (
	id @KEY@,
	hash @BYTES@ NOT NULL UNIQUE, -- SHA-256 of the token
	name TEXT NOT NULL,
	person_id @INT@ NOT NULL REFERENCES person (id), -- on whose authority
	scopes TEXT NOT NULL, -- separated by spaces: read ingest write
	created_at @INT@ NOT NULL,
	expires_at @INT@,
	revoked_at @INT@
)@STRICT@;
CREATE TABLE idempotency (
	token_id @INT@ NOT NULL,
	key TEXT NOT NULL,
	request_hash @BYTES@ NOT NULL,
	status @INT@ NOT NULL,
	answer TEXT NOT NULL,
	at @INT@ NOT NULL,
	PRIMARY KEY (token_id, key)
)@STRICT@;

-- Accounts and their plans (SPEC O, L) -------------------------------------
CREATE TABLE account (
	id @KEY@,
	channel TEXT NOT NULL, -- channel/channels.def
	name TEXT NOT NULL,
	address TEXT NOT NULL DEFAULT '', -- where the public sees it
	purpose TEXT NOT NULL DEFAULT '',
	unit_id @INT@ NOT NULL REFERENCES unit (id),
	editor_id @INT@ REFERENCES person (id),
	leader_id @INT@ REFERENCES person (id),
	state TEXT NOT NULL DEFAULT 'planned'
		CHECK (state IN ('planned', 'approved', 'active', 'closed', 'retired')),
	dialogue TEXT NOT NULL DEFAULT 'open'
		CHECK (dialogue IN ('open', 'premoderated', 'messages', 'closed')),
	dialogue_reason TEXT NOT NULL DEFAULT '',
	hours TEXT NOT NULL DEFAULT '', -- worktime JSON; empty: the municipality's
	rules TEXT NOT NULL DEFAULT '',
	config TEXT NOT NULL DEFAULT '{}', -- the channel's own: base URL, user, name of the secret
	created_at @INT@ NOT NULL
)@STRICT@;
CREATE TABLE plan (
	id @KEY@,
	account_id @INT@ NOT NULL UNIQUE REFERENCES account (id),
	kind TEXT NOT NULL CHECK (kind IN ('new', 'existing')),
	state TEXT NOT NULL DEFAULT 'draft'
		CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'rejected')),
	applicant_id @INT@ NOT NULL REFERENCES person (id),
	version @INT@ NOT NULL DEFAULT 0
)@STRICT@;
CREATE TABLE plan_version (
	event_seq @INT@ PRIMARY KEY,
	plan_id @INT@ NOT NULL REFERENCES plan (id),
	number @INT@ NOT NULL,
	answers TEXT NOT NULL, -- JSON object: question id to answer
	author_id @INT@ NOT NULL REFERENCES person (id),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (plan_id, number)
)@STRICT@;
CREATE TABLE plan_decision (
	event_seq @INT@ PRIMARY KEY,
	plan_id @INT@ NOT NULL REFERENCES plan (id),
	version @INT@ NOT NULL,
	decision TEXT NOT NULL CHECK (decision IN ('approve', 'return', 'reject')),
	decided_by @INT@ NOT NULL REFERENCES person (id),
	remark TEXT NOT NULL,
	at @INT@ NOT NULL,
	expires_at @INT@, -- a time-limited account; NULL: permanent
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX plan_decision_plan ON plan_decision (plan_id);
CREATE TABLE connection (
	account_id @INT@ PRIMARY KEY REFERENCES account (id),
	state TEXT NOT NULL DEFAULT 'new'
		CHECK (state IN ('new', 'ok', 'expiring', 'quiet', 'down', 'manual')),
	cursor TEXT NOT NULL DEFAULT '',
	sweep_cursor TEXT NOT NULL DEFAULT '',
	last_ok_at @INT@ NOT NULL DEFAULT 0,
	last_try_at @INT@ NOT NULL DEFAULT 0,
	last_message_at @INT@ NOT NULL DEFAULT 0,
	next_fetch_at @INT@ NOT NULL DEFAULT 0,
	next_sweep_at @INT@ NOT NULL DEFAULT 0,
	failures @INT@ NOT NULL DEFAULT 0,
	error TEXT NOT NULL DEFAULT '', -- code of channel/channel.h, no personal data
	lease_owner TEXT NOT NULL DEFAULT '',
	lease_until @INT@ NOT NULL DEFAULT 0
)@STRICT@;
CREATE TABLE closure (
	event_seq @INT@ PRIMARY KEY,
	account_id @INT@ REFERENCES account (id), -- NULL: all accounts
	from_at @INT@ NOT NULL,
	to_at @INT@ NOT NULL,
	reason TEXT NOT NULL CHECK (reason <> ''),
	set_by @INT@ NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	CHECK (to_at > from_at)
)@STRICT@;
CREATE TABLE closure_end (
	event_seq @INT@ PRIMARY KEY,
	closure_seq @INT@ NOT NULL UNIQUE REFERENCES closure (event_seq),
	ended_at @INT@ NOT NULL,
	ended_by @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE TABLE crisis (
	event_seq @INT@ PRIMARY KEY,
	epoch @INT@ NOT NULL UNIQUE,
	active @INT@ NOT NULL,
	decided_by @INT@ NOT NULL,
	set_by @INT@ NOT NULL,
	reason TEXT NOT NULL CHECK (reason <> ''),
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
-- The row every gate reads under lock; raising a crisis bumps the epoch.
CREATE TABLE crisis_now (
	id @INT@ PRIMARY KEY CHECK (id = 1),
	epoch @INT@ NOT NULL,
	active @INT@ NOT NULL
)@STRICT@;
INSERT INTO crisis_now (id, epoch, active) VALUES (1, 0, 0);

-- Messages (SPEC 2) --------------------------------------------------------
CREATE TABLE thread (
	id @INT@ PRIMARY KEY,
	account_id @INT@ NOT NULL REFERENCES account (id),
	native_id TEXT NOT NULL,
	title TEXT NOT NULL,
	url TEXT NOT NULL,
	published_at @INT@ NOT NULL,
	comments_open @INT@ NOT NULL DEFAULT 1,
	they_say @INT@ NOT NULL DEFAULT -1, -- the platform's count; -1: it gives none
	counted_at @INT@ NOT NULL DEFAULT 0,
	version @INT@ NOT NULL DEFAULT 0, -- bumped by each change a reader could see
	UNIQUE (account_id, native_id)
)@STRICT@;
CREATE TABLE message (
	id @INT@ PRIMARY KEY,
	account_id @INT@ NOT NULL REFERENCES account (id),
	native_id TEXT NOT NULL,
	thread_id @INT@ NOT NULL REFERENCES thread (id),
	parent_native TEXT NOT NULL, -- empty: top of the thread
	kind TEXT NOT NULL, -- post comment message mention
	direction TEXT NOT NULL, -- in; out: sent by us; own: ours, made elsewhere
	author_key TEXT NOT NULL, -- the platform's id of the writer
	author_name TEXT NOT NULL,
	url TEXT NOT NULL,
	published_at @INT@ NOT NULL,
	captured_at @INT@ NOT NULL,
	state TEXT NOT NULL, -- visible held hidden spam trash deleted
	confidential @INT@ NOT NULL, -- masked in lists (K8)
	revision @INT@ NOT NULL, -- newest number
	enquiry_id @INT@, -- the duty it belongs to
	UNIQUE (account_id, native_id)
)@STRICT@;
CREATE INDEX message_thread ON message (thread_id, published_at);
CREATE TABLE message_revision (
	event_seq @INT@ PRIMARY KEY,
	message_id @INT@ NOT NULL REFERENCES message (id),
	number @INT@ NOT NULL,
	author_name TEXT NOT NULL,
	text TEXT NOT NULL,
	raw @BYTES@ NOT NULL, -- the payload as received
	seen_at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (message_id, number)
)@STRICT@;
CREATE TABLE message_state (
	event_seq @INT@ PRIMARY KEY,
	message_id @INT@ NOT NULL REFERENCES message (id),
	state TEXT NOT NULL,
	by_us @INT@ NOT NULL, -- 1: our act; 0: seen on the platform
	ground TEXT NOT NULL, -- house rule or clause, for our acts
	seen_at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX message_state_message ON message_state (message_id);
CREATE TABLE attachment (
	event_seq @INT@ PRIMARY KEY,
	message_id @INT@ NOT NULL REFERENCES message (id),
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	url TEXT NOT NULL,
	content @BYTES@ NOT NULL, -- empty: only the link is known
	added_by @INT@ NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX attachment_message ON attachment (message_id);

-- Enquiries, deadlines (SPEC 2, 3) -----------------------------------------
CREATE TABLE enquiry (
	id @INT@ PRIMARY KEY,
	account_id @INT@ NOT NULL REFERENCES account (id),
	thread_id @INT@ NOT NULL REFERENCES thread (id),
	author_key TEXT NOT NULL,
	author_name TEXT NOT NULL, -- empty: masked
	state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'answered', 'closed')),
	category TEXT NOT NULL,
	category_by @INT@ NOT NULL, -- person; 0: suggested
	flags TEXT NOT NULL, -- separated by spaces
	unit_id @INT@ NOT NULL, -- who answers: the account's unit until moved
	owner_id @INT@, -- who has it
	claimed_at @INT@ NOT NULL,
	excerpt TEXT NOT NULL, -- of the newest message, masked
	first_message_id @INT@ NOT NULL,
	last_message_id @INT@ NOT NULL,
	opened_at @INT@ NOT NULL,
	due @INT@ NOT NULL, -- 0: no deadline
	half_at @INT@ NOT NULL,
	soon_at @INT@ NOT NULL, -- 80 %
	paused_until @INT@ NOT NULL, -- a closure in force; 0: the clock runs
	read_at @INT@ NOT NULL, -- first opened by anybody; 0: unread
	answered_at @INT@ NOT NULL,
	closed_reason TEXT NOT NULL,
	version @INT@ NOT NULL
)@STRICT@;
-- One author has one open duty in one thread.
CREATE UNIQUE INDEX enquiry_open_one ON enquiry (thread_id, author_key)
	WHERE state IN ('open', 'waiting');
CREATE INDEX enquiry_list ON enquiry (state, due, id);
CREATE INDEX enquiry_owner ON enquiry (owner_id, state, due, id)
	WHERE owner_id IS NOT NULL;
CREATE TABLE deadline (
	event_seq @INT@ PRIMARY KEY,
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id),
	why TEXT NOT NULL, -- arrival closure reopened calendar
	arrival @INT@ NOT NULL,
	worktime_version @INT@ NOT NULL, -- setting version of the hours; 0: account's own
	closures TEXT NOT NULL, -- JSON [[from,to],...] counted
	start_at @INT@ NOT NULL,
	due @INT@ NOT NULL,
	half_at @INT@ NOT NULL,
	soon_at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX deadline_enquiry ON deadline (enquiry_id);
CREATE TABLE desk_draft (
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id),
	person_id @INT@ NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL,
	tone TEXT NOT NULL,
	text TEXT NOT NULL,
	saved_at @INT@ NOT NULL,
	PRIMARY KEY (enquiry_id, person_id)
)@STRICT@;

-- Replies, approval, outbox ------------------------------------------------
CREATE TABLE reply (
	id @KEY@,
	account_id @INT@ NOT NULL REFERENCES account (id),
	thread_id @INT@ NOT NULL REFERENCES thread (id),
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id), -- the first it answers
	target_native TEXT NOT NULL, -- the message it hangs under
	kind TEXT NOT NULL CHECK (kind IN ('fact', 'thanks', 'referral', 'statement')),
	scope TEXT NOT NULL CHECK (scope IN ('unit', 'municipality')),
	area_unit_id @INT@ NOT NULL REFERENCES unit (id),
	tone TEXT NOT NULL,
	author_id @INT@ NOT NULL REFERENCES person (id),
	state TEXT NOT NULL CHECK (state IN
		('draft', 'waiting_approval', 'queued', 'sent', 'failed', 'unknown', 'held', 'dropped')),
	version @INT@ NOT NULL, -- newest reply_version
	thread_version @INT@ NOT NULL, -- what the writer saw (invariant 10)
	asked_id @INT@ REFERENCES person (id), -- who is asked to approve
	asked_clause TEXT NOT NULL DEFAULT '',
	four_eyes @INT@ NOT NULL DEFAULT 0, -- another person, whoever wrote
	updated_at @INT@ NOT NULL
)@STRICT@;
CREATE INDEX reply_enquiry_first ON reply (enquiry_id);
CREATE INDEX reply_waiting ON reply (updated_at) WHERE state = 'waiting_approval';
CREATE TABLE reply_enquiry (
	reply_id @INT@ NOT NULL REFERENCES reply (id),
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id),
	PRIMARY KEY (reply_id, enquiry_id)
)@STRICT@;
CREATE TABLE reply_version (
	event_seq @INT@ PRIMARY KEY,
	reply_id @INT@ NOT NULL REFERENCES reply (id),
	number @INT@ NOT NULL,
	author_id @INT@ NOT NULL REFERENCES person (id),
	text TEXT NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL,
	UNIQUE (reply_id, number)
)@STRICT@;
CREATE TABLE approval (
	event_seq @INT@ PRIMARY KEY,
	reply_id @INT@ NOT NULL REFERENCES reply (id),
	version @INT@ NOT NULL,
	decision TEXT NOT NULL CHECK (decision IN ('approve', 'return', 'withdraw')),
	decided_by @INT@ NOT NULL REFERENCES person (id),
	clause TEXT NOT NULL,
	remark TEXT NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX approval_reply ON approval (reply_id);
CREATE TABLE finding_overruled (
	event_seq @INT@ PRIMARY KEY,
	reply_id @INT@ NOT NULL REFERENCES reply (id),
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
CREATE INDEX finding_overruled_reply ON finding_overruled (reply_id, version);
CREATE TABLE outbox (
	id @KEY@,
	account_id @INT@ NOT NULL REFERENCES account (id),
	act TEXT NOT NULL CHECK (act IN ('reply', 'hide', 'show', 'close', 'open')),
	reply_id @INT@ REFERENCES reply (id),
	version @INT@ NOT NULL, -- of the reply
	message_id @INT@ REFERENCES message (id),
	thread_id @INT@ REFERENCES thread (id),
	ordered_by @INT@ NOT NULL, -- person; 0: a rule of the guidelines
	ground TEXT NOT NULL, -- clause or house rule, for hiding and closing
	state TEXT NOT NULL CHECK (state IN
		('queued', 'sending', 'sent', 'failed', 'unknown', 'held', 'dropped')),
	held_why TEXT NOT NULL DEFAULT '', -- crisis, authority, thread, finding, plan
	held_from TEXT NOT NULL DEFAULT '', -- the state it came from
	looks @INT@ NOT NULL DEFAULT 0, -- after an ambiguous answer
	tries @INT@ NOT NULL DEFAULT 0,
	next_at @INT@ NOT NULL,
	native_id TEXT NOT NULL DEFAULT '',
	error TEXT NOT NULL DEFAULT '',
	created_at @INT@ NOT NULL,
	updated_at @INT@ NOT NULL
)@STRICT@;
CREATE UNIQUE INDEX outbox_reply ON outbox (reply_id, version) WHERE act = 'reply';
CREATE INDEX outbox_due ON outbox (next_at, id)
	WHERE state IN ('queued', 'sending');
CREATE TABLE outbox_result (
	event_seq @INT@ PRIMARY KEY,
	outbox_id @INT@ NOT NULL REFERENCES outbox (id),
	state TEXT NOT NULL,
	native_id TEXT NOT NULL,
	detail TEXT NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX outbox_result_outbox ON outbox_result (outbox_id);
