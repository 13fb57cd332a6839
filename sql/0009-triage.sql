-- SPDX-License-Identifier: EUPL-1.2
-- How sure the triage was (hundredths), and in which language the text seems to
-- be; and what it has learned from the corrections people make.  What it learns
-- from is enquiry.category where a person has set it: no text is kept twice.
ALTER TABLE enquiry ADD COLUMN confidence @INT@ NOT NULL DEFAULT 0;
ALTER TABLE enquiry ADD COLUMN lang TEXT NOT NULL DEFAULT '';
CREATE TABLE triage_model (
	id @KEY@,
	at @INT@ NOT NULL,
	examples @INT@ NOT NULL,
	score_before @INT@ NOT NULL, -- right of held-out examples, hundredths
	score_after @INT@ NOT NULL,
	sha256 TEXT NOT NULL, -- stands in the record as well
	model @BYTES@ NOT NULL
)@STRICT@;
