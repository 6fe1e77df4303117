"""preview: what the model reads and what it learns, token by token, in text, JSON and HTML."""
import html.parser

import support
from support import CliCase, rows, tiny_model, write_csv


class Page(html.parser.HTMLParser):
    """Tags and visible text of a page, and whether every tag is closed in order."""

    VOID = {"meta", "br", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data


class Preview(CliCase):
    def setUp(self):
        super().setUp()
        pairs = [(f"¿Qué pasa en <script>el</script> caso {i}? {text}", f"Lo lleva {town} numero {i}.")
                 for i, (text, town) in enumerate(rows(60))]
        pairs[4] = (pairs[4][0], "")
        pairs[6] = (pairs[6][0], "muy largo " * 300)
        self.data = write_csv(self.folder / "p.csv", ["pregunta", "respuesta"], pairs)

    def test_json_says_what_is_learned_cut_and_refused(self):
        found = self.done("preview", self.data, "--model", tiny_model(), "--rows", 5, "--max-length", 60, "--json").json
        self.assertEqual((found["task"], found["template"]["name"], len(found["rows"])), ("instruct", "chat", 5))
        for row in found["rows"]:
            tokens = row["tokens"]
            learned = [t["learned"] for t in tokens]
            self.assertLessEqual(len(tokens), 60)
            self.assertEqual(sum(learned), row["learned_tokens"])
            self.assertAlmostEqual(row["learned_share"], sum(learned) / len(tokens))
            # The answer and its end, whole, after a question that is only read; the line break after it is template.
            self.assertEqual(learned[:-1], sorted(learned[:-1]))
            self.assertFalse(learned[-1])
            self.assertRegex("".join(t["text"] for t in tokens if t["learned"]), r"^Lo lleva \w+ numero \d+\.<\|im_end\|>$")
            self.assertEqual(row["end_token"], "<|im_end|>")
            self.assertTrue(tokens[-2]["special"])
            if row["cut_tokens"]:
                self.assertTrue(row["cut_text"])
        totals = found["totals"]
        self.assertEqual([x["places"] for x in totals["excluded"]], [[6]])
        self.assertEqual([(r["place"], r["code"]) for r in totals["refused"]], [(8, "data.answer_too_long")])
        self.assertEqual(totals["rows"], 58)
        self.assertGreater(totals["cut_rows"], 0)

    def test_text_in_both_languages(self):
        texts = [self.done("preview", self.data, "--model", tiny_model(), "--lang", lang).out for lang in ("es", "en")]
        self.assertNotEqual(*texts)
        for text in texts:
            self.assertIn("│", text)
            self.assertIn("^^^", text)
            self.assertIn("###", text)
            for line in text.split("\n"):
                if line.startswith("  │"):
                    self.assertLessEqual(len(line), 80, line)

    def test_html_stands_alone_and_is_escaped(self):
        page = self.folder / "p.html"
        result = self.done("preview", self.data, "--model", tiny_model(), "--html", page)
        self.assertIn("p.html", result.out)
        found = Page(page.read_text(encoding="utf-8"))
        self.assertEqual(found.open, [])
        tags = dict(found.tags)
        self.assertEqual(tags["html"]["lang"], "es")
        self.assertNotIn("script", tags)
        self.assertIn("<script>", found.words.replace("·", ""))
        self.assertIn(("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}), found.tags)
        # Said in words, with marks and to screen readers; and a page takes nothing from outside.
        self.assertIn("se aprende:", found.words)
        self.assertIn("mark", tags)
        self.assertFalse([a for _, attributes in found.tags for a in attributes if a in ("src", "href")])
        metas = [attributes for tag, attributes in found.tags if tag == "meta"]
        policy = next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("script-src", policy)
        self.assertIn({"name": "referrer", "content": "no-referrer"}, metas)

    def test_classes_and_running_text(self):
        data = write_csv(self.folder / "q.csv", ["texto", "departamento"], rows(60))
        found = self.done("preview", data, "--model", tiny_model(), "--json").json
        self.assertEqual(found["task"], "classify")
        self.assertTrue(all(row["label"] in ("Aguas", "Limpieza", "Alumbrado") for row in found["rows"]))
        self.assertEqual(found["totals"]["learned_tokens"], 0)
        book = self.write("libro.txt", "\n\n".join(t for t, _ in rows(200)))
        found = self.done("preview", book, "--model", tiny_model(), "--rows", 1, "--json").json
        learned = [t["learned"] for t in found["rows"][0]["tokens"]]
        self.assertEqual((learned[0], set(learned[1:])), (False, {True}))
        self.assertEqual(found["rows"][0]["end_token"], "")

    def test_refusals(self):
        self.refused("preview", self.data, "--model", tiny_model(), "--max-length", 9, code="workflow.nothing_fits")
        self.refused("preview", self.data, "--model", tiny_model(), "--rows", -1, code="workflow.option_out_of_range",
                     place="--rows")
        self.refused("preview", self.data, "--input", "pregunto", "--target", "respuesta", code="data.unknown_column",
                     place="pregunto")
        empty = write_csv(self.folder / "e.csv", ["pregunta", "respuesta"], [("hola", ""), ("adiós", " ")] * 20)
        self.refused("preview", empty, "--input", "pregunta", "--target", "respuesta", code="data.all_empty")
        self.refused("preview", self.folder / "no.csv", code="data.not_found", place="no.csv")


if __name__ == "__main__":
    support.main()
