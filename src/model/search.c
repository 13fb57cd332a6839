/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/search.h"

#include "base/buf.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>

enum { TEXT_MAX = 20000, WORD_MAX = 64, QUERY_WORDS = 16 };

static const struct sql q_add[2] = {
	SQL2("INSERT INTO message_search (rowid, stems) VALUES ($1, $2)",
	    "INSERT INTO message_search (rowid, stems)"
	    " VALUES ($1, CAST($2 AS tsvector))"),
	SQL2("INSERT INTO message_search_masked (rowid, stems) VALUES ($1, $2)",
	    "INSERT INTO message_search_masked (rowid, stems)"
	    " VALUES ($1, CAST($2 AS tsvector))"),
};
/* A contentless FTS5 table is told what to forget; PostgreSQL knows. */
static const struct sql q_remove[2] = {
	SQL2("INSERT INTO message_search (message_search, rowid, stems)"
	     " VALUES ('delete', $1, $2)",
	    "DELETE FROM message_search WHERE rowid = $1 AND $2 <> ''"),
	SQL2("INSERT INTO message_search_masked"
	     " (message_search_masked, rowid, stems) VALUES ('delete', $1, $2)",
	    "DELETE FROM message_search_masked WHERE rowid = $1 AND $2 <> ''"),
};

static pthread_key_t stemmer_key;
static pthread_once_t stemmer_once = PTHREAD_ONCE_INIT;

static void
stemmer_free(void *p)
{
	sb_stemmer_delete(p);
}

static void
stemmer_init(void)
{
	if (pthread_key_create(&stemmer_key, stemmer_free) != 0)
		abort();
}

/* One stemmer a thread: it has a state of its own. */
static struct sb_stemmer *
stemmer(void)
{
	struct sb_stemmer *s;

	pthread_once(&stemmer_once, stemmer_init);
	s = pthread_getspecific(stemmer_key);
	if (!s) {
		s = sb_stemmer_new("norwegian", "UTF_8");
		if (!s || pthread_setspecific(stemmer_key, s) != 0)
			abort();
	}
	return s;
}

/* Lower case of ASCII and of Latin-1's letters, which is what Norwegian, Sami
 * loan words and the neighbours' languages need; the rest stays as it is. */
static size_t
lower_char(const unsigned char *p, size_t n, unsigned char out[4])
{
	if (p[0] < 0x80) {
		out[0] = p[0] >= 'A' && p[0] <= 'Z' ? p[0] + 32 : p[0];
		return 1;
	}
	if (p[0] == 0xc3 && n > 1) {
		out[0] = p[0];
		out[1] = p[1] >= 0x80 && p[1] <= 0x9e && p[1] != 0x97
			     ? p[1] + 32
			     : p[1];
		return 2;
	}
	for (size_t i = 0; i < 4 && i < n; i++) {
		if (i > 0 && (p[i] & 0xc0) != 0x80)
			return i;
		out[i] = p[i];
	}
	return n < 4 ? n : 4;
}

/* Letters and digits.  Outside ASCII: all but Latin-1's signs (C2), the
 * general punctuation and symbols (E2) and what lies beyond the first plane
 * (F0, mostly pictures); those separate words in both engines. */
static bool
word_char(unsigned char c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		       (c >= '0' && c <= '9');
	return c > 0xc2 && c != 0xe2 && c < 0xf0;
}

/* As people write without a Norwegian keyboard.  0: nothing to fold. */
static size_t
fold_word(const char *w, size_t n, char *out)
{
	size_t k = 0;
	bool folded = false;

	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)w[i] != 0xc3 || i + 1 == n) {
			out[k++] = w[i];
			continue;
		}
		i++;
		folded = true;
		switch ((unsigned char)w[i]) {
		case 0xa6: out[k++] = 'a', out[k++] = 'e'; break; /* ae */
		case 0xb8: out[k++] = 'o'; break;
		case 0xa5: out[k++] = 'a'; break;
		default: out[k++] = (char)0xc3, out[k++] = w[i];
		}
	}
	return folded ? k : 0;
}

/* The next word of text from *at, in lower case; 0 at the end. */
static size_t
next_word(struct str text, size_t *at, char *word)
{
	size_t n = 0, i = *at;

	while (i < text.n && !word_char((unsigned char)text.p[i]))
		i++;
	while (i < text.n && word_char((unsigned char)text.p[i])) {
		unsigned char c[4];
		size_t k = lower_char(
		    (const unsigned char *)text.p + i, text.n - i, c);

		if (n + k <= WORD_MAX) {
			memcpy(word + n, c, k);
			n += k;
		}
		i += k;
	}
	*at = i;
	return n;
}

static struct str
stem(const char *word, size_t n)
{
	struct sb_stemmer *s = stemmer();
	const sb_symbol *p = sb_stemmer_stem(
	    s, (const sb_symbol *)word, (int)n);

	if (!p)
		abort(); /* out of memory */
	return (struct str){ (const char *)p, (size_t)sb_stemmer_length(s) };
}

struct str
search_stems(struct arena *a, struct str text)
{
	struct buf b = { .arena = a };
	char word[WORD_MAX + 4], folded[2 * WORD_MAX + 8];
	size_t at = 0, n, k;

	text = str_cut(text, 0, TEXT_MAX);
	buf_reserve(&b, text.n + 16);
	while ((n = next_word(text, &at, word)) > 0) {
		struct str s = stem(word, n);

		buf_put(&b, s);
		buf_char(&b, ' ');
		k = fold_word(s.p, s.n, folded);
		if (k == 0)
			continue;
		buf_put(&b, (struct str){ folded, k });
		buf_char(&b, ' ');
	}
	return buf_str(&b);
}

enum err
search_add(struct db *db, struct arena *a, const struct search_doc *v, size_t n)
{
	struct db_value *rows = ARENA_ARRAY(a, struct db_value, 2 * n + 1);

	for (int masked = 0; masked < 2; masked++) {
		size_t k = 0;

		for (size_t i = 0; i < n; i++) {
			if (v[i].masked != (masked == 1))
				continue;
			rows[2 * k] = db_int(v[i].message_id);
			rows[2 * k + 1] = db_text(search_stems(a, v[i].text));
			k++;
		}
		if (k > 0)
			TRY(db_batch(db, &q_add[masked], rows, k, 2));
	}
	return OK;
}

enum err
search_remove(struct db *db, struct arena *a, const struct search_doc *d)
{
	return db_run(db, &q_remove[d->masked],
	    DB_ARGS(db_int(d->message_id), db_text(search_stems(a, d->text))),
	    NULL);
}

struct str
search_query(struct arena *a, enum db_engine engine, struct str words)
{
	struct buf b = { .arena = a };
	char word[WORD_MAX + 4];
	size_t at = 0, n, count = 0;

	words = str_cut(words, 0, 400);
	while (count < QUERY_WORDS && (n = next_word(words, &at, word)) > 0) {
		struct str s = stem(word, n);

		if (count++ > 0)
			buf_put(&b, engine == DB_PG ? STR(" & ") : STR(" "));
		/* Quoted in both query languages; a word holds no quote. */
		buf_char(&b, engine == DB_PG ? '\'' : '"');
		buf_put(&b, s);
		buf_char(&b, engine == DB_PG ? '\'' : '"');
	}
	return buf_str(&b);
}
