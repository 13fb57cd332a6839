/* SPDX-License-Identifier: EUPL-1.2
 *
 * scenario.h - what a clause makes the program do, told so that a municipal
 * lawyer can follow, and held by the test it is told in.  docs/clauses.md is
 * made of these words (tools/clauses.sh), so they say what is checked between
 * them, no more.  In bokmål; whole sentences without a full stop.
 *
 *	(REQ tag)
 *	CLAUSE_TEST(K11, matter_opinion, "Egne vurderinger av politiske saker")
 *	{
 *		struct town t;
 *
 *		town_open(&t);
 *		GIVEN("en tråd er knyttet til en sak under politisk
 *behandling");
 *		...
 *		WHEN("en saksbehandler skriver hva hun selv mener om saken");
 *		...
 *		THEN("svaret er sperret, og skjermen sier hvorfor og hva som "
 *		     "kan gjøres");
 *		CHECK(...);
 *		town_close(&t);
 *	}
 *
 * A tag stands above it as above any test of a clause.
 */
#ifndef TESTS_WEB_CLAUSES_SCENARIO_H
#define TESTS_WEB_CLAUSES_SCENARIO_H
#include "model/outbox.h"
#include "model/reply.h"
#include "tests/test.h"
#include "tests/web/visit.h"

#define CLAUSE_TEST(clause, id, title) TEST(clause_##clause##_##id)
#define GIVEN(words)		       (test_step = "gitt at " words)
#define WHEN(words)		       (test_step = "når " words)
#define THEN(words)		       (test_step = "så " words)
#define AND(words)		       (test_step = "og " words)

/* The answer to the i-th enquiry, typed and sent as that role would: act is
 * "publish" or "approve". */
struct req *scenario_answer(struct town *t, size_t i, int role,
    const char *kind, const char *act, const char *text);
/* The newest answer to it; id.v 0: none. */
struct reply scenario_reply(struct town *t, size_t i);
/* The sender's next turn: what the gate says of the next thing in the outbox;
 * its state is empty where nothing is due. */
struct outbox_item scenario_send(struct town *t);
/* How many events of that kind the record holds. */
int64_t scenario_recorded(struct town *t, const char *kind);
#endif
