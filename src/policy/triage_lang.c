/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_lang.c - bokmål, nynorsk, English, or another language, by the small
 * words that one has and the others have not, by letters and by endings.
 * REQ: K5
 */
#include "policy/triage_internal.h"

/* Folded: frå is fra, där is dar. */
static const struct str nb[] = {
	STR_INIT("apen"),
	STR_INIT("apent"),
	STR_INIT("apner"),
	STR_INIT("bare"),
	STR_INIT("barnehagen"),
	STR_INIT("bedre"),
	STR_INIT("ble"),
	STR_INIT("blir"),
	STR_INIT("deg"),
	STR_INIT("dere"),
	STR_INIT("deres"),
	STR_INIT("disse"),
	STR_INIT("en"),
	STR_INIT("et"),
	STR_INIT("etter"),
	STR_INIT("fikk"),
	STR_INIT("flere"),
	STR_INIT("flott"),
	STR_INIT("fra"),
	STR_INIT("fremme"),
	STR_INIT("gar"),
	STR_INIT("gjelder"),
	STR_INIT("gjor"),
	STR_INIT("gjore"),
	STR_INIT("gjort"),
	STR_INIT("hjelper"),
	STR_INIT("hjem"),
	STR_INIT("hjemme"),
	STR_INIT("hun"),
	STR_INIT("hva"),
	STR_INIT("hvem"),
	STR_INIT("hver"),
	STR_INIT("hvilke"),
	STR_INIT("hvilken"),
	STR_INIT("hvor"),
	STR_INIT("hvordan"),
	STR_INIT("hvorfor"),
	STR_INIT("igjen"),
	STR_INIT("ikke"),
	STR_INIT("jeg"),
	STR_INIT("kjenner"),
	STR_INIT("kommer"),
	STR_INIT("legger"),
	STR_INIT("lurer"),
	STR_INIT("maneder"),
	STR_INIT("meg"),
	STR_INIT("mer"),
	STR_INIT("mulig"),
	STR_INIT("mye"),
	STR_INIT("na"),
	STR_INIT("noe"),
	STR_INIT("noen"),
	STR_INIT("seg"),
	STR_INIT("selv"),
	STR_INIT("sier"),
	STR_INIT("skole"),
	STR_INIT("skolen"),
	STR_INIT("skoler"),
	STR_INIT("soke"),
	STR_INIT("soker"),
	STR_INIT("spor"),
	STR_INIT("sporsmal"),
	STR_INIT("star"),
	STR_INIT("svarer"),
	STR_INIT("sykehjem"),
	STR_INIT("sykehjemmet"),
	STR_INIT("trenger"),
	STR_INIT("uke"),
	STR_INIT("ukene"),
	STR_INIT("uker"),
	STR_INIT("uten"),
	STR_INIT("vaere"),
	STR_INIT("vare"),
	STR_INIT("vei"),
	STR_INIT("veien"),
	STR_INIT("veier"),
	STR_INIT("veldig"),
};
static const struct str nn[] = {
	STR_INIT("att"),
	STR_INIT("berre"),
	STR_INIT("brote"),
	STR_INIT("byggje"),
	STR_INIT("dagar"),
	STR_INIT("dakk"),
	STR_INIT("dei"),
	STR_INIT("deira"),
	STR_INIT("desse"),
	STR_INIT("dokk"),
	STR_INIT("dykk"),
	STR_INIT("dykkar"),
	STR_INIT("eg"),
	STR_INIT("eigedom"),
	STR_INIT("eigedomen"),
	STR_INIT("ein"),
	STR_INIT("eit"),
	STR_INIT("enno"),
	STR_INIT("fekk"),
	STR_INIT("flaumen"),
	STR_INIT("fra"),
	STR_INIT("framand"),
	STR_INIT("frametter"),
	STR_INIT("gamal"),
	STR_INIT("gamalt"),
	STR_INIT("gard"),
	STR_INIT("gjer"),
	STR_INIT("gjera"),
	STR_INIT("gjere"),
	STR_INIT("gong"),
	STR_INIT("gongen"),
	STR_INIT("gonger"),
	STR_INIT("heile"),
	STR_INIT("heilt"),
	STR_INIT("heime"),
	STR_INIT("heimetenesta"),
	STR_INIT("held"),
	STR_INIT("heldt"),
	STR_INIT("hendingskalenderen"),
	STR_INIT("hja"),
	STR_INIT("ho"),
	STR_INIT("ikkje"),
	STR_INIT("innan"),
	STR_INIT("innbyggjarar"),
	STR_INIT("innspel"),
	STR_INIT("kjem"),
	STR_INIT("kjeme"),
	STR_INIT("kor"),
	STR_INIT("korleis"),
	STR_INIT("koyr"),
	STR_INIT("koyre"),
	STR_INIT("koyrer"),
	STR_INIT("kva"),
	STR_INIT("kvar"),
	STR_INIT("kvarandre"),
	STR_INIT("kvart"),
	STR_INIT("kven"),
	STR_INIT("kvifor"),
	STR_INIT("laurdag"),
	STR_INIT("leggje"),
	STR_INIT("leiing"),
	STR_INIT("leiinga"),
	STR_INIT("lukke"),
	STR_INIT("manader"),
	STR_INIT("me"),
	STR_INIT("mogleg"),
	STR_INIT("mykje"),
	STR_INIT("no"),
	STR_INIT("noko"),
	STR_INIT("nokon"),
	STR_INIT("nokre"),
	STR_INIT("nydeleg"),
	STR_INIT("onskjer"),
	STR_INIT("ope"),
	STR_INIT("open"),
	STR_INIT("rauk"),
	STR_INIT("saman"),
	STR_INIT("seier"),
	STR_INIT("sidan"),
	STR_INIT("sja"),
	STR_INIT("sjar"),
	STR_INIT("sjolv"),
	STR_INIT("sjolve"),
	STR_INIT("sjukeheim"),
	STR_INIT("sjukeheimen"),
	STR_INIT("skriftleg"),
	STR_INIT("skrive"),
	STR_INIT("skular"),
	STR_INIT("skule"),
	STR_INIT("skulen"),
	STR_INIT("sokja"),
	STR_INIT("sokje"),
	STR_INIT("sokjer"),
	STR_INIT("soknadsskjemaet"),
	STR_INIT("stengje"),
	STR_INIT("straum"),
	STR_INIT("straumen"),
	STR_INIT("sundag"),
	STR_INIT("sveitt"),
	STR_INIT("takkar"),
	STR_INIT("tenkjer"),
	STR_INIT("tilhova"),
	STR_INIT("tilsette"),
	STR_INIT("tilskot"),
	STR_INIT("timar"),
	STR_INIT("tysdag"),
	STR_INIT("utan"),
	STR_INIT("vanskeleg"),
	STR_INIT("vart"),
	STR_INIT("vatn"),
	STR_INIT("vatnet"),
	STR_INIT("veke"),
	STR_INIT("vekene"),
	STR_INIT("veker"),
	STR_INIT("vere"),
	STR_INIT("vert"),
	STR_INIT("ynskje"),
	STR_INIT("ynskjer"),
};
static const struct str both[] = {
	STR_INIT("av"),
	STR_INIT("den"),
	STR_INIT("der"),
	STR_INIT("det"),
	STR_INIT("ei"),
	STR_INIT("er"),
	STR_INIT("for"),
	STR_INIT("har"),
	STR_INIT("kan"),
	STR_INIT("med"),
	STR_INIT("og"),
	STR_INIT("om"),
	STR_INIT("pa"),
	STR_INIT("som"),
	STR_INIT("til"),
	STR_INIT("vi"),
};
static const struct str en[] = {
	STR_INIT("a"),
	STR_INIT("about"),
	STR_INIT("an"),
	STR_INIT("and"),
	STR_INIT("any"),
	STR_INIT("are"),
	STR_INIT("been"),
	STR_INIT("birthday"),
	STR_INIT("but"),
	STR_INIT("can"),
	STR_INIT("could"),
	STR_INIT("did"),
	STR_INIT("do"),
	STR_INIT("does"),
	STR_INIT("from"),
	STR_INIT("happy"),
	STR_INIT("has"),
	STR_INIT("have"),
	STR_INIT("here"),
	STR_INIT("how"),
	STR_INIT("if"),
	STR_INIT("into"),
	STR_INIT("is"),
	STR_INIT("it"),
	STR_INIT("just"),
	STR_INIT("love"),
	STR_INIT("my"),
	STR_INIT("need"),
	STR_INIT("not"),
	STR_INIT("of"),
	STR_INIT("or"),
	STR_INIT("our"),
	STR_INIT("out"),
	STR_INIT("please"),
	STR_INIT("should"),
	STR_INIT("some"),
	STR_INIT("than"),
	STR_INIT("thank"),
	STR_INIT("thanks"),
	STR_INIT("that"),
	STR_INIT("the"),
	STR_INIT("them"),
	STR_INIT("there"),
	STR_INIT("they"),
	STR_INIT("this"),
	STR_INIT("to"),
	STR_INIT("was"),
	STR_INIT("we"),
	STR_INIT("were"),
	STR_INIT("what"),
	STR_INIT("when"),
	STR_INIT("where"),
	STR_INIT("which"),
	STR_INIT("who"),
	STR_INIT("why"),
	STR_INIT("will"),
	STR_INIT("with"),
	STR_INIT("would"),
	STR_INIT("yes"),
	STR_INIT("you"),
	STR_INIT("your"),
};
/* Neighbours and those who come: Danish, Swedish, German, Dutch, Polish,
 * Spanish, French, Lithuanian, Somali. */
static const struct str others[] = {
	STR_INIT("aciu"),
	STR_INIT("af"),
	STR_INIT("aldre"),
	STR_INIT("auf"),
	STR_INIT("ayuu"),
	STR_INIT("battre"),
	STR_INIT("betala"),
	STR_INIT("bitte"),
	STR_INIT("blev"),
	STR_INIT("con"),
	STR_INIT("czy"),
	STR_INIT("dank"),
	STR_INIT("danke"),
	STR_INIT("darf"),
	STR_INIT("das"),
	STR_INIT("dejlig"),
	STR_INIT("donde"),
	STR_INIT("dziekuje"),
	STR_INIT("een"),
	STR_INIT("eine"),
	STR_INIT("einen"),
	STR_INIT("el"),
	STR_INIT("est"),
	STR_INIT("fran"),
	STR_INIT("fur"),
	STR_INIT("gdzie"),
	STR_INIT("gerne"),
	STR_INIT("gestern"),
	STR_INIT("gibt"),
	STR_INIT("goed"),
	STR_INIT("goorma"),
	STR_INIT("gracias"),
	STR_INIT("grattis"),
	STR_INIT("guten"),
	STR_INIT("haben"),
	STR_INIT("hay"),
	STR_INIT("hej"),
	STR_INIT("het"),
	STR_INIT("hvad"),
	STR_INIT("hvornar"),
	STR_INIT("ich"),
	STR_INIT("ihr"),
	STR_INIT("inte"),
	STR_INIT("ist"),
	STR_INIT("iyo"),
	STR_INIT("jag"),
	STR_INIT("jak"),
	STR_INIT("jer"),
	STR_INIT("jeres"),
	STR_INIT("jest"),
	STR_INIT("kad"),
	STR_INIT("kann"),
	STR_INIT("kiedy"),
	STR_INIT("kommst"),
	STR_INIT("koncert"),
	STR_INIT("konzert"),
	STR_INIT("kto"),
	STR_INIT("las"),
	STR_INIT("les"),
	STR_INIT("lojper"),
	STR_INIT("los"),
	STR_INIT("meget"),
	STR_INIT("mein"),
	STR_INIT("meine"),
	STR_INIT("merci"),
	STR_INIT("moj"),
	STR_INIT("moja"),
	STR_INIT("mycket"),
	STR_INIT("nagon"),
	STR_INIT("necesita"),
	STR_INIT("ni"),
	STR_INIT("nicht"),
	STR_INIT("nie"),
	STR_INIT("niet"),
	STR_INIT("noget"),
	STR_INIT("nogle"),
	STR_INIT("och"),
	STR_INIT("para"),
	STR_INIT("por"),
	STR_INIT("pour"),
	STR_INIT("prosze"),
	STR_INIT("que"),
	STR_INIT("sie"),
	STR_INIT("svenska"),
	STR_INIT("tack"),
	STR_INIT("till"),
	STR_INIT("uge"),
	STR_INIT("una"),
	STR_INIT("und"),
	STR_INIT("vad"),
	STR_INIT("vagen"),
	STR_INIT("verdensklasse"),
	STR_INIT("vielen"),
	STR_INIT("vom"),
	STR_INIT("vous"),
	STR_INIT("waa"),
	STR_INIT("wann"),
	STR_INIT("wenn"),
	STR_INIT("wir"),
	STR_INIT("yra"),
	STR_INIT("zobacz"),
	STR_INIT("zum"),
	STR_INIT("zur"),
};

struct tally {
	int nb, nn, both, en, others;
};

/* -leg, -heit, -ane: so nynorsk ends words. */
static bool
ends_as_nynorsk(struct str w)
{
	static const struct str ends[] = { STR_INIT("leg"), STR_INIT("heit"),
		STR_INIT("ane") };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (w.n > ends[i].n + 3 &&
		    memcmp(w.p + w.n - ends[i].n, ends[i].p, ends[i].n) == 0)
			return true;
	return false;
}

#define AMONG(v, w) str_is_among(v, sizeof(v) / sizeof((v)[0]), w)

static struct tally
count(const struct fold *f)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < f->n;) {
		size_t from = i;
		struct str w;

		while (i < f->n && fold_is_word(f->p[i]))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		w = (struct str){ f->p + from, i - from };
		t.nb += AMONG(nb, w);
		t.nn += AMONG(nn, w) || ends_as_nynorsk(w);
		t.both += AMONG(both, w);
		t.en += AMONG(en, w);
		t.others += AMONG(others, w);
	}
	return t;
}

/* Letters that none of our languages has: Cyrillic and such, ł, ż, ß, ð. */
static bool
foreign_letters(struct str text)
{
	static const struct str v[] = { STR_INIT("ł"), STR_INIT("ż"),
		STR_INIT("ź"), STR_INIT("ę"), STR_INIT("ą"), STR_INIT("ś"),
		STR_INIT("ć"), STR_INIT("ń"), STR_INIT("ß"), STR_INIT("ð"),
		STR_INIT("š"), STR_INIT("ė"), STR_INIT("ų"), STR_INIT("ñ"),
		STR_INIT("¿"), STR_INIT("ğ"), STR_INIT("ş") };
	size_t odd = 0;

	for (size_t i = 0; i + 1 < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		odd += c == 0xd0 || c == 0xd1 || (c >= 0xd8 && c <= 0xdf);
	}
	return odd >= 4 || str_has_any(text, v, sizeof(v) / sizeof(v[0]));
}

/* ä, ö, ü: in a name or two of ours, and all over a text of theirs. */
static int
umlauts(struct str text)
{
	int n = 0;

	for (size_t i = 0; i + 1 < text.n; i++)
		if ((unsigned char)text.p[i] == 0xc3)
			n += strchr("\xa4\x84\xb6\x96\xbc\x9c",
				 text.p[i + 1]) != NULL;
	return n;
}

enum text_lang
triage_lang(const struct features *x, struct str text)
{
	struct tally t = count(x->f);
	int ours = t.nb > t.nn ? t.nb : t.nn;

	t.others += umlauts(text);
	if (foreign_letters(text) || t.others > ours + t.en ||
	    (t.others > 1 && t.others > ours && t.others >= t.en))
		return TEXT_OTHER;
	if (t.en > ours + t.both)
		return TEXT_EN;
	return t.nn > t.nb ? TEXT_NN : TEXT_NB;
}
