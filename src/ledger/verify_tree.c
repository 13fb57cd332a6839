/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify_tree.c - do the events lead to every root that was signed, and are
 * the tiles the tree of these events?
 */
#include <errno.h>
#include <stdio.h>

#include "ledger/verify_internal.h"

static const struct sql q_checkpoints = SQL("SELECT size, root, note FROM ledger_checkpoint ORDER BY size");
static const struct sql q_tiles = SQL("SELECT level, n, hashes FROM ledger_tile ORDER BY level, n");

static const struct str tile_table = STR_INIT("ledger_tile");
static const struct str checkpoint_table = STR_INIT("ledger_checkpoint");
static const struct str outside_table = STR_INIT("checkpoints outside");

/* The tree of the events as they are now ---------------------------------- */
static enum err
leaf_node(void *ctx, int level, int64_t n, struct hash *out)
{
	const struct verify *v = ctx;
	struct hash left, right;

	if (level == 0) {
		*out = v->leaves[n];
		return OK;
	}
	if (level % TILE_BITS == 0 && v->nodes[level / TILE_BITS]) {
		*out = v->nodes[level / TILE_BITS][n];
		return OK;
	}
	TRY(leaf_node(ctx, level - 1, 2 * n, &left));
	TRY(leaf_node(ctx, level - 1, 2 * n + 1, &right));
	*out = tree_node(&left, &right);
	return OK;
}

static enum err
keep_nodes(struct verify *v)
{
	for (int level = 1; level < TILE_LEVELS; level++) {
		int64_t n = v->at >> (TILE_BITS * level);
		struct hash *row;

		if (n == 0)
			break;
		row = ARENA_ARRAY(v->a, struct hash, (size_t)n);
		for (int64_t i = 0; i < n; i++)
			TRY(leaf_node(v, TILE_BITS * level, i, &row[i]));
		v->nodes[level] = row;
	}
	return OK;
}

/* Checkpoints ------------------------------------------------------------- */
/* The first root that is contradicted is named; those after it are by the same
 * cause. */
static enum err
check_root(struct verify *v, const struct checkpoint *c, struct str table)
{
	struct tree_source s = { v, leaf_node };
	struct hash root;

	if (c->size > v->at) {
		verify_cut_off(v);
		return OK;
	}
	TRY(tree_root(&s, c->size, &root));
	if (memcmp(root.b, c->root.b, HASH_SIZE) == 0) {
		if (c->size > v->proven)
			v->proven = c->size;
		return OK;
	}
	if (!v->contradicted)
		verify_found(v, "contradicts the signed root", table, c->size,
		    v->proven);
	v->contradicted = true;
	return OK;
}

static void
keep_size(struct verify *v, int64_t size)
{
	if (v->nsigned == v->room) {
		int64_t *old = v->signed_sizes;

		v->room = v->room ? 2 * v->room : 1024;
		v->signed_sizes = ARENA_ARRAY(v->a, int64_t, v->room);
		if (v->nsigned)
			memcpy(v->signed_sizes, old, v->nsigned * sizeof(*old));
	}
	v->signed_sizes[v->nsigned++] = size;
}

static enum err
checkpoint_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	struct checkpoint c;
	struct str note = r[2].kind == DB_TEXT ? r[2].s : STR_NONE;

	(void)cols;
	v->out->checkpoints++;
	keep_size(v, r[0].i);
	v->tree = r[0].i > 0 ? r[0].i : 0;
	if (note_open(v->key, note, &c) != OK) {
		verify_found(v, "forged", checkpoint_table, r[0].i, 0);
		return OK;
	}
	if (c.size != r[0].i || r[1].kind != DB_BYTES ||
	    !str_eq(r[1].s, (struct str){ (char *)c.root.b, HASH_SIZE })) {
		verify_found(v, "changed", checkpoint_table, r[0].i, 0);
		return OK;
	}
	return check_root(v, &c, STR("event"));
}

/* Tiles ------------------------------------------------------------------- */
/* A leaf of a tile that is not its event's: a signed root tells which of the
 * two is as it was. */
static void
wrong_hash(struct verify *v, int level, int64_t index)
{
	int64_t last = (index + 1) << (TILE_BITS * level);
	int64_t width = (int64_t)1 << (TILE_BITS * level);

	if (level == 0 && last > v->proven)
		verify_found(v, "changed", STR("event"), last, 0);
	else
		verify_found(v, "changed", tile_table, last, last - width);
}

static void
compare_tile(struct verify *v, int level, int64_t first, struct str hashes)
{
	bool told = false;

	for (size_t i = 0; i < hashes.n / HASH_SIZE && !told; i++) {
		struct hash h;
		int64_t index = first + (int64_t)i;

		/* cannot fail: the node lies below v->at */
		if (leaf_node(v, TILE_BITS * level, index, &h) != OK)
			return;
		if (memcmp(h.b, hashes.p + i * HASH_SIZE, HASH_SIZE) == 0)
			continue;
		wrong_hash(v, level, index);
		/* Of events each one is named; of a tile one is enough. */
		told = level > 0 || index < v->proven;
	}
}

static enum err
tile_row(void *arg, const struct db_value *r, size_t cols)
{
	struct verify *v = arg;
	int64_t level = r[0].i, n = r[1].i, total, want, have;
	struct str hashes = r[2].kind == DB_BYTES ? r[2].s : STR_NONE;

	(void)cols;
	total = level < 0 || level >= TILE_LEVELS
		    ? 0
		    : v->tree >> (TILE_BITS * level);
	if (n < 0 || n > (total - 1) / TILE_WIDTH || total == 0) {
		verify_found(v, "inserted", tile_table, 0, 0);
		return OK;
	}
	want = total - n * TILE_WIDTH;
	want = want > TILE_WIDTH ? TILE_WIDTH : want;
	v->tiles[level] -= want;
	if (hashes.n != (size_t)want * HASH_SIZE)
		verify_found(v, "changed", tile_table,
		    (n * TILE_WIDTH + want) << (TILE_BITS * level),
		    (n * TILE_WIDTH) << (TILE_BITS * level));
	have = (v->at >> (TILE_BITS * level)) - n * TILE_WIDTH;
	if (have > want)
		have = want;
	if (have > 0)
		compare_tile(v, (int)level, n * TILE_WIDTH,
		    str_cut(hashes, 0, (size_t)have * HASH_SIZE));
	return OK;
}

enum err
verify_tree(struct verify *v)
{
	int64_t tiles[TILE_LEVELS];

	TRY(keep_nodes(v));
	TRY(db_each(v->db, &q_checkpoints, DB_NOARGS, checkpoint_row, v));
	for (int i = 0; i < TILE_LEVELS; i++)
		tiles[i] = v->tree >> (TILE_BITS * i);
	v->tiles = tiles;
	TRY(db_each(v->db, &q_tiles, DB_NOARGS, tile_row, v));
	for (int i = 0; i < TILE_LEVELS; i++)
		if (tiles[i] > 0)
			verify_found(v, "missing", tile_table, v->tree, 0);
	v->tiles = NULL;
	return OK;
}

/* The copies outside ------------------------------------------------------ */
static enum err
read_file(struct arena *a, struct str path, struct str *out)
{
	struct buf b = { .arena = a };
	char part[16384];
	FILE *f = fopen(str_z(a, path), "rbe");
	bool bad;
	size_t n;

	if (!f)
		return errno == ENOENT
			   ? ERR_MISSING
			   : fail(ERR_BROKEN, "cannot read the checkpoints");
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&b, (struct str){ part, n });
	bad = ferror(f) != 0;
	fclose(f);
	*out = buf_str(&b);
	return bad ? fail(ERR_BROKEN, "cannot read the checkpoints") : OK;
}

static bool
in_store(const struct verify *v, int64_t size)
{
	size_t low = 0, high = v->nsigned;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v->signed_sizes[mid] < size)
			low = mid + 1;
		else
			high = mid;
	}
	return low < v->nsigned && v->signed_sizes[low] == size;
}

static enum err
check_copy(struct verify *v, struct str note)
{
	struct checkpoint c;

	v->out->checkpoints++;
	if (note_open(v->key, note, &c) != OK) {
		verify_found(v, "forged", outside_table, 0, 0);
		return OK;
	}
	/* It is published after the commit: what is outside was inside. */
	if (!in_store(v, c.size))
		verify_found(v, "missing", checkpoint_table, c.size, 0);
	return check_root(v, &c, outside_table);
}

enum err
verify_read_outside(struct verify *v, struct str path)
{
	enum err e = path.n ? read_file(v->a, path, &v->outside) : ERR_MISSING;

	v->has_outside = e == OK;
	return e == ERR_MISSING ? OK : e;
}

/* Whoever changed the store did not change these, if they lie with others.
 * What follows the last end is a write cut short, not a note. */
enum err
verify_outside(struct verify *v)
{
	static const struct str end = STR_INIT(LEDGER_NOTE_END);
	struct str text = v->outside;
	size_t at;

	v->out->outside = v->has_outside;
	v->contradicted = false; /* told of the store; now of the file */
	while ((at = str_find(text, end)) != STR_NOWHERE) {
		TRY(check_copy(v, str_cut(text, 0, at)));
		text = str_cut(text, at + end.n, text.n);
	}
	return OK;
}
