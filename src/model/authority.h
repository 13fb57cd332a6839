/* SPDX-License-Identifier: EUPL-1.2
 *
 * authority.h - who may do what (SPEC 1 F, 5; DESIGN "Authority").  One
 * question for pages, API, jobs and connectors alike; the table in authority.c
 * is meant to be read by a lawyer.  Pure over a snapshot.
 */
#ifndef MODEL_AUTHORITY_H
#define MODEL_AUTHORITY_H
#include "model/municipality.h"

enum action {
	ACT_READ_DESK,	  /* see the inbox, threads, history */
	ACT_READ_MASKED,  /* see what is masked (K8); each look is recorded */
	ACT_CLAIM,	  /* take, hand on, categorise, close an enquiry */
	ACT_WRITE_REPLY,  /* write and save a draft */
	ACT_PUBLISH_FACT, /* F2 */
	ACT_PUBLISH_STATEMENT, /* F3 for a unit, F4 for all */
	ACT_APPROVE,	       /* decide on another's reply */
	ACT_LIFT_F4,	       /* lift a finding that only F4 may lift */
	ACT_MODERATE,	       /* hide, show, close and open comments */
	ACT_ENTER_BY_HAND,
	ACT_PLAN_WRITE,	    /* L1: apply for an account */
	ACT_PLAN_DECIDE,    /* L3: one of the chief executive's team */
	ACT_ACCOUNT_CHANGE, /* activate, close for a time, connect */
	ACT_CONNECTIONS,    /* see and mend connections */
	ACT_PEOPLE,	    /* people, units and roles */
	ACT_SETTINGS,
	ACT_READ_RECORD,    /* ledger, proofs, all history */
	ACT_PUBLISH_CRISIS, /* K12: what leaves while a crisis lasts */
	ACT_CRISIS,	    /* K12: begin and end it */
	ACT_ESCALATE,	    /* K3: say that one is in doubt */
	ACT_COORDINATE,	    /* K3: decide what is done then */
	ACT_MATTER,	    /* K11: keep the register of political matters */
	ACT_FACT,	    /* F1: facts of the unit, approved by its own */
	ACT_ROSTER,	    /* K1: who is on duty */
	ACT_LEADER_VIEW,    /* K4: presence of the unit's accounts */
	ACT_POST,	    /* write and schedule posts */
	ACT_HOUSE_RULES,    /* undo what another has hidden */
	ACT_LEXICON,	    /* words and registers of the checks */
	ACT_JOURNAL,	/* K10: decide on what is proposed for the journal */
	ACT_DECLASSIFY, /* K8: say that what is masked is not confidential */
	ACT_COUNT
};

/* What the action is done to; members that do not matter are zero. */
struct object {
	struct unit_id unit; /* the unit it concerns */
	struct account_id account;
	bool municipality;	   /* a statement for the whole of it (F4) */
	struct person_id author;   /* of the text to be approved */
	struct person_id coauthor; /* who edited it since, or 0 */
	bool four_eyes;		   /* another person is demanded as such */
	/* Who wrote it first, where another has edited since: may confirm the
	 * co-author's words, where four eyes are demanded. */
	struct person_id first_author;
};

struct ruling {
	bool yes;
	const char *clause; /* on which the answer rests: "F3" */
	/* Who could do it instead, nearest first: up from the object's unit,
	 * present before absent, then substitutes, then F4.  In the arena. */
	const struct person **route;
	size_t nroute;
};

/* Only `yes` and `clause` when a is NULL. */
struct ruling may(const struct municipality *m, struct arena *a,
    const struct person *p, enum action action, const struct object *o,
    usec_t now);
/* In some unit of the municipality; where is asked when it is known. */
bool may_somewhere(const struct municipality *m, const struct person *p,
    enum action action, usec_t now);
bool person_present(
    const struct municipality *m, const struct person *p, usec_t now);
#endif
