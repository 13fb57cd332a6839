/* SPDX-License-Identifier: EUPL-1.2
 *
 * access.h - the sets of roles that routes.def names.  A route's set says who
 * gets through the door at all; what one may do inside is asked of may()
 * (model/authority.h), which looks at the object too.  A test walks every route
 * with every role.  REQ: SPEC 5, DESIGN "Extension"
 */
#ifndef WEB_ACCESS_H
#define WEB_ACCESS_H
#include "model/municipality.h"

/* ANYONE: also without a login.  No role has this bit. */
#define ACCESS_ANYONE (1u << 31)
/* Everybody with a login. */
#define ACCESS_PERSON ROLE_BIT(ROLE_EMPLOYEE)

/* Those who work at the desk: answer, hand on, enter by hand, moderate. */
#define ACCESS_WORK                                                            \
	(ROLE_BIT(ROLE_RESPONDER) | ROLE_BIT(ROLE_EDITOR) |                    \
	    ROLE_BIT(ROLE_UNIT_LEADER) | ROLE_BIT(ROLE_SECTOR_HEAD) |          \
	    ROLE_BIT(ROLE_CHIEF_EXECUTIVE) | ROLE_BIT(ROLE_MAYOR) |            \
	    ROLE_BIT(ROLE_DEPUTY_MAYOR) | ROLE_BIT(ROLE_ADVISER))
/* Those who see the desk: the same, and who must be able to follow it. */
#define ACCESS_DESK                                                            \
	(ACCESS_WORK | ROLE_BIT(ROLE_TEAM_MEMBER) |                            \
	    ROLE_BIT(ROLE_CRISIS_LEADERSHIP) | ROLE_BIT(ROLE_ARCHIVIST) |      \
	    ROLE_BIT(ROLE_AUDITOR))
/* Those who decide on another's text (F3, F4). */
#define ACCESS_LEADERS                                                         \
	(ROLE_BIT(ROLE_UNIT_LEADER) | ROLE_BIT(ROLE_SECTOR_HEAD) |             \
	    ROLE_BIT(ROLE_CHIEF_EXECUTIVE) | ROLE_BIT(ROLE_MAYOR) |            \
	    ROLE_BIT(ROLE_DEPUTY_MAYOR))
/* Those who apply for accounts and keep the register (L1, O). */
#define ACCESS_FORUM                                                           \
	(ROLE_BIT(ROLE_EDITOR) | ROLE_BIT(ROLE_UNIT_LEADER) |                  \
	    ROLE_BIT(ROLE_ADVISER))
/* Those who decide on a plan (L3). */
#define ACCESS_TEAM                                                            \
	(ROLE_BIT(ROLE_TEAM_MEMBER) | ROLE_BIT(ROLE_CHIEF_EXECUTIVE))
/* Those who mend connections: the same as the register, and administrators. */
#define ACCESS_CONNECT (ACCESS_FORUM | ROLE_BIT(ROLE_ADMINISTRATOR))
#define ACCESS_ADMIN   ROLE_BIT(ROLE_ADMINISTRATOR)
/* The desk and the administrators: connections, accounts, record. */
#define ACCESS_HOUSE (ACCESS_DESK | ACCESS_ADMIN)
#endif
