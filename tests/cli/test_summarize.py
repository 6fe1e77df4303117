"""summarize, with the document's sentences and with a model."""
import re

import support
from support import CliCase, ROOT, tiny_model

DOCUMENT = ROOT / "assets" / "demo" / "documento.txt"


class Extractive(CliCase):
    def test_sentences_stand_verbatim_where_it_says_and_all_was_read(self):
        raw = DOCUMENT.read_bytes()
        text = raw.decode()
        made = self.done("summarize", DOCUMENT, "--sentences", 6, "--json").json
        self.assertEqual(len(made["sentences"]), 6)
        last = -1
        for sentence in made["sentences"]:
            stands = text[sentence["begin"]:sentence["end"]]    # code points
            self.assertEqual(" ".join(stands.split()), sentence["text"])
            self.assertGreater(sentence["begin"], last)     # in the document's order
            last = sentence["begin"]
        self.assertEqual(made["summary"], " ".join(s["text"] for s in made["sentences"]))
        self.assertIn(str(len(raw)), made["statement"])     # the whole document
        self.assertIn("6", made["statement"])

    def test_lengths_hold(self):
        for words in (40, 120):
            made = self.done("summarize", DOCUMENT, "--words", words, "--json").json
            self.assertLessEqual(len(made["summary"].split()), words)
            self.assertGreater(len(made["summary"].split()), words // 3)
        self.assertEqual(len(self.done("summarize", DOCUMENT, "--sentences", 1, "--json").json["sentences"]), 1)

    def test_several_files_sources_and_languages(self):
        other = self.write("corto.txt", "Hoy abre el mercado. Vende fruta y pan del pueblo. Cierra a las dos de la tarde.")
        out = self.done("summarize", DOCUMENT, other, "--sentences", 2).out
        self.assertEqual(len(re.findall(r"(?m)^== ", out)), 2)
        self.assertEqual(len(re.findall(r"(?m)^\[", out)), 2)
        self.assertEqual(len(self.done("summarize", DOCUMENT, other, "--json").json_lines), 2)
        self.assertIn("párrafo", self.done("summarize", other, "--sources").out)
        self.assertIn("whole document", self.done("summarize", other, "--lang", "en").out)

    def test_the_same_for_any_number_of_threads(self):
        one, two = (self.done("summarize", DOCUMENT, "--threads", n, "--json").out for n in (1, 2))
        self.assertEqual(one, two)

    def test_latin1_and_bom(self):
        text = "El niño comió en la montaña con el señor García. Después volvió a su país. Llovió toda la tarde en la ciudad."
        for name, raw in (("l.txt", text.encode("latin-1")), ("b.txt", text.encode("utf-8-sig"))):
            made = self.done("summarize", self.write(name, raw), "--sentences", 1, "--json").json
            self.assertIn(made["summary"], text)

    def test_a_whole_novel(self):
        novel = support.conformance("datasets") / "quijote.txt"
        made = self.done("summarize", novel, "--words", 150, "--json").json
        self.assertLessEqual(len(made["summary"].split()), 150)
        self.assertGreater(len(made["sentences"]), 2)
        support.ran("datasets/quijote.txt by command", 1)


class Abstractive(CliCase):
    def test_a_model_reads_every_section_and_says_so(self):
        text = " ".join(f"La calle {i} tiene una farola rota. El agua sale turbia en la plaza {i}." for i in range(12))
        path = self.write("doc.txt", text)
        call = ["summarize", path, "--model", tiny_model(), "--words", 30, "--json"]
        result = self.done(*call)
        made = result.json
        size = str(len(text.encode()))
        self.assertEqual(made["statement"].count(size), 2, made["statement"])    # read … of … bytes
        self.assertLessEqual(len(made["summary"].split()), 30)
        for sentence in made["sentences"]:
            self.assertTrue(sentence["source"])
            if sentence["section"] is None:
                self.assertEqual((sentence["overlap"], sentence["begin"]), (0, None))
            else:
                self.assertGreaterEqual(sentence["section"], 1)
                self.assertTrue(0 <= sentence["begin"] < sentence["end"] <= len(text))
        self.assertIn('"progress"', result.err)
        self.assertEqual(self.done(*call, "--threads", 1).out, result.out)


if __name__ == "__main__":
    support.main()
