/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/layout.h"

#include "channel/channel.h"
#include "model/enquiry.h"
#include "model/notification.h"
#include "web/crisis.h"
#include "web/pages.h"

static const struct {
	struct str path, icon;
	enum nav nav;
	unsigned access;
	enum nav_group group;
	enum msg text;
} menu[] = {
#define NAV(id, path, icon, access, group)                                     \
	{ STR_INIT(path), STR_INIT(icon), NAV_##id, ACCESS_##access,           \
		GROUP_##group, MSG_NAV_##id },
#include "web/nav.def"
#undef NAV
};
enum { MENU = sizeof(menu) / sizeof(menu[0]) };

static const struct {
	enum lang lang;
	struct str name;
} languages[LANG_COUNT] = { { LANG_NB, STR_INIT("Bokmål") },
	{ LANG_NN, STR_INIT("Nynorsk") }, { LANG_EN, STR_INIT("English") } };

/* Words ------------------------------------------------------------------- */

struct str
say(const struct req *r, enum msg id)
{
	return texts_get(r->visit->lang, id);
}

struct str
say1(const struct req *r, enum msg id, const char *name, struct str value)
{
	return texts_fmt(r->arena, r->visit->lang, id, TEXT_ARG(name, value));
}

struct str
say_count(const struct req *r, enum msg id, int64_t n)
{
	return texts_plural(r->arena, r->visit->lang, id, n);
}

struct str
who_name(const struct req *r, struct person_id id)
{
	const struct person *p = person_find(r->visit->m, id);

	return p ? person_name(r->arena, p) : STR_NONE;
}

struct str
who_titled(const struct req *r, const struct person *p)
{
	struct str name = person_name(r->arena, p);

	if (p->title.n == 0)
		return name;
	return str_printf(
	    r->arena, "%.*s, %.*s", STR_ARG(name), STR_ARG(p->title));
}

/* The first character of s, as many bytes as it has in UTF-8. */
static struct str
first_letter(struct str s)
{
	size_t n = 1;

	while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n++;
	return str_cut(s, 0, n);
}

struct str
who_initials(struct arena *a, const struct person *p)
{
	struct str f = first_letter(p->first_name);
	struct str l = first_letter(p->last_name);

	return str_printf(a, "%.*s%.*s", STR_ARG(f), STR_ARG(l));
}

struct str
name_initials(struct arena *a, struct str name)
{
	struct str first, last;
	size_t space;

	while (name.n && (name.p[0] == '@' || name.p[0] == ' '))
		name = str_cut(name, 1, name.n);
	first = first_letter(name);
	space = str_find_last_char(name, ' ');
	if (space == STR_NOWHERE)
		return first;
	last = first_letter(str_cut(name, space + 1, name.n));
	return str_printf(a, "%.*s%.*s", STR_ARG(first), STR_ARG(last));
}

static const enum msg role_texts[ROLE_COUNT] = {
#define ROLE(name, text) [ROLE_##name] = MSG_ROLE_##name,
#include "model/roles.def"
#undef ROLE
};

struct str
who_roles(const struct req *r, const struct person *p)
{
	unsigned bits = person_roles(p, r->now);
	struct buf b = { .arena = r->arena };

	for (int i = 0; i < ROLE_COUNT; i++) {
		if (!(bits & ROLE_BIT(i)) || i == ROLE_AREA ||
		    (i == ROLE_EMPLOYEE && bits != ROLE_BIT(ROLE_EMPLOYEE)))
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_put(&b, say(r, role_texts[i]));
	}
	return buf_str(&b);
}

struct str
channel_title(const struct req *r, struct str channel)
{
	const struct channel *c = channel_find(channel);

	return c ? str_from(c->title) : say(r, MSG_BY_HAND);
}

struct str
channel_icon(struct str channel)
{
	const struct channel *c = channel_find(channel);

	return c ? str_from(c->icon) : STR("pencil");
}

/* Times ------------------------------------------------------------------- */

struct str
when_text(const struct req *r, usec_t t)
{
	struct buf b = { .arena = r->arena };

	date_put_when(&b, r->visit->lang, t, r->now, false);
	return buf_str(&b);
}

struct str
from_text(const struct req *r, usec_t t)
{
	struct date d = date_local(t);
	struct buf b = { .arena = r->arena };

	if (d.hour || d.minute || d.second)
		return when_text(r, t);
	date_put_day(&b, r->visit->lang, t);
	return buf_str(&b);
}

struct str
until_text(const struct req *r, usec_t t)
{
	struct date d = date_local(t);
	struct buf b = { .arena = r->arena };

	if (d.hour || d.minute || d.second)
		return when_text(r, t);
	date_put_day(&b, r->visit->lang, t - SECOND);
	return buf_str(&b);
}

struct str
clock_text(const struct req *r, usec_t t)
{
	struct buf b = { .arena = r->arena };

	date_put_clock(&b, r->visit->lang, t);
	return buf_str(&b);
}

struct str
span_text(const struct req *r, usec_t span)
{
	struct buf b = { .arena = r->arena };

	if (span < MINUTE)
		return say(r, MSG_SPAN_SHORT);
	date_put_duration(&b, r->visit->lang, span);
	return buf_str(&b);
}

struct str
iso_text(struct arena *a, usec_t t)
{
	struct buf b = { .arena = a };

	date_put_rfc3339(&b, t);
	return buf_str(&b);
}

/* The frame --------------------------------------------------------------- */

struct str
web_home(unsigned roles)
{
	for (size_t i = 0; i < MENU; i++)
		if (menu[i].access & roles)
			return menu[i].path;
	return STR("/inn");
}

static struct str
group_title(const struct req *r, enum nav_group g)
{
	switch (g) {
	case GROUP_WORK: return say(r, MSG_GROUP_WORK);
	case GROUP_FORUM: return say(r, MSG_GROUP_FORUM);
	case GROUP_INSIGHT: return say(r, MSG_GROUP_INSIGHT);
	case GROUP_FOOT:
	case GROUP_COUNT: break;
	}
	return STR_NONE;
}

static void
fill_menu(struct page *p, const struct inbox_counts *n)
{
	struct req *r = p->req;

	for (size_t i = 0; i < MENU; i++) {
		struct nav_part *part = &p->parts[menu[i].group];

		if (!(menu[i].access & r->visit->roles) ||
		    part->n == sizeof(part->items) / sizeof(part->items[0]))
			continue;
		part->title = group_title(r, menu[i].group);
		part->items[part->n++] = (struct nav_item){
			.path = menu[i].path,
			.icon = menu[i].icon,
			.text = say(r, menu[i].text),
			.here = menu[i].nav == p->here,
			.count = menu[i].nav == NAV_INBOX      ? n->open
				 : menu[i].nav == NAV_APPROVAL ? n->approval
				 : menu[i].nav == NAV_NOTICES  ? p->notices
							       : -1
		};
	}
}

/* Where a choice of language comes back to: this page, if it can be read. */
static struct str
back_path(const struct req *r)
{
	struct html h = { .out = { .arena = r->arena } };

	if (r->method != GET)
		return STR("/");
	html_lit(&h, "");
	buf_put(&h.out, r->path);
	for (size_t i = 0; i < r->query.n; i++) {
		html_lit(&h, "");
		buf_char(&h.out, i ? '&' : '?');
		html_urlpart_str(&h, r->query.v[i].name);
		buf_char(&h.out, '=');
		html_urlpart_str(&h, r->query.v[i].value);
	}
	return buf_str(&h.out);
}

/* This page in another language: for nobody, whose choice has no form. */
static struct str
lang_href(const struct req *r, struct str code)
{
	struct html h = { .out = { .arena = r->arena } };

	html_lit(&h, "?");
	for (size_t i = 0; i < r->query.n; i++) {
		if (str_eq(r->query.v[i].name, STR("lang")))
			continue;
		html_urlpart_str(&h, r->query.v[i].name);
		buf_char(&h.out, '=');
		html_urlpart_str(&h, r->query.v[i].value);
		buf_char(&h.out, '&');
	}
	html_lit(&h, "lang=");
	buf_put(&h.out, code);
	return buf_str(&h.out);
}

/* What nobody has chosen is kept in their browser: no name is in it. */
static void
keep_language(struct req *r)
{
	enum lang lang;

	if (lang_parse(pairs_get(&r->query, STR("lang")), &lang))
		web_set_cookie(r, STR("sprak"), str_from(lang_code(lang)));
}

enum err
web_counts(struct req *r, const struct inbox_counts **out)
{
	struct visit *v = r->visit;

	if (!v->counts) {
		struct inbox_counts *n = ARENA_NEW(
		    r->arena, struct inbox_counts);

		TRY(inbox_counts(r->db, r->arena, v->person->id, n));
		v->counts = n;
	}
	*out = v->counts;
	return OK;
}

static enum err
fill_person(struct page *p)
{
	struct req *r = p->req;
	const struct person *who = r->visit->person;
	static const struct inbox_counts none;
	const struct inbox_counts *n = &none;

	p->person = person_name(r->arena, who);
	p->initials = who_initials(r->arena, who);
	p->roles = who_roles(r, who);
	p->desk = (r->visit->roles & ACCESS_DESK) != 0;
	/* The page for an error is shown also where the store does not
	 * answer; then without the numbers of the menu. */
	if (p->desk && r->db)
		TRY(web_counts(r, &n));
	if (r->db)
		TRY(notification_unread(r->db, r->arena, who->id, &p->notices));
	fill_menu(p, n);
	return OK;
}

static struct page *
page_new(struct req *r, struct str title, enum nav here)
{
	const struct visit *v = r->visit;
	struct page *p = ARENA_NEW(r->arena, struct page);

	*p = (struct page){ .req = r,
		.title = title,
		.here = here,
		.lang = v->lang,
		.scheme = v->scheme,
		.csrf = v->csrf,
		.back = back_path(r),
		.municipality = v->m->name };
	/* The lines are the house's own: not for who stands outside. */
	if (v->m->crisis && v->person) {
		struct banner_view *banner = ARENA_NEW(
		    r->arena, struct banner_view);

		*banner = crisis_banner(r);
		p->banner = banner;
	}
	for (size_t i = 0; i < LANG_COUNT; i++) {
		struct str code = str_from(lang_code(languages[i].lang));

		p->langs[i] = (struct lang_choice){ languages[i].lang, code,
			languages[i].name, lang_href(r, code),
			languages[i].lang == v->lang };
	}
	return p;
}

enum err
web_page_begin(struct req *r, struct str title, enum nav here)
{
	struct page *p = page_new(r, title, here);

	r->answer.body.lang = p->lang;
	if (r->answer.body.out.arena == NULL)
		r->answer.body.out.arena = r->arena;
	r->visit->page = p;
	if (r->fragment)
		return OK;
	if (r->visit->person)
		TRY(fill_person(p));
	else
		keep_language(r);
	tpl_page_begin(&r->answer.body, p);
	return OK;
}

void
web_page_end(struct req *r)
{
	if (!r->fragment)
		tpl_page_end(&r->answer.body, r->visit->page);
}
