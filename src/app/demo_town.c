/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo_town.c - a municipality in Gausdal's shape.  Names of people are made
 * up; units and places are ordinary ones.
 */

#include "app/demo.h"
#include "model/account.h"
#include "model/session.h"

static const struct {
	const char *name;
	int parent;
	const char *contact;
} units[DEMO_UNITS] = {
	{ "Gausdal kommune", -1, "postmottak@gausdal.example" },
	{ "Kultur og oppvekst", 0, "" },
	{ "Teknisk og næring", 0, "" },
	{ "Helse og omsorg", 0, "" },
	{ "Kultur", 1, "kultur@gausdal.example" },
	{ "Fjerdum skole", 1, "fjerdum.skole@gausdal.example" },
	{ "Teknisk drift", 2, "teknisk@gausdal.example" },
	{ "Byggesak", 2, "byggesak@gausdal.example" },
	{ "Legesenteret", 3, "ring 68 05 00 10" },
};

const struct demo_person demo_people[DEMO_PEOPLE] = {
	[KARI] = { "kari", "Kari", "Nordli", "Kulturkonsulent", 4,
	    { "responder:0", "area:0" } },
	[PER] = { "per", "Per", "Bakken", "Vegformann", 6, { "responder:6" } },
	[RAGNHILD] = { "ragnhild", "Ragnhild", "Myhre", "Saksbehandler", 7,
	    { "responder:0" } },
	[INGRID] = { "ingrid", "Ingrid", "Solbakken", "Enhetsleder", 6,
	    { "unit_leader:6" } },
	[ASE] = { "aase", "Åse", "Bjørgum", "Enhetsleder", 4,
	    { "unit_leader:4" } },
	[SILJE] = { "silje", "Silje", "Rønning",
	    "Kultur- og informasjonsrådgiver", 4,
	    { "adviser:-1", "editor:-1" } },
	[OYVIND] = { "oyvind", "Øyvind", "Æsby", "Kommunalsjef", 2,
	    { "sector_head:2", "team_member:-1" } },
	[HELGE] = { "helge", "Helge", "Brattland", "Kommunedirektør", 0,
	    { "chief_executive:-1", "team_member:-1",
		"crisis_leadership:-1" } },
	[MARIT] = { "marit", "Marit", "Ødegård", "Ordfører", 0,
	    { "mayor:-1" } },
	[TORE] = { "tore", "Tore", "Lien", "Varaordfører", 0,
	    { "deputy_mayor:-1" } },
	[LIV] = { "liv", "Liv", "Haugen", "Arkivar", 0, { "archivist:-1" } },
	[ROLF] = { "rolf", "Rolf", "Engen", "Revisor", 0, { "auditor:-1" } },
	[ADA] = { "ada", "Ada", "Drift", "Systemansvarlig", 0,
	    { "administrator:-1" } },
};

static const char settings[] =
    "{\"name\":\"Gausdal kommune\",\"host\":\"localhost\",\"lang\":\"nb\","
    "\"names\":[\"Gausdal kommune\",\"Gausdal\",\"kommunen\"],"
    "\"domains\":[\"gausdal.example\"],"
    "\"projects\":[\"Skeikampen-planen\"],\"suppliers\":[\"Bakken Bygg AS\"],"
    "\"places\":[\"Follebu\",\"Segalstad bru\",\"Forset\",\"Svingvoll\","
    "\"Svatsum\",\"Espedalen\",\"Skeikampen\"],"
    "\"published\":[\"68 05 00 00\",\"postmottak@gausdal.example\"],"
    "\"secure_channel\":\"https://gausdal.example/sikker-melding\","
    "\"formal_address\":\"postmottak@gausdal.example\",\"complaint_address\":"
    "\"klage@gausdal.example\"}";

static enum err
add_units(struct db *db, struct demo *d)
{
	for (int i = 0; i < DEMO_UNITS; i++) {
		struct unit u = { .name = str_from(units[i].name),
			.contact = str_from(units[i].contact),
			.active = true };

		if (units[i].parent >= 0)
			u.parent = d->unit[units[i].parent];
		TRY(unit_add(
		    db, d->a, &u, (struct person_id){ 0 }, &d->unit[i]));
	}
	return OK;
}

/* "unit_leader:6": the role, and for which unit. */
static enum err
give(struct db *db, struct demo *d, struct person_id to, const char *spec)
{
	struct str rest = str_from(spec), name = str_take(&rest, ':');
	struct grant g = { .from = clock_now(), .to = INT64_MAX };
	int64_t unit = -1;

	if (!role_parse(name, &g.role) || !str_to_int(rest, -1, 99, &unit))
		return fail(ERR_BROKEN, "the demo's roles are misspelt");
	if (unit >= 0)
		g.unit = d->unit[unit];
	return role_give(db, d->a, to, &g, NULL);
}

static enum err
add_people(struct db *db, struct demo *d, struct str hash)
{
	for (int i = 0; i < DEMO_PEOPLE; i++) {
		const struct demo_person *dp = &demo_people[i];
		struct person p = { .login = str_from(dp->login),
			.first_name = str_from(dp->first),
			.last_name = str_from(dp->last),
			.title = str_from(dp->title),
			.unit = d->unit[dp->unit],
			.email = str_printf(
			    d->a, "%s@gausdal.example", dp->login),
			.lang = LANG_NB };

		TRY(person_add(db, d->a, &p, hash, (struct person_id){ 0 },
		    &d->person[i]));
		for (int r = 0; r < 4 && dp->roles[r]; r++)
			TRY(give(db, d, d->person[i], dp->roles[r]));
	}
	return OK;
}

static const struct plan_answer answers[] = {
	{ STR_INIT("why"),
	    STR_INIT(
		"Å gi innbyggerne opplysninger der de er, og svare dem.") },
	{ STR_INIT("dialogue_rules"),
	    STR_INIT("Vær saklig, og ikke skriv om enkeltpersoner.") },
};

static enum err
add_account(struct db *db, struct demo *d, const struct account *acct,
    struct account_id *out)
{
	usec_t now = clock_now();
	struct connection c;
	struct plan_id plan;

	TRY(account_add(db, d->a, acct, d->person[SILJE], out));
	TRY(plan_submit(db, d->a, *out,
	    STR("existing"), answers, 2, d->person[SILJE], now, &plan));
	TRY(plan_decide(db, d->a, plan, 1,
	    STR("approve"), STR("Greit, dere har folk til det."), 0,
				d->person[HELGE], now));
	TRY(account_set_state(
	    db, d->a, *out, STR("active"), STR_NONE, d->person[SILJE], now));
	TRY(connection_get(db, d->a, *out, &c));
	if (str_eq(c.state, STR("new")))
		c.state = STR("ok");
	c.last_ok_at = now;
	return connection_put(db, d->a, &c);
}

static enum err
add_accounts(struct db *db, struct demo *d)
{
	static const struct {
		const char *name, *purpose;
		int unit, leader;
	} blogs[DEMO_BLOGS] = {
		{ "Gausdalbloggen", "Nytt fra hele kommunen", 0, SILJE },
		{ "Vegbloggen", "Veg, vatn og avløp", 6, INGRID },
	};
	struct account fb = {
		.channel = STR("byhand"),
		    .name = STR("Gausdal kino på Facebook"),
			.address = STR("https://facebook.example/gausdalkino"),
			    .purpose = STR("Filmprogram og arrangementer"),
				.unit = d->unit[4], .editor = d->person[KARI],
				.leader = d->person[ASE],
				.dialogue = STR("open"), .config = STR("{}") };

	for (int i = 0; i < DEMO_BLOGS; i++) {
		int port = standin_wp_port(d->blog[i]);
		struct str url = str_printf(d->a, "http://127.0.0.1:%d", port);
		struct account acct = {
			.channel = STR("wordpress"),
			    .name = str_from(blogs[i].name), .address = url,
			    .purpose = str_from(blogs[i].purpose),
			    .unit = d->unit[blogs[i].unit],
			    .editor = d->person[SILJE],
			    .leader = d->person[blogs[i].leader],
			    .dialogue = STR("open"),
				.config = str_printf(d->a,
				    "{\"base_url\":\"http://127.0.0.1:%d\","
				    "\"user\":\"kommunen\",\"secret\":\"blog\","
				    "\"poll_seconds\":\"2\"}",
				    port) };

		TRY(add_account(db, d, &acct, &d->account[i]));
	}
	return add_account(db, d, &fb, &d->by_hand);
}

static enum err
fill(struct db *db, struct demo *d, void *arg)
{
	struct person_id nobody = { 0 };
	struct str *hash = arg;
	struct worktime hours;

	TRY(setting_set(
	    db, d->a, STR("municipality"), str_from(settings), 0, nobody));
	TRY(worktime_default(&hours));
	TRY(setting_set(
	    db, d->a, STR("hours"), worktime_json(d->a, &hours), 0, nobody));
	TRY(add_units(db, d));
	TRY(add_people(db, d, *hash));
	return add_accounts(db, d);
}

enum err
demo_town(struct demo *d)
{
	struct str hash;

	TRY(password_hash(d->a, STR(DEMO_PASSWORD), &hash));
	return demo_tx(d, fill, &hash);
}
