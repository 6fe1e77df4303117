#include "afina/summarisation/abbreviations.h"

#include <unordered_set>

namespace afina::summarisation {

namespace {

using Words = std::unordered_set<std::string_view>;

// Titles and the like, which are no words of their own.
const Words& names() {
  static const Words words = {"sr",   "sra",  "srta", "sres",  "sras",  "srtas", "dr",     "dra",  "dres",  "dras",
                              "dña",  "dª",   "prof", "profa", "lic",   "licda", "arq",    "abg",  "mtro",  "mtra",
                              "gral", "cnel", "tte",  "sgto",  "cmdte", "excmo", "excma",  "ilmo", "ilma",  "rvdo",
                              "rvda", "mons", "sto",  "pbro",  "avda",  "avd",   "ctra",   "dpto", "depto", "p.ej",
                              "v.gr", "cf",   "cfr",  "vid",   "mr",    "mrs",   "messrs", "rev",  "gov",   "capt",
                              "lt",   "sgt",  "cpl",  "cmdr",  "supt",  "vs",    "e.g",    "i.e",  "viz"};
  return words;
}

const Words& numbers() {
  static const Words words = {"art", "arts", "núm",  "nums", "núms",  "num",  "nº",   "no",  "nos",   "n",    "pág",
                              "pag", "págs", "pags", "pg",   "pgs",   "p",    "pp",   "vol", "vols",  "t",    "lib",
                              "fig", "figs", "tab",  "sec",  "secc",  "apdo", "párr", "exp", "tel",   "tfno", "tlf",
                              "fax", "ext",  "ch",   "chap", "eq",    "edn",  "f",    "fol", "lín",   "ene",  "feb",
                              "abr", "jun",  "jul",  "ago",  "sept",  "sep",  "oct",  "nov", "dic",   "jan",  "apr",
                              "aug", "dec",  "kg",   "km",   "cm",    "mm",   "hab",  "ca",  "circa", "c",    "s",
                              "ss",  "r.d",  "d.l",  "caps", "capít", "disp", "reg"};
  return words;
}

const Words& endings() {
  static const Words words = {
      "etc", "uu",  "ud",     "uds",  "vd",   "vds",   "a.m",  "p.m",    "m",     "s.a",  "s.l",   "s.r.l",
      "cía", "cia", "ltda",   "ltd",  "inc",  "co",    "corp", "bros",   "jr",    "esq",  "d.c",   "a.c",
      "e.c", "a.d", "b.c",    "n.e",  "ph.d", "m.d",   "u.s",  "u.k",    "u.s.a", "d.f",  "r.i.p", "q.e.p.d",
      "s.s", "al",  "admón",  "hnos", "izq",  "izqda", "dcha", "der",    "cts",   "ptas", "min",   "seg",
      "hrs", "h",   "ave",    "blvd", "rd",   "ste",   "apt",  "op.cit", "ibíd",  "ibid", "íd",    "id",
      "cit", "ed",  "eds",    "d",    "da",   "ing",   "cap",  "alm",    "sta",   "hno",  "hna",   "dir",
      "av",  "pza", "plza",   "urb",  "ej",   "ee",    "ff",   "rr",     "jj",    "cc",   "aprox", "máx",
      "mín", "ref", "ms",     "hon",  "sen",  "rep",   "gen",  "col",    "maj",   "adm",  "pres",  "st",
      "mt",  "ft",  "approx", "esp",  "dept", "univ",  "op"};
  return words;
}

const Words& openers() {
  static const Words words = {
      "el",       "la",      "los",      "las",     "lo",       "un",       "una",   "unos",    "unas",    "este",
      "esta",     "estos",   "estas",    "ese",     "esa",      "esos",     "esas",  "aquel",   "aquella", "en",
      "con",      "por",     "para",     "según",   "desde",    "hasta",    "tras",  "ante",    "entre",   "sobre",
      "al",       "del",     "a",        "de",      "y",        "o",        "pero",  "mas",     "sin",     "aunque",
      "porque",   "cuando",  "como",     "si",      "no",       "ni",       "que",   "quien",   "quienes", "donde",
      "mientras", "luego",   "después",  "antes",   "entonces", "ahora",    "hoy",   "ayer",    "mañana",  "también",
      "además",   "así",     "todo",     "todos",   "toda",     "todas",    "cada",  "otro",    "otra",    "otros",
      "otras",    "algunos", "algunas",  "muchos",  "muchas",   "su",       "sus",   "mi",      "mis",     "tu",
      "tus",      "nuestro", "nuestra",  "se",      "le",       "les",      "me",    "te",      "nos",     "yo",
      "tú",       "él",      "ella",     "ellos",   "ellas",    "nosotros", "usted", "ustedes", "es",      "son",
      "era",      "eran",    "fue",      "fueron",  "hay",      "había",    "ya",    "más",     "muy",     "the",
      "an",       "this",    "that",     "these",   "those",    "in",       "on",    "at",      "by",      "for",
      "with",     "without", "from",     "to",      "of",       "and",      "or",    "but",     "if",      "when",
      "while",    "because", "although", "however", "then",     "now",      "after", "before",  "since",   "there",
      "here",     "it",      "he",       "she",     "they",     "we",       "you",   "i",       "his",     "her",
      "their",    "our",     "my",       "your",    "its",      "all",      "some",  "many",    "most",    "each",
      "every",    "another", "both",     "as",      "so",       "is",       "are",   "was",     "were",    "what",
      "who",      "where",   "why",      "how",     "not",      "one",      "two"};
  return words;
}

const Words& stops() {
  static const Words words = {
      "a",         "al",       "algo",     "algún",   "alguna",   "algunas", "alguno",   "algunos",   "allí",
      "ante",      "antes",    "aquel",    "aquella", "aquellas", "aquello", "aquellos", "aquí",      "así",
      "aun",       "aún",      "aunque",   "bajo",    "bien",     "cada",    "casi",     "como",      "cómo",
      "con",       "contra",   "cosa",     "cosas",   "cual",     "cuál",    "cuales",   "cualquier", "cuando",
      "cuanto",    "cuyo",     "cuya",     "de",      "del",      "desde",   "después",  "donde",     "dónde",
      "dos",       "durante",  "e",        "el",      "él",       "ella",    "ellas",    "ello",      "ellos",
      "en",        "entonces", "entre",    "era",     "eran",     "eres",    "es",       "esa",       "esas",
      "ese",       "eso",      "esos",     "esta",    "está",     "estaba",  "estaban",  "están",     "estar",
      "estas",     "este",     "esto",     "estos",   "estoy",    "fue",     "fuera",    "fueron",    "fuese",
      "gran",      "ha",       "había",    "habían",  "haber",    "hace",    "hacer",    "hacia",     "han",
      "has",       "hasta",    "hay",      "he",      "hizo",     "hecho",   "la",       "las",       "le",
      "les",       "lo",       "los",      "luego",   "más",      "mas",     "me",       "mi",        "mí",
      "mía",       "mío",      "mis",      "mismo",   "misma",    "mucho",   "mucha",    "muchos",    "muchas",
      "muy",       "nada",     "ni",       "ningún",  "ninguna",  "no",      "nos",      "nosotros",  "nuestra",
      "nuestras",  "nuestro",  "nuestros", "o",       "os",       "otra",    "otras",    "otro",      "otros",
      "para",      "pero",     "poco",     "por",     "porque",   "pues",    "puede",    "pueden",    "puedes",
      "que",       "qué",      "quien",    "quién",   "quienes",  "se",      "sé",       "sea",       "sean",
      "según",     "ser",      "será",     "si",      "sí",       "sido",    "siempre",  "sin",       "sino",
      "so",        "sobre",    "solo",     "sólo",    "son",      "soy",     "su",       "sus",       "suya",
      "suyo",      "tal",      "también",  "tampoco", "tan",      "tanto",   "te",       "tener",     "tiene",
      "tienen",    "tenía",    "toda",     "todas",   "todo",     "todos",   "tras",     "tu",        "tú",
      "tus",       "un",       "una",      "unas",    "uno",      "unos",    "va",       "van",       "vez",
      "voy",       "vuestra",  "vuestro",  "y",       "ya",       "yo",      "dijo",     "decir",     "dice",
      "respondió", "replicó",  "mesmo",    "mesma",   "deste",    "desta",   "destos",   "dello",     "about",
      "above",     "after",    "again",    "against", "all",      "also",    "although", "am",        "an",
      "and",       "any",      "are",      "as",      "at",       "be",      "because",  "been",      "before",
      "being",     "below",    "between",  "both",    "but",      "by",      "can",      "cannot",    "could",
      "did",       "do",       "does",     "doing",   "don",      "down",    "during",   "each",      "even",
      "few",       "for",      "from",     "further", "had",      "having",  "her",      "here",      "hers",
      "herself",   "him",      "himself",  "his",     "how",      "however", "i",        "if",        "in",
      "into",      "is",       "it",       "its",     "itself",   "just",    "ll",       "may",       "might",
      "more",      "most",     "much",     "must",    "my",       "myself",  "nor",      "not",       "now",
      "of",        "off",      "on",       "once",    "one",      "only",    "or",       "other",     "our",
      "ours",      "out",      "over",     "own",     "re",       "s",       "said",     "same",      "shall",
      "she",       "should",   "some",     "such",    "t",        "than",    "that",     "the",       "their",
      "theirs",    "them",     "then",     "there",   "these",    "they",    "this",     "those",     "through",
      "to",        "too",      "under",    "until",   "up",       "upon",    "us",       "ve",        "very",
      "was",       "we",       "were",     "what",    "when",     "where",   "which",    "while",     "who",
      "whom",      "why",      "will",     "with",    "would",    "you",     "your",     "yours",     "yourself"};
  return words;
}

const Words& leaning() {
  static const Words words = {
      "y",           "e",         "o",        "pero",        "mas",        "pues",        "porque",      "así",
      "también",     "además",    "entonces", "luego",       "después",    "esto",        "eso",         "aquello",
      "este",        "ese",       "esta",     "esa",         "estos",      "esas",        "estas",       "esos",
      "ellos",       "ellas",     "él",       "ella",        "ello",       "sino",        "finalmente",  "asimismo",
      "tampoco",     "dicho",     "dicha",    "tal",         "ambos",      "and",         "but",         "or",
      "so",          "then",      "this",     "that",        "these",      "those",       "he",          "she",
      "it",          "they",      "also",     "however",     "therefore",  "thus",        "hence",       "moreover",
      "furthermore", "besides",   "such",     "yet",         "because",    "sin embargo", "no obstante", "por eso",
      "por ello",    "por tanto", "por esto", "en cambio",   "lo cual",    "en efecto",   "es decir",    "de ahí",
      "con todo",    "a esto",    "con esto", "en esto",     "por otra",   "por otro",    "for this",    "in this",
      "in addition", "as such",   "as a",     "for example", "por ejemplo"};
  return words;
}

}  // namespace

Abbreviation abbreviation(std::string_view word) {
  if (names().contains(word)) return Abbreviation::before_name;
  if (endings().contains(word)) return Abbreviation::may_end;
  if (numbers().contains(word)) return Abbreviation::before_number;
  return Abbreviation::none;
}

bool opens_sentences(std::string_view word) { return openers().contains(word); }
bool is_stop_word(std::string_view word) { return stops().contains(word); }
bool leans_back(std::string_view words) { return leaning().contains(words); }

bool points_back(std::string_view word) {
  static const Words words = {"este",     "esta", "esto", "estos", "estas",   "ese",     "esa",
                              "eso",      "esos", "esas", "aquel", "aquella", "aquello", "aquellos",
                              "aquellas", "this", "that", "these", "those"};
  return words.contains(word);
}

}  // namespace afina::summarisation
