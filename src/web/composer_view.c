/* SPDX-License-Identifier: EUPL-1.2
 *
 * composer_view.c - the answer as it is shown while it is written: the
 * findings, the preview with their numbers, and the one sentence that says
 * who may publish it and why.  REQ: F2 F3 F4 K7 K8; SPEC 2.5
 */
#include "channel/channel.h"
#include "fmt/utf8.h"
#include "web/enquiry.h"
#include "web/finding_text.h"
#include "web/layout.h"

/* Findings ---------------------------------------------------------------- */

static void
count(const struct finding *f, struct check_view *v)
{
	switch (f->severity) {
	case BLOCK: v->blocks++; break;
	case APPROVE: v->approvals++; break;
	case WARN: v->warnings++; break;
	case ADVISE: v->advice++; break;
	}
}

/* The gravest first, then by place; numbers follow the place in the text, as
 * the preview has them. */
static void
fill_findings(const struct req *r, struct str text,
    const struct reply_ruling *j, struct check_view *v)
{
	v->findings = ARENA_ARRAY(
	    r->arena, struct finding_view, j->findings.n + 1);
	for (int s = BLOCK; s >= (int)ADVISE; s--) {
		int number = 0;

		for (size_t i = 0; i < j->findings.n; i++) {
			const struct finding *fi = &j->findings.v[i];

			number += fi->end > fi->start;
			if ((int)fi->severity != s)
				continue;
			v->findings[v->nfindings++] = finding_view(
			    r, text, fi, number);
			count(fi, v);
		}
	}
	v->sum = say_count(r, MSG_FINDINGS, (int64_t)v->nfindings);
}

/* Preview ----------------------------------------------------------------- */

static void
add_plain(const struct req *r, struct check_view *v, struct str s)
{
	if (s.n)
		v->segments[v->nsegments++] = (struct segment){
			.text = html_lines(r->arena, s)
		};
}

static void
fill_preview(const struct req *r, struct str text, const struct reply_ruling *j,
    struct check_view *v)
{
	size_t at = 0;
	int number = 0;

	v->segments = ARENA_ARRAY(
	    r->arena, struct segment, 2 * j->findings.n + 1);
	for (size_t i = 0; i < j->findings.n; i++) {
		const struct finding *fi = &j->findings.v[i];
		struct finding_view shown;

		if (fi->end <= fi->start)
			continue;
		number++;
		if (fi->start < at || fi->end > text.n)
			continue; /* overlaps one that is marked */
		add_plain(r, v, str_cut(text, at, fi->start));
		shown = finding_view(r, text, fi, number);
		v->segments[v->nsegments++] = (struct segment){
			.text = html_lines(r->arena, shown.quote),
			.number = number,
			.color = shown.color,
			.clause = shown.clause
		};
		at = fi->end;
	}
	add_plain(r, v, str_cut(text, at, text.n));
}

/* The decision ------------------------------------------------------------ */

static void
set_why(struct check_view *v, const char *color, const char *icon, struct str s)
{
	v->why_color = color;
	v->why_icon = str_from(icon);
	v->why = s;
}

/* "Må godkjennes av Ingrid Solbakken, enhetsleder (F3). På jobb nå." */
static void
fill_route(
    const struct req *r, const struct reply_ruling *j, struct check_view *v)
{
	const struct person *p = j->authority.nroute ? j->authority.route[0]
						     : NULL;
	struct buf b = { .arena = r->arena };

	if (!p) {
		v->who = say1(
		    r, MSG_NOBODY_TO_ASK, "clause", str_from(j->clause));
		return;
	}
	buf_put(&b, texts_fmt(r->arena, r->visit->lang, MSG_MUST_BE_APPROVED,
			TEXT_ARG("who", who_titled(r, p)),
			TEXT_ARG("clause", str_from(j->clause))));
	buf_char(&b, ' ');
	buf_put(&b, say(r, person_present(r->visit->m, p, r->now) ? MSG_AT_WORK
								  : MSG_AWAY));
	v->who = buf_str(&b);
	v->ask_text = say1(r, MSG_SEND_TO, "name", p->first_name);
}

static void
fill_decision(const struct req *r, struct str text,
    const struct reply_ruling *j, struct check_view *v)
{
	v->publish_text = say(r, MSG_PUBLISH);
	v->ask_text = say(r, MSG_SEND_TO_APPROVAL);
	if (j->needs_approval)
		fill_route(r, j, v);
	v->can_ask = (!j->blocked || j->liftable) && str_trim(text).n > 0;
	v->can_publish = v->can_ask && !j->blocked && !j->needs_approval &&
			 !j->thread_changed;
	/* K12: what is sent now is put before the crisis leadership. */
	if (r->visit->m->crisis && !web_may(r, ACT_PUBLISH_CRISIS, NULL))
		set_why(v, "danger", "siren", say(r, MSG_WHY_CRISIS));
	else if (j->blocked && !j->liftable)
		set_why(v, "danger", "stop",
		    say(r, v->blocks ? MSG_WHY_BLOCKED : MSG_WHY_WARNED));
	else if (!j->sending_possible)
		set_why(v, "warning", "plug", say(r, MSG_WHY_NO_SENDING));
	else if (j->thread_changed)
		set_why(v, "warning", "warning", say(r, MSG_WHY_CHANGED));
	else if (j->needs_approval)
		set_why(v, "info", "approve", v->who);
	else
		set_why(v, "success", "check-circle",
		    say1(r, MSG_WHY_OWN, "clause", str_from(j->clause)));
}

/* A limit is told of where one comes near it in a common answer, or has. */
enum { SHORT_LIMIT = 10000 };
static struct str
counted(const struct req *r, const struct account *acct, struct str text)
{
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;
	size_t count = utf8_count(text);
	struct str n = str_printf(r->arena, "%zu", count);

	if (!c || c->text_max == 0 ||
	    (c->text_max > SHORT_LIMIT && count < SHORT_LIMIT))
		return say1(r, MSG_CHARACTERS, "n", n);
	return texts_fmt(r->arena, r->visit->lang, MSG_CHARACTERS_OF,
	    TEXT_ARG("n", n),
	    TEXT_ARG("most", str_printf(r->arena, "%d", c->text_max)));
}

void
check_fill(struct req *r, const struct account *acct, struct str text,
    struct reply_ruling *j, struct check_view *v)
{
	if (acct) {
		v->channel = channel_title(r, acct->channel);
		v->account = acct->name;
		v->initials = name_initials(r->arena, acct->name);
	}
	v->counted = counted(r, acct, text);
	/* Nothing is wrong with a text that is not written yet. */
	if (str_trim(text).n == 0)
		j->findings.n = 0;
	fill_findings(r, text, j, v);
	fill_preview(r, text, j, v);
	fill_decision(r, text, j, v);
}

enum err
composer_check(struct req *r, const struct enquiry *e,
    const struct reply_form *f, struct check_view *out)
{
	return composer_check_as(r, e, f, r->visit->person, out);
}

enum err
composer_check_as(struct req *r, const struct enquiry *e,
    const struct reply_form *f, const struct person *as, struct check_view *out)
{
	const struct visit *v = r->visit;
	struct reply_ruling j;

	TRY(reply_judge(r->db, r->arena, v->m, as, f, r->now, &j));
	*out = (struct check_view){ .action = str_printf(r->arena,
					"/henvendelse/%lld/sjekk",
					(long long)e->id.v) };
	check_fill(r, account_find(v->m, e->account), f->text, &j, out);
	return OK;
}

/* The form ---------------------------------------------------------------- */

struct choice {
	struct str value;
	enum msg text;
};

static struct options
choices(const struct req *r, const struct choice *v, size_t n, struct str now)
{
	struct options o = { ARENA_ARRAY(r->arena, struct option, n), n };

	for (size_t i = 0; i < n; i++)
		o.v[i] = (struct option){ v[i].value, say(r, v[i].text),
			str_eq(v[i].value, now) };
	return o;
}

struct options
composer_areas(const struct req *r, struct unit_id now)
{
	const struct municipality *m = r->visit->m;
	struct options o = {
		ARENA_ARRAY(r->arena, struct option, m->nunits + 1), 0
	};

	for (size_t i = 0; i < m->nunits; i++)
		if (m->units[i].active)
			o.v[o.n++] = (struct option){
				str_printf(r->arena, "%lld",
				    (long long)m->units[i].id.v),
				m->units[i].name, m->units[i].id.v == now.v
			};
	return o;
}

static void
fill_choices(
    const struct req *r, const struct reply_form *f, struct composer_view *v)
{
	static const struct choice kinds[] = {
		{ STR_INIT("fact"), MSG_KIND_FACT },
		{ STR_INIT("statement"), MSG_KIND_STATEMENT },
		{ STR_INIT("thanks"), MSG_KIND_THANKS },
		{ STR_INIT("referral"), MSG_KIND_REFERRAL },
	};
	static const struct choice tones[] = {
		{ STR_INIT("plain"), MSG_TONE_PLAIN },
		{ STR_INIT("humour"), MSG_TONE_HUMOUR },
		{ STR_INIT("formal"), MSG_TONE_FORMAL },
	};
	static const struct choice scopes[] = {
		{ STR_INIT("unit"), MSG_SCOPE_UNIT },
		{ STR_INIT("municipality"), MSG_SCOPE_MUNICIPALITY },
	};

	v->kinds = choices(r, kinds, 4, f->kind);
	v->tones = choices(r, tones, 3, f->tone);
	v->scopes = choices(r, scopes, 2, f->scope);
	v->areas = composer_areas(r, f->area);
}

/* Who else has begun an answer: seen before a word is written.
 * Invariant 10. */
static enum err
fill_busy(struct req *r, const struct enquiry *e, struct composer_view *v)
{
	struct person_id *who;
	size_t n;

	TRY(draft_others(r->db, r->arena, e->id, r->visit->person->id,
	    r->now - 10 * MINUTE, &who, &n));
	if (n > 0)
		v->busy = say1(
		    r, MSG_ANOTHER_WRITES, "who", who_name(r, who[0]));
	return OK;
}

static enum err
from_draft(struct req *r, const struct enquiry *e, const struct thread *t,
    struct reply_form *f, struct composer_view *v)
{
	struct desk_draft d = { 0 };
	enum err err = draft_get(
	    r->db, r->arena, e->id, r->visit->person->id, &d);

	if (err != OK && err != ERR_MISSING)
		return err;
	*f = (struct reply_form){ .enquiry = e->id,
		.kind = d.kind.n ? d.kind
				 : e->category == CATEGORY_PRAISE
			    ? STR("thanks")
			    : e->category == CATEGORY_FORMAL_MATTER
			    ? STR("referral")
			    : STR("fact"),
				  .scope = STR("unit"),
				      .tone = d.tone.n ? d.tone
						       : STR("plain"),
							     .text = d.text,
							     .area = e->unit,
							     .thread_version =
								 t->version };
	if (d.saved_at)
		v->saved = say1(
		    r, MSG_SAVED, "when", clock_text(r, d.saved_at));
	return OK;
}

enum err
composer_fill(struct req *r, const struct enquiry *e, const struct thread *t,
    const struct enquiry_show *show, struct composer_view *out)
{
	struct object o = { .unit = e->unit, .account = e->account };
	struct reply_form f;

	if (!str_eq(e->state, STR("open")) || !web_may(r, ACT_WRITE_REPLY, &o))
		return OK;
	out->shown = true;
	if (show->form)
		f = *show->form;
	else
		TRY(from_draft(r, e, t, &f, out));
	out->changed = show->form && f.thread_version != t->version;
	/* What changed is on this page, marked: the next publishing rests on
	 * it, and what is said of it is a warning and no bar. */
	f.thread_version = t->version;
	TRY(composer_check(r, e, &f, &out->check));
	if (out->changed && out->check.can_publish)
		set_why(
		    &out->check, "warning", "warning", say(r, MSG_WHY_CHANGED));
	out->thread_version = t->version;
	out->read_at = r->now;
	out->text = f.text;
	out->corrects = e->category == CATEGORY_FACTUAL_ERROR;
	out->source = f.source;
	out->error = show->error;
	out->can_refer = reply_refer_to(r->visit->m, e->unit).n > 0;
	out->signature = texts_fmt(r->arena, r->visit->m->lang,
	    MSG_REPLY_SIGNATURE,
	    TEXT_ARG("name", r->visit->person->first_name));
	fill_choices(r, &f, out);
	return fill_busy(r, e, out);
}
