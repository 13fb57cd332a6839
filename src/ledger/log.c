/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log.h"

#include <inttypes.h>

enum { TILE = 256, LEVELS = 8, CHUNK = 4096 };

static const struct sql q_events = SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event WHERE seq > $1 ORDER BY seq LIMIT $2");
static const struct sql q_one = SQL("SELECT seq, at, actor, kind, object_kind, object_id, commitment"
	" FROM event WHERE seq = $1");
static const struct sql q_tile = SQL("SELECT hashes FROM ledger_tile WHERE level = $1 AND n = $2");
static const struct sql q_tile_put = SQL("INSERT INTO ledger_tile (level, n, hashes) VALUES ($1, $2, $3)"
	" ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes");
static const struct sql q_latest = SQL("SELECT note, size, at FROM ledger_checkpoint ORDER BY size DESC"
	" LIMIT 1");
static const struct sql q_root = SQL("SELECT root FROM ledger_checkpoint WHERE size = $1");
static const struct sql q_checkpoint = SQL("INSERT INTO ledger_checkpoint (size, at, root, note)"
	" VALUES ($1, $2, $3, $4)");
/* One at a time extends the tree: the head's row is the lock. */
static const struct sql q_lock = SQL("UPDATE ledger_head SET size = size WHERE id = 1 RETURNING size");

struct tile {
	int level;
	int64_t n;
	size_t count;
	struct hash v[TILE];
};

static enum err
tile_load(struct db *db, struct arena *a, int level, int64_t n, struct tile *t)
{
	struct db_rows r;
	struct str b;

	TRY(db_query(db, a, &q_tile, DB_ARGS(db_int(level), db_int(n)), &r));
	*t = (struct tile){ .level = level, .n = n };
	if (r.n == 0)
		return OK;
	b = db_get_text(&r, 0, 0);
	if (b.n % HASH_SIZE != 0 || b.n > sizeof(t->v))
		return fail(ERR_BROKEN, "a tile of the ledger is damaged");
	t->count = b.n / HASH_SIZE;
	memcpy(t->v, b.p, b.n);
	return OK;
}

static enum err
tile_save(struct db *db, const struct tile *t)
{
	return db_run(db, &q_tile_put,
	    DB_ARGS(db_int(t->level), db_int(t->n),
		db_bytes(t->v, t->count * HASH_SIZE)),
	    NULL);
}

/* Root of n hashes, n a power of two. */
static struct hash
fold(const struct hash *v, size_t n)
{
	struct hash work[TILE];

	memcpy(work, v, n * sizeof(*v));
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			work[i] = tree_node(&work[2 * i], &work[2 * i + 1]);
	return work[0];
}

struct source {
	struct db *db;
	struct arena *a;
	struct tile tile;
	bool loaded;
};

static enum err
source_node(void *ctx, int level, int64_t n, struct hash *out)
{
	struct source *s = ctx;
	int tile_level = level / LEVELS, inside = level % LEVELS;
	int64_t first = n << inside, tile = first / TILE;
	size_t at = (size_t)(first % TILE), count = (size_t)1 << inside;

	if (!s->loaded || s->tile.level != tile_level || s->tile.n != tile)
		TRY(tile_load(s->db, s->a, tile_level, tile, &s->tile));
	s->loaded = true;
	if (at + count > s->tile.count)
		return fail(ERR_BROKEN, "the ledger lacks a part of its tree");
	*out = fold(s->tile.v + at, count);
	return OK;
}

struct tree_source
ledger_source(struct db *db, struct arena *a)
{
	struct source *s = ARENA_NEW(a, struct source);

	s->db = db;
	s->a = a;
	return (struct tree_source){ s, source_node };
}

struct event
event_from_row(const struct db_value *v, struct arena *a)
{
	return (struct event){
		.at = v[1].i,
		.actor = v[2].i,
		.kind = str_z(a, v[3].s),
		.object_kind = str_z(a, v[4].s),
		.object_id = v[5].i,
	};
}

enum err
event_entry(struct buf *out, const struct db_value *v)
{
	struct event e;

	if (v[6].kind != DB_BYTES || v[6].s.n != HASH_SIZE ||
	    v[3].kind != DB_TEXT || v[4].kind != DB_TEXT ||
	    str_find_char(v[3].s, '\0') != STR_NOWHERE ||
	    str_find_char(v[4].s, '\0') != STR_NOWHERE)
		return fail(ERR_BROKEN, "an event is damaged");
	e = event_from_row(v, out->arena);
	canonical_entry(out, v[0].i, &e, (const unsigned char *)v[6].s.p);
	return OK;
}

/* A tree being extended: the open tile of each level. */
struct growing {
	struct db *db;
	struct tile *open;
	struct arena part;
};

/* Adds a hash to the growing end of a level; a full tile sends its root up. */
static enum err
add_hash(struct db *db, struct tile *open, int level, const struct hash *h)
{
	struct tile *t = &open[level];
	struct hash up;

	t->v[t->count++] = *h;
	if (t->count < TILE)
		return OK;
	up = fold(t->v, TILE);
	TRY(tile_save(db, t));
	*t = (struct tile){ .level = level, .n = t->n + 1 };
	return level + 1 < LEVELS ? add_hash(db, open, level + 1, &up) : OK;
}

static enum err
load_open(struct db *db, struct arena *a, int64_t size, struct tile *open)
{
	for (int level = 0; level < LEVELS; level++) {
		TRY(tile_load(db, a, level, size / TILE, &open[level]));
		size /= TILE;
	}
	return OK;
}

/* One event's leaf, onto the tree.  seq: which one must come now. */
static enum err
add_event(struct growing *g, const struct db_value *v, int64_t seq)
{
	struct buf entry = { .arena = &g->part };
	struct hash leaf;

	if (v[0].i != seq)
		return fail(
		    ERR_BROKEN, "an event is missing before %" PRId64, v[0].i);
	TRY(event_entry(&entry, v));
	leaf = canonical_leaf(buf_str(&entry));
	return add_hash(g->db, g->open, 0, &leaf);
}

static enum err
add_chunk(struct growing *g, int64_t *from, int64_t to)
{
	struct db_rows r;

	TRY(db_query(g->db, &g->part, &q_events,
	    DB_ARGS(db_int(*from), db_int(CHUNK)), &r));
	if (r.n == 0)
		return fail(ERR_BROKEN, "events are missing at the end");
	for (size_t i = 0; i < r.n && *from < to; i++)
		TRY(add_event(g, r.v + i * r.cols, ++*from));
	return OK;
}

static enum err
extend(struct db *db, struct arena *a, int64_t from, int64_t to)
{
	struct growing g = { .db = db,
		.open = ARENA_ARRAY(a, struct tile, LEVELS) };
	enum err e = OK;

	TRY(load_open(db, a, from, g.open));
	while (from < to && e == OK) {
		e = add_chunk(&g, &from, to);
		arena_reset(&g.part);
	}
	arena_free(&g.part);
	TRY(e);
	for (int level = 0; level < LEVELS; level++)
		if (g.open[level].count > 0)
			TRY(tile_save(db, &g.open[level]));
	return OK;
}

enum err
ledger_latest(
    struct db *db, struct arena *a, struct str *note, int64_t *size, usec_t *at)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_latest, DB_NOARGS, &r));
	if (r.n == 0)
		return ERR_MISSING;
	*note = db_get_text(&r, 0, 0);
	*size = db_get_int(&r, 0, 1);
	*at = db_get_int(&r, 0, 2);
	return OK;
}

/* c2sp.org/tlog-checkpoint: a log never signs what contradicts what it signed
 * before.  The tiles are grown from their open ends, so it is enough that
 * these lead to the last root. */
static enum err
check_signed(struct db *db, struct arena *a, int64_t size)
{
	struct tree_source s = ledger_source(db, a);
	struct hash root;
	struct db_rows r;

	if (size == 0)
		return OK;
	TRY(db_query(db, a, &q_root, DB_ARGS(db_int(size)), &r));
	TRY(tree_root(&s, size, &root));
	if (r.n != 1 || !str_eq(db_get_text(&r, 0, 0),
			    (struct str){ (const char *)root.b, HASH_SIZE }))
		return fail(ERR_BROKEN, "the ledger's tree has been changed:"
					" see ordstyrer verify");
	return OK;
}

enum err
ledger_advance(struct db *db, struct arena *a, const struct ledger_key *key,
    usec_t now, struct str *note, bool *fresh)
{
	struct checkpoint c = { .origin = key->name };
	struct tree_source s = ledger_source(db, a);
	int64_t have = 0;
	struct db_rows r;
	usec_t at;
	enum err e;

	if (!key->can_sign)
		return fail(ERR_INVALID, "the ledger's signing key is needed");
	TRY(db_query(db, a, &q_lock, DB_NOARGS, &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "the ledger has no head");
	c.size = db_get_int(&r, 0, 0);
	e = ledger_latest(db, a, note, &have, &at);
	if (e != OK && e != ERR_MISSING)
		return e;
	if (have > c.size)
		return fail(ERR_BROKEN, "the ledger is shorter than signed");
	*fresh = e == ERR_MISSING || have < c.size;
	if (!*fresh)
		return OK;
	TRY(check_signed(db, a, have));
	TRY(extend(db, a, have, c.size));
	TRY(tree_root(&s, c.size, &c.root));
	*note = note_sign(a, key, &c);
	return db_run(db, &q_checkpoint,
	    DB_ARGS(db_int(c.size), db_int(now), db_bytes(c.root.b, HASH_SIZE),
		db_text(*note)),
	    NULL);
}

enum err
ledger_inclusion(
    struct db *db, struct arena *a, int64_t seq, struct ledger_proof *out)
{
	struct tree_source s = ledger_source(db, a);
	struct buf entry = { .arena = a };
	struct db_rows r;
	usec_t at;

	*out = (struct ledger_proof){ .seq = seq };
	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(seq)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "the ledger has no entry %lld",
		    (long long)seq);
	TRY(ledger_latest(db, a, &out->note, &out->size, &at));
	if (out->size < seq)
		return fail(ERR_MISSING,
		    "the entry is not under a signed checkpoint yet");
	out->event = event_from_row(r.v, a);
	TRY(event_entry(&entry, r.v));
	out->entry = buf_str(&entry);
	out->leaf = canonical_leaf(out->entry);
	return tree_inclusion(&s, seq - 1, out->size, &out->path);
}

enum err
ledger_consistency(struct db *db, struct arena *a, int64_t from, int64_t to,
    struct tree_proof *out)
{
	struct tree_source s = ledger_source(db, a);
	int64_t size = 0;
	struct str note;
	usec_t at;
	enum err e = ledger_latest(db, a, &note, &size, &at);

	if (e != OK && e != ERR_MISSING)
		return e;
	if (to > size)
		return fail(ERR_MISSING, "no checkpoint reaches so far");
	return tree_consistency(&s, from, to, out);
}

struct str
ledger_proof_text(struct arena *a, const struct ledger_proof *p)
{
	struct buf b = { .arena = a };

	buf_printf(
	    &b, "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)p->seq - 1);
	for (size_t i = 0; i < p->path.n; i++) {
		buf_put(&b, note_base64(a, p->path.v[i].b, HASH_SIZE));
		buf_char(&b, '\n');
	}
	buf_char(&b, '\n');
	buf_put(&b, p->note);
	return buf_str(&b);
}

static bool
parse_hash(struct str line, struct tree_proof *out)
{
	size_t n;

	if (line.n == 0 || out->n == PROOF_MAX ||
	    sodium_base642bin(out->v[out->n].b, HASH_SIZE, line.p, line.n, NULL,
		&n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	out->n++;
	return n == HASH_SIZE;
}

/* Hashes, up to an empty line. */
static enum err
parse_path(struct str *rest, struct tree_proof *out)
{
	out->n = 0;
	while (rest->n > 0) {
		struct str line = str_take(rest, '\n');

		if (line.n == 0)
			return OK;
		if (!parse_hash(line, out))
			break;
	}
	return fail(ERR_INVALID, "not a tlog-proof");
}

static enum err
parse_index(struct str line, int64_t *out)
{
	struct str n = str_cut(line, 6, line.n);

	if (!str_starts(line, STR("index ")) || n.n == 0 || n.p[0] == '-' ||
		(n.n > 1 && n.p[0] == '0') || !str_to_int(n, 0, INT64_MAX, out))
		return fail(ERR_INVALID, "not a tlog-proof");
	return OK;
}

enum err
ledger_proof_check(
    const struct ledger_key *key, struct str proof, struct str entry)
{
	struct str head = str_take(&proof, '\n');
	struct hash leaf = canonical_leaf(entry);
	struct tree_proof path;
	struct checkpoint c;
	int64_t i;

	if (!str_eq(head, STR("c2sp.org/tlog-proof@v1")))
		return fail(ERR_INVALID, "not a tlog-proof");
	if (str_starts(proof, STR("extra "))) /* of others; not authenticated */
		(void)str_take(&proof, '\n');
	TRY(parse_index(str_take(&proof, '\n'), &i));
	TRY(parse_path(&proof, &path));
	TRY(note_open(key, proof, &c));
	if (!tree_check_inclusion(&leaf, i, c.size, &path, &c.root))
		return fail(ERR_DENIED,
		    "the proof does not lead from the entry to the root");
	return OK;
}

struct str
ledger_consistency_text(struct arena *a, const struct tree_proof *p)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < p->n; i++) {
		buf_put(&b, note_base64(a, p->v[i].b, HASH_SIZE));
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

enum err
ledger_consistency_check(const struct ledger_key *key, struct str older,
    struct str newer, struct str proof)
{
	struct tree_proof p = { .n = 0 };
	struct checkpoint a, b;

	while (proof.n > 0)
		if (!parse_hash(str_take(&proof, '\n'), &p))
			return fail(ERR_INVALID, "not a consistency proof");
	TRY(note_open(key, older, &a));
	TRY(note_open(key, newer, &b));
	if (!tree_check_consistency(a.size, b.size, &p, &a.root, &b.root))
		return fail(ERR_DENIED,
		    "the older record is not shown to be in the newer");
	return OK;
}
