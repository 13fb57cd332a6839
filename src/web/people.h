/* SPDX-License-Identifier: EUPL-1.2
 * people.h - what the pages of people and units show. */
#ifndef WEB_PEOPLE_H
#define WEB_PEOPLE_H
#include "web/form.h"

struct person_row {
	int64_t id;
	struct str name, initials, title, unit, roles;
	bool active, away;
};
struct people_view {
	struct str q, lead, more, less; /* hrefs of the pages beside this */
	struct options units, roles;
	struct person_row *rows;
	size_t n;
	bool filtered;
};

struct grant_row {
	int64_t seq;
	struct str role, unit, period, by;
	bool may_end;
};
struct absence_row {
	struct str from, to, substitute;
	bool now;
};
struct person_view {
	struct str csrf, done;
	int64_t id;
	bool add; /* a new one: only the first form */
	struct str name, login, roles;
	struct state_view state;
	bool self; /* oneself: no roles, no leaving */
	struct form form, role, password, absence;
	struct grant_row *grants;
	size_t ngrants;
	struct absence_row *absences;
	size_t nabsences;
};

struct unit_row {
	int64_t id;
	struct str name, contact, leader, indent;
	int64_t people;
	int depth;
	bool active;
};
struct units_view {
	struct str lead;
	struct unit_row *rows;
	size_t n;
};
struct unit_view {
	struct str csrf, title, action;
	struct form form;
};
#endif
