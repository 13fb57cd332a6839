/* SPDX-License-Identifier: EUPL-1.2
 *
 * form.h - the fields of a form, shown by one template: label, hint, what was
 * typed, what is wrong with it.  For the pages where much is filled in
 * (accounts, people, settings).
 *
 *	struct form f = { .r = r };
 *	form_text(&f, STR("navn"), MSG_NAME, stored)->required = true;
 *	if (form_get(&f, STR("navn")).n == 0)
 *		form_wrong(&f, STR("navn"), MSG_MUST_BE_GIVEN);
 *	... tpl_form_fields(h, &f)
 *
 * A field that the request has posted shows what was posted, else what is
 * stored; so one function makes a form, and another judges it.
 *
 * With `merged` set before its fields are made, a form carries a mark of each
 * field as it was shown.  What another has stored since then stays where this
 * one did not touch it, and where both did, form_judge stops the second, with
 * the other's words beside theirs; saved once more, theirs holds.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H
#include "model/municipality.h"
#include "web/view.h"

enum field_kind { FIELD_INPUT, FIELD_AREA, FIELD_SELECT };
struct field {
	enum field_kind kind;
	const char *type; /* of <input> */
	struct str name, label, hint, value, error;
	struct str mark;   /* of what is stored, while `merged` */
	struct str theirs; /* what another has stored meanwhile */
	bool conflict;
	struct options options;
	bool required;
	int rows, most; /* most: characters; 0: not stated */
};
enum { FORM_FIELDS = 24 };
struct form {
	const struct req *r;
	struct field v[FORM_FIELDS];
	size_t n, nwrong;
	bool merged;
};

struct field *form_input(struct form *f, const char *type, struct str name,
    enum msg label, struct str stored);
struct field *form_text(
    struct form *f, struct str name, enum msg label, struct str stored);
struct field *form_area(
    struct form *f, struct str name, enum msg label, struct str stored);
/* Choices are added with form_option. */
struct field *form_select(
    struct form *f, struct str name, enum msg label, struct str stored);
void form_option(
    struct form *f, struct field *field, struct str value, struct str text);
/* Line ends of a form are CR LF; ours are LF, and no other control characters
 * are of a text. */
struct str form_plain(struct arena *a, struct str s);
/* What the field shows, trimmed. */
struct str form_get(const struct form *f, struct str name);
/* A whole number of a field, or 0. */
int64_t form_id(const struct form *f, struct str name);
void form_wrong(struct form *f, struct str name, enum msg why);
/* Marks every required field that is empty, what is longer than it may be, and
 * what another has changed meanwhile. */
void form_judge(struct form *f);

/* Choices of people (active, by name) and of units (active, as a tree); the
 * empty one first where `none` is a text. */
void form_people(struct form *f, struct field *field, enum msg none);
void form_units(struct form *f, struct field *field, enum msg none);

/* "2026-11-17T10:12" and "2026-11-17", as <input type=datetime-local> and
 * date have it, in local time. */
struct str form_minute(struct arena *a, usec_t t);
struct str form_day(struct arena *a, usec_t t);
/* The last day of what ends at t: what form_parse_day with `end` makes t of. */
struct str form_last_day(struct arena *a, usec_t t);
bool form_parse_minute(struct str s, usec_t *out);
/* The first instant of the day, or with `end` of the day after. */
bool form_parse_day(struct str s, bool end, usec_t *out);
/* Does the text hold all the words of q, in any case?  An empty q: yes. */
bool form_matches(struct arena *a, struct str text, struct str q);
struct str form_number(struct arena *a, int64_t v);
/* A list of texts as lines of a text area, and back: without the empty ones; a
 * new reference. */
struct json_t;
struct str form_lines(struct arena *a, const struct json_t *list);
struct json_t *form_list(struct str lines);
#endif
