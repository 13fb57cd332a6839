/* SPDX-License-Identifier: EUPL-1.2
 *
 * form.c - fields that show what was typed, and what is wrong with it.
 */
#include "web/form.h"

#include <jansson.h>
#include <sodium.h>

#include "fmt/utf8.h"
#include "web/pages.h"

/* Equal for what a person sees as equal. */
static struct str
mark_of(struct arena *a, struct str value)
{
	enum { MARK = crypto_generichash_BYTES_MIN };
	struct str s = str_trim(form_plain(a, value));
	unsigned char hash[MARK];
	char hex[2 * MARK + 1];

	crypto_generichash(
	    hash, MARK, (const unsigned char *)s.p, s.n, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, MARK);
	return str_copy(a, str_from(hex));
}

/* Three ways: as it was shown, as it is stored by now, as it was typed. */
static void
merge(const struct form *f, struct field *field, struct str stored)
{
	struct arena *a = f->r->arena;
	struct str shown = pairs_get(
	    &f->r->form, str_printf(a, "sett:%.*s", STR_ARG(field->name)));
	struct str typed = mark_of(a, field->value);

	field->mark = mark_of(a, stored);
	if (shown.n == 0 || str_eq(shown, field->mark) ||
	    str_eq(typed, field->mark))
		return;
	if (str_eq(typed, shown)) {
		field->value = stored;
	} else {
		field->conflict = true;
		field->theirs = stored;
	}
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* What a browser sends from a field of one line is one line; a program may
 * send anything. */
static struct str
one_line(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < s.n; i++)
		buf_char(&b, (char)(is_control(s.p[i]) ? ' ' : s.p[i]));
	return buf_str(&b);
}

static struct field *
add(struct form *f, enum field_kind kind, struct str name, enum msg label,
    struct str stored)
{
	const struct req *r = f->r;
	struct field *field = &f->v[f->n];

	if (f->n + 1 < FORM_FIELDS)
		f->n++;
	*field = (struct field){ .kind = kind,
		.type = "text",
		.name = name,
		.label = say(r, label),
		.value = pairs_has(&r->form, name) ? pairs_get(&r->form, name)
						   : stored,
		.rows = 4 };
	if (kind == FIELD_INPUT)
		field->value = one_line(r->arena, field->value);
	if (f->merged)
		merge(f, field, stored);
	return field;
}

struct field *
form_input(struct form *f, const char *type, struct str name, enum msg label,
    struct str stored)
{
	struct field *field = add(f, FIELD_INPUT, name, label, stored);

	field->type = type;
	return field;
}

struct field *
form_text(struct form *f, struct str name, enum msg label, struct str stored)
{
	struct field *field = add(f, FIELD_INPUT, name, label, stored);

	field->most = 200;
	return field;
}

struct field *
form_area(struct form *f, struct str name, enum msg label, struct str stored)
{
	struct field *field = add(f, FIELD_AREA, name, label, stored);

	field->most = 10000;
	return field;
}

/* Room for the choices is made as they come: most selects are short. */
struct field *
form_select(struct form *f, struct str name, enum msg label, struct str stored)
{
	return add(f, FIELD_SELECT, name, label, stored);
}

void
form_option(
    struct form *f, struct field *field, struct str value, struct str text)
{
	struct options *o = &field->options;

	/* Powers of two: when full, the list moves to twice the room. */
	if ((o->n & (o->n - 1)) == 0) {
		struct option *v = ARENA_ARRAY(
		    f->r->arena, struct option, o->n ? 2 * o->n : 1);

		if (o->n)
			memcpy(v, o->v, o->n * sizeof(*v));
		o->v = v;
	}
	o->v[o->n++] = (struct option){ value, text,
		str_eq(value, field->value) };
}

static struct field *
find(struct form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].name, name))
			return &f->v[i];
	return NULL;
}

struct str
form_get(const struct form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].name, name))
			return str_trim(f->v[i].value);
	return STR_NONE;
}

int64_t
form_id(const struct form *f, struct str name)
{
	int64_t v;

	return str_to_int(form_get(f, name), 1, INT64_MAX, &v) ? v : 0;
}

struct str
form_plain(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < s.n; i++)
		if (!is_control(s.p[i]) || s.p[i] == '\n' || s.p[i] == '\t')
			buf_char(&b, s.p[i]);
	return buf_str(&b);
}

void
form_wrong(struct form *f, struct str name, enum msg why)
{
	struct field *field = find(f, name);

	if (!field || field->error.n)
		return;
	field->error = say(f->r, why);
	f->nwrong++;
}

static bool
is_choice(const struct field *field)
{
	for (size_t i = 0; i < field->options.n; i++)
		if (field->options.v[i].chosen)
			return true;
	return false;
}

/* What a choice is called, not its number. */
static struct str
choice_text(const struct field *field, struct str value)
{
	for (size_t i = 0; i < field->options.n; i++)
		if (str_eq(field->options.v[i].value, value))
			return field->options.v[i].text;
	return value;
}

void
form_judge(struct form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct field *field = &f->v[i];

		if (field->conflict) {
			form_wrong(f, field->name, MSG_FORM_CHANGED);
			field->theirs = choice_text(field, field->theirs);
		}
		if (field->required && str_trim(field->value).n == 0)
			form_wrong(f, field->name, MSG_FORM_EMPTY);
		else if (field->most &&
			 utf8_count(field->value) > (size_t)field->most)
			form_wrong(f, field->name, MSG_FORM_LONG);
		else if (field->kind == FIELD_SELECT && !is_choice(field))
			form_wrong(f, field->name, MSG_FORM_CHOICE);
	}
}

/* People and units -------------------------------------------------------- */

struct str
form_number(struct arena *a, int64_t v)
{
	return str_printf(a, "%lld", (long long)v);
}

void
form_people(struct form *f, struct field *field, enum msg none)
{
	const struct municipality *m = f->r->visit->m;

	form_option(f, field, STR(""), say(f->r, none));
	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];
		struct str id = form_number(f->r->arena, p->id.v);

		/* Who has left stays shown where they were chosen. */
		if (p->active || str_eq(id, field->value))
			form_option(f, field, id, who_titled(f->r, p));
	}
}

static void
add_units(struct form *f, struct field *field, struct unit_id parent, int depth)
{
	static const char dashes[] = "– – – – – – ";
	const struct municipality *m = f->r->visit->m;

	for (size_t i = 0; i < m->nunits && depth < 7; i++) {
		const struct unit *u = &m->units[i];
		struct str id;

		if (u->parent.v != parent.v)
			continue;
		id = form_number(f->r->arena, u->id.v);
		if (u->active || str_eq(id, field->value))
			form_option(f, field, id,
			    str_printf(f->r->arena, "%.*s%.*s", 4 * depth,
				dashes, STR_ARG(u->name)));
		add_units(f, field, u->id, depth + 1);
	}
}

void
form_units(struct form *f, struct field *field, enum msg none)
{
	form_option(f, field, STR(""), say(f->r, none));
	add_units(f, field, (struct unit_id){ 0 }, 0);
}

/* Times ------------------------------------------------------------------- */

struct str
form_minute(struct arena *a, usec_t t)
{
	struct date d = date_local(t);

	return str_printf(a, "%04d-%02d-%02dT%02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute);
}

struct str
form_day(struct arena *a, usec_t t)
{
	struct date d = date_local(t);

	return str_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

struct str
form_last_day(struct arena *a, usec_t t)
{
	return form_day(a, t - 1);
}

bool
form_parse_minute(struct str s, usec_t *out)
{
	int64_t day, hour, minute;

	if (s.n < 16 || s.p[10] != 'T' || s.p[13] != ':' ||
	    !date_parse_day(str_cut(s, 0, 10), &day) ||
	    !str_to_int(str_cut(s, 11, 13), 0, 23, &hour) ||
	    !str_to_int(str_cut(s, 14, 16), 0, 59, &minute))
		return false;
	*out = date_instant(day, hour * 3600 + minute * 60);
	return true;
}

bool
form_parse_day(struct str s, bool end, usec_t *out)
{
	int64_t day;

	if (!date_parse_day(s, &day))
		return false;
	*out = date_instant(day + (end ? 1 : 0), 0);
	return true;
}

/* Searching in what the snapshot holds ------------------------------------- */

/* Small letters, also of the Latin ones beyond ASCII (Ø to ø). */
static struct str
fold(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	while (s.n) {
		int32_t c = utf8_next(&s);

		if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE))
			c += 0x20;
		utf8_put(&b, c);
	}
	return buf_str(&b);
}

bool
form_matches(struct arena *a, struct str text, struct str q)
{
	struct str low = fold(a, text);
	struct str rest = fold(a, str_trim(q));

	while (rest.n)
		if (str_find(low, str_trim(str_take(&rest, ' '))) ==
		    STR_NOWHERE)
			return false;
	return true;
}

struct str
form_lines(struct arena *a, const json_t *list)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);

		if (i)
			buf_char(&b, '\n');
		buf_put(&b, (struct str){
				json_string_value(v), json_string_length(v) });
	}
	return buf_str(&b);
}

json_t *
form_list(struct str lines)
{
	json_t *list = json_array();

	while (lines.n) {
		struct str line = str_trim(str_take(&lines, '\n'));

		if (line.n)
			json_array_append_new(
			    list, json_stringn(line.p, line.n));
	}
	return list;
}
