/* SPDX-License-Identifier: EUPL-1.2
 *
 * identifiers.h - the arithmetic of Norwegian numbers; digits as values 0-9.
 * Sources: Skatteetaten, folkeregisteret-api-dokumentasjon (control digits of
 * 1964 and those of 2032, century rules, month +80); Norsk helsenett (+65);
 * NAV (+40); folkeregisterloven section 2-2 (D-number); ISO 13616 (IBAN).
 */
#ifndef POLICY_IDENTIFIERS_H
#define POLICY_IDENTIFIERS_H
#include <stdbool.h>

enum national_id {
	ID_NONE,
	ID_REAL,      /* fødselsnummer or D-number, control digits of 1964 */
	ID_REAL_2032, /* the same with the control digits of 2032 only */
	ID_SYNTHETIC, /* month +80, +65, +40 (the last also an H-number) */
	ID_SYNTHETIC_2032,
	ID_HEALTH, /* FH-number: first digit 8 or 9, no date in it */
};
enum national_id national_id_of(const unsigned char d[11]);
/* Do both control digits of 1964 hold, whatever the date says? */
bool national_id_control(const unsigned char d[11]);
/* Mod 11; false for register 0000, which was the old postgiro: its seven
 * digits with Luhn are met by one number of ten and are found by no
 * grouping, so they are left out. */
bool bank_account_valid(const unsigned char d[11]);
/* NO, two control digits, eleven: d holds the thirteen. */
bool iban_valid(const unsigned char d[13]);
#endif
