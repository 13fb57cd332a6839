/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_canonical.c - what is hashed, byte by byte: the form can never
 * change, or every older record would seem forged.  REQ: SPEC 6
 */
#include "ledger/canonical.h"
#include "tests/test.h"

TEST(ledger_canonical_row_is_as_documented)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	const struct db_value v[] = { db_text(STR("Ås")), db_int(0), db_null(),
	    db_bytes("\0x", 2), db_int(-42), db_int(INT64_MAX),
	    db_int(INT64_MIN), db_text(STR_NONE) };

	canonical_row(&b, "closure", v, sizeof(v) / sizeof(*v));
	CHECK(str_eq(buf_str(&b),
	    STR("t7:closuret3:Åsi1:0n0:b2:\0xi3:-42"
		"i19:9223372036854775807i20:-9223372036854775808t0:")));
	arena_free(&a);
}

TEST(ledger_canonical_entry_is_as_documented)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct event e = { -5, 0, "enquiry.claimed", "enquiry", 77 };
	unsigned char c[HASH_SIZE] = { 0xab, 1 };

	canonical_entry(&b, 12, &e, c);
	CHECK(str_eq(buf_str(&b),
	    STR("ordstyrer-entry/1\n12\n-5\n0\nenquiry.claimed\nenquiry 77\n"
		"ab01000000000000000000000000000000000000000000000000000000"
		"000000\n")));
	arena_free(&a);
}

/* Computed apart: (head -c 32 /dev/zero; printf '{}') | sha256sum
 * printf '\0x\n' | sha256sum */
TEST(ledger_canonical_hashes_are_those_of_sha256sum)
{
	static const unsigned char salt[SALT_SIZE] = { 0 };
	struct arena a = { 0 };
	struct hash c = canonical_commitment(salt, STR("{}"));
	struct hash l = canonical_leaf(STR("x\n"));

	CHECK(str_eq(str_hex(&a, c.b, HASH_SIZE),
	    STR("fb1634c4e6cd4b1f1afe3ce2d6ef080f7ac5d1f357d723ad4dfca782733b62db")));
	CHECK(str_eq(str_hex(&a, l.b, HASH_SIZE),
	    STR("0f861e9a329352f095f9e613d0a7d17168ecf9331381fced8e1101a33b5f11e6")));
	arena_free(&a);
}
