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
    def document(self):
        text = " ".join(f"La calle {i} tiene una farola rota. El agua sale turbia en la plaza {i}." for i in range(12))
        return text, self.write("doc.txt", text)

    def check_source(self, sentence, text):
        self.assertTrue(sentence["source"])
        self.assertEqual(" ".join(text[sentence["begin"]:sentence["end"]].split()), sentence["source_sentence"])
        self.assertGreaterEqual(sentence["section"], 1)
        self.assertGreaterEqual(sentence["sentence"], 1)

    def test_a_model_reads_every_section_and_says_so(self):
        text, path = self.document()
        call = ["summarize", path, "--model", tiny_model(), "--method", "abstractive", "--words", 30, "--json"]
        result = self.done(*call)
        made = result.json
        size = str(len(text.encode()))
        self.assertEqual(made["statement"].count(size), 2, made["statement"])    # read … of … bytes
        self.assertEqual(made["method"], "abstractive")
        self.assertLessEqual(len(made["summary"].split()), 30)
        self.assertNotIn("draft", made)
        for sentence in made["sentences"]:
            self.check_source(sentence, text)
            self.assertGreater(sentence["overlap"], 0.6)
            self.assertIn(sentence["text"], made["summary"])
        self.assertIn('"progress"', result.err)
        self.assertEqual(self.done(*call, "--threads", 1).out, result.out)

    def test_a_small_model_does_not_write_unless_asked_to(self):
        text, path = self.document()
        for model in ("semilla", tiny_model()):
            made = self.done("summarize", path, "--model", model, "--json").json
            self.assertEqual(made["method"], "extractive")
            self.assertIn("500", made["statement"])
            self.assertIn("--method abstractive", made["statement"])
            self.assertIn(str(model), made["statement"])
            plain = self.done("summarize", path, "--json").json
            self.assertEqual(made["summary"], plain["summary"])
            self.assertTrue(made["statement"].startswith(plain["statement"]))
        self.refused("summarize", path, "--model", "no/hay", code="workflow.hub_not_available")

    def test_a_draft_marks_what_rests_on_nothing(self):
        text, path = self.document()
        made = self.done("summarize", path, "--draft", "--json").json      # semilla
        self.assertEqual(made["method"], "abstractive")
        self.assertTrue(made["draft"])
        for sentence in made["draft"]:
            if sentence["supported"]:
                self.assertGreater(sentence["overlap"], 0.6)
            if sentence["source_sentence"] is not None:
                self.check_source(sentence, text)
        out = self.done("summarize", path, "--draft").out
        shown = out[:out.rindex("\n[")]
        self.assertEqual(" ".join(shown.split()),
                         " ".join(s["text"] if s["supported"] else f"[{s['text']}]" for s in made["draft"]))
        self.assertIn(f": {sum(not s['supported'] for s in made['draft'])}.", out)
        self.assertIn("documento", self.done("summarize", path, "--draft", "--sources").out)
        self.refused("summarize", path, "--draft", "--method", "extractive", code="workflow.no_draft")

    def test_real_texts(self):
        folder = support.conformance("datasets")
        chapter = (folder / "quijote.txt").read_text(encoding="utf-8-sig").split("Capítulo VIII.")[1][:9000]
        course = folder / "hf-course-es" / "chapters" / "es" / "chapter1" / "4.mdx"
        for path in (self.write("capitulo.txt", chapter), course):
            made = self.done("summarize", path, "--method", "abstractive", "--words", 120, "--json").json
            text = path.read_text(encoding="utf-8")
            self.assertLessEqual(len(made["summary"].split()), 120)
            self.assertGreaterEqual(len(made["sentences"]), 2)
            for sentence in made["sentences"]:
                self.check_source(sentence, text)
        support.ran("datasets: a chapter and a lesson, by a model", 2)


class RealModel(CliCase):
    def test_smollm2_writes_what_stands_in_the_text(self):
        folder = support.real_model("smollm2")
        text = (support.conformance("datasets") / "frankenstein.txt").read_text(encoding="utf-8-sig")
        text = " ".join(text.split("Chapter 5")[-1].split()[:600])
        path = self.write("chapter.txt", text)
        self.assertIn("500", self.done("summarize", path, "--model", folder, "--json").json["statement"])
        made = self.done("summarize", path, "--model", folder, "--draft", "--lang", "en", "--json").json
        self.assertTrue(made["draft"])
        written = [s["text"] for s in made["draft"]]
        for sentence in made["sentences"]:
            self.assertIn(sentence["text"], [sentence["source_sentence"]] if sentence["quoted"] else written)
        print("RAN models: smollm2 summary 1", flush=True)


if __name__ == "__main__":
    support.main()
