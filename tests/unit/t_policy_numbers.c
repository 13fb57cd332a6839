/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_numbers.c - REQ: K8.  Every number of the reference files, in
 * every spelling, each with the exact bytes it takes; none of the decoys.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "policy/identifiers.h"
#include "policy/policy.h"
#include "tests/test.h"

static const struct policy_context nothing;

static struct findings
look(struct arena *a, enum policy_as as, struct str text)
{
	struct policy_input in = { text, as, &nothing };
	struct findings f;

	policy_check(a, &in, &f);
	return f;
}

static const struct finding *
find(const struct findings *f, const char *kind)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].kind, kind) == 0)
			return &f->v[i];
	return NULL;
}

/* One digit of a number, spelled. */
enum spelling {
	PLAIN,
	SIX_FIVE,
	FOUR_TWO_FIVE,
	DOTS,
	NBSP,
	ZERO_WIDTH,
	FULL_WIDTH,
	ENTITIES,
	NAMED_ENTITY,
	APART,
	HYPHEN,
	LETTERS,
	ARABIC,
	SPELLINGS
};

static void
put_digit(struct buf *b, enum spelling s, char c)
{
	if (s == FULL_WIDTH)
		buf_printf(b, "\xef\xbc%c", 0x90 + (c - '0'));
	else if (s == ARABIC)
		buf_printf(b, "\xd9%c", 0xa0 + (c - '0'));
	else if (s == ENTITIES)
		buf_printf(b, "&#%d;", c);
	else if (s == LETTERS && (c == '0' || c == '1'))
		buf_char(b, c == '0' ? 'O' : 'l');
	else
		buf_char(b, c);
}

static const char *
separator(enum spelling s, size_t i)
{
	bool at6 = i == 6, at46 = i == 4 || i == 6;

	switch (s) {
	case SIX_FIVE: return at6 ? " " : "";
	case HYPHEN: return at6 ? "\xe2\x80\x93" : "";
	case FOUR_TWO_FIVE: return at46 ? " " : "";
	case DOTS: return at46 ? "." : "";
	case NBSP: return at6 ? "\xc2\xa0" : "";
	case NAMED_ENTITY: return at6 ? "&amp;nbsp;" : "";
	case ZERO_WIDTH: return "\xe2\x80\x8b";
	case APART: return " ";
	case PLAIN:
	case FULL_WIDTH:
	case ENTITIES:
	case LETTERS:
	case ARABIC:
	case SPELLINGS: break;
	}
	return "";
}

static struct str
spelled(struct arena *a, enum spelling s, struct str digits)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < digits.n; i++) {
		if (i)
			buf_put(&b, str_from(separator(s, i)));
		put_digit(&b, s, digits.p[i]);
	}
	return buf_str(&b);
}

static bool
mostly_digits(struct str digits)
{
	size_t letters = 0;

	for (size_t i = 0; i < digits.n; i++)
		letters += digits.p[i] == '0' || digits.p[i] == '1';
	return letters * 2 <= digits.n;
}

/* Found as the kind, from the first byte of the number to its last? */
static bool
found_exactly(struct str number, const char *kind)
{
	struct arena a = { 0 };
	struct str text = str_printf(
	    &a, "Blåbær: %.*s på lør", STR_ARG(number));
	struct findings f = look(&a, AS_REPLY, text);
	const struct finding *x = find(&f, kind);
	size_t start = strlen("Blåbær: ");
	bool ok = x && x->start == start && x->end == start + number.n;

	if (!ok)
		printf("not found as %s: %.*s\n", kind, STR_ARG(number));
	arena_free(&a);
	return ok;
}

static void
each_spelling(struct str digits, const char *kind, const bool skip[SPELLINGS])
{
	struct arena a = { 0 };

	for (enum spelling s = PLAIN; s < SPELLINGS; s++)
		if (!skip[s] && (s != LETTERS || mostly_digits(digits)))
			CHECK(found_exactly(spelled(&a, s, digits), kind));
	arena_free(&a);
}

struct row {
	struct str number, kind, expected, second;
};

/* Calls fn for every line of a reference file; how many, or -1. */
static int
each_row(const char *file, void (*fn)(const struct row *r))
{
	const char *path = test_shared(file);
	FILE *in = path ? fopen(path, "r") : NULL;
	char line[512];
	int n = 0;

	if (!in)
		return -1;
	while (fgets(line, sizeof(line), in)) {
		struct str rest = str_trim(str_from(line));
		struct row r;

		r.number = str_take(&rest, '\t');
		r.kind = str_take(&rest, '\t');
		r.expected = str_take(&rest, '\t');
		r.second = str_take(&rest, '\t');
		if (n++ > 0)
			fn(&r);
	}
	fclose(in);
	return n - 1;
}

static struct str
digits_of(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			buf_char(&b, s.p[i]);
	return buf_str(&b);
}

static void
id_row(const struct row *r)
{
	/* In an account's grouping it is taken for an account. */
	static const bool skip[SPELLINGS] = {
		[FOUR_TWO_FIVE] = true, [DOTS] = true
	};

	each_spelling(r->number, "national_id", skip);
}

TEST(k8_finds_every_synthetic_identity_number)
{
	if (each_row("norway/identifiers/fnr_synthetic_valid.tsv", id_row) < 0)
		SKIP("no reference data");
}

static bool
has_k8_number(struct str text)
{
	struct arena a = { 0 };
	struct findings f = look(&a, AS_REPLY, text);
	bool has = find(&f, "national_id") || find(&f, "bank_account");

	arena_free(&a);
	return has;
}

static void
vector_row(const struct row *r)
{
	bool valid = str_eq(r->second, STR("valid"));

	if (valid)
		CHECK(found_exactly(r->number, "national_id"));
	else if (has_k8_number(r->number))
		printf("found: %.*s\n", STR_ARG(r->number)), test_failures++;
}

static enum national_id
id_of(const char *digits)
{
	unsigned char d[11];

	for (int i = 0; i < 11; i++)
		d[i] = (unsigned char)(digits[i] - '0');
	return national_id_of(d);
}

TEST(k8_finds_the_published_vectors_each_under_its_rule)
{
	CHECK(id_of("13097248022") == ID_REAL);
	CHECK(id_of("53097248016") == ID_REAL);
	CHECK(id_of("30108299939") == ID_REAL_2032);
	CHECK(id_of("02013299903") == ID_REAL_2032);
	CHECK(id_of("10915596784") == ID_SYNTHETIC);
	CHECK(id_of("41774061388") == ID_SYNTHETIC);
	CHECK(id_of("13527248013") == ID_SYNTHETIC);
	CHECK(id_of("81234567802") == ID_HEALTH);
	CHECK(id_of("02013299987") == ID_NONE);
	if (each_row("norway/identifiers/published_vectors.tsv", vector_row) <
	    0)
		SKIP("no reference data");
}

static void
account_row(const struct row *r)
{
	static const bool none[SPELLINGS] = { false };
	struct arena a = { 0 };

	if (str_eq(r->expected, STR("valid")))
		each_spelling(digits_of(&a, r->number), "bank_account", none);
	else
		CHECK(!has_k8_number(r->number));
	arena_free(&a);
}

TEST(k8_finds_every_account_number)
{
	if (each_row("norway/identifiers/kontonummer.tsv", account_row) < 0)
		SKIP("no reference data");
}

static void
decoy_row(const struct row *r)
{
	struct arena a = { 0 };

	for (enum spelling s = PLAIN; s < SPELLINGS; s++) {
		struct str number = spelled(&a, s, digits_of(&a, r->number));

		if (has_k8_number(number)) {
			printf("found: %.*s\n", STR_ARG(number));
			test_failures++;
		}
	}
	arena_free(&a);
}

TEST(k8_passes_over_invalid_and_organisation_numbers)
{
	if (each_row("norway/identifiers/fnr_invalid.tsv", decoy_row) < 0 ||
	    each_row("norway/identifiers/orgnr.tsv", decoy_row) < 0)
		SKIP("no reference data");
}

static void
kid_row(const struct row *r)
{
	static const char *const beside[] = { "KID %.*s", "KID-nummer: %.*s",
		"Faktura %.*s", "bruk %.*s som KID", "invoice no. %.*s" };
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		struct buf b = { .arena = &a };
		struct str rest = str_from(beside[i]);
		struct findings f;

		buf_put(&b, str_take(&rest, '%'));
		buf_put(&b, r->number);
		buf_put(&b, str_cut(rest, 3, rest.n));
		f = look(&a, AS_POST, buf_str(&b));
		if (f.n) {
			printf("found: %.*s\n", STR_ARG(buf_str(&b)));
			test_failures++;
		}
	}
	arena_free(&a);
}

TEST(k8_passes_over_kid_and_invoice_numbers)
{
	if (each_row("norway/identifiers/kid.tsv", kid_row) < 0)
		SKIP("no reference data");
}

/* An account's control digit alone is met by one number of eleven. */
TEST(k8_only_warns_of_a_bare_number_that_may_be_an_account)
{
	struct arena a = { 0 };
	struct findings f = look(&a, AS_POST, STR("Noter 47229262196."));

	CHECK(f.n == 1 && f.v[0].severity == WARN);
	f = look(&a, AS_POST, STR("Sett inn pengene på 47229262196."));
	CHECK(f.n == 1 && f.v[0].severity == BLOCK);
	f = look(&a, AS_POST, STR("Konto: 47229262196"));
	CHECK(f.n == 1 && f.v[0].severity == BLOCK);
	arena_free(&a);
}

TEST(k8_knows_dates_that_do_not_exist)
{
	/* 31 April, 29 February 1999, month 13: control digits do hold. */
	CHECK(id_of("01010101006") == ID_REAL);
	CHECK(id_of("32127248022") == ID_NONE);
	CHECK(id_of("13137248022") == ID_NONE);
	for (int day = 1; day <= 39; day++) {
		unsigned char d[11] = { (unsigned char)(day / 10),
			(unsigned char)(day % 10), 0, 4, 8, 5 };
		bool any = false;

		for (int n = 0; n < 100000; n++) {
			for (int k = 0, v = n; k < 5; k++, v /= 10)
				d[10 - k] = (unsigned char)(v % 10);
			any = any || national_id_of(d) != ID_NONE;
		}
		CHECK(any == (day <= 30));
	}
}
