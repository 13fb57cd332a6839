-- SPDX-License-Identifier: EUPL-1.2
-- What may harm the municipality's reputation is coordinated before it is
-- answered (K3): who was in doubt, who took it, what was decided.
CREATE TABLE escalation (
	id @KEY@,
	enquiry_id @INT@ NOT NULL REFERENCES enquiry (id),
	state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'decided')),
	raised_by @INT@ NOT NULL, -- person; 0: by what the text says
	raised_at @INT@ NOT NULL,
	due @INT@ NOT NULL, -- working minutes after, by the municipality's hours
	owner_id @INT@, -- who coordinates
	decision TEXT NOT NULL DEFAULT ''
		CHECK (decision IN ('', 'answer', 'line', 'adviser', 'none', 'normal'))
)@STRICT@;
-- One at a time for each enquiry.
CREATE UNIQUE INDEX escalation_one ON escalation (enquiry_id) WHERE state <> 'decided';
CREATE INDEX escalation_open ON escalation (due, id) WHERE state <> 'decided';
CREATE TABLE escalation_act (
	event_seq @INT@ PRIMARY KEY,
	escalation_id @INT@ NOT NULL REFERENCES escalation (id),
	act TEXT NOT NULL CHECK (act IN ('raise', 'take', 'decide')),
	decision TEXT NOT NULL,
	note TEXT NOT NULL, -- the doubt, or the line to take
	person_id @INT@ NOT NULL,
	at @INT@ NOT NULL,
	salt @BYTES@ NOT NULL
)@STRICT@;
CREATE INDEX escalation_act_of ON escalation_act (escalation_id, event_seq);
