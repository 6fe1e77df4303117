"""forms: hand-ins joined, and the teacher's report against an independent computation."""
import html.parser
import json
import pathlib
import stat
import statistics
import sys

import support
from support import CliCase

sys.path.insert(0, str(support.ROOT / "tests" / "survey"))
import make_learners
import statistics_by_hand as by_hand

VOID = {"meta", "br", "rect", "path", "img"}


class Page(html.parser.HTMLParser):
    """What a page is made of, and whether every element is closed where it should be."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text, self.wrong = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.text.append(data)


class Report(CliCase):
    def setUp(self):
        super().setUp()
        self.hand_ins = self.folder / "entregas"
        self.learners = make_learners.write(self.hand_ins)

    def values(self, learner, instrument, items):
        answers = [learner.answers.get(("", instrument, item)) for item in items]
        return [answer["value"] for answer in answers if answer]

    def score_of(self, learner, instrument):
        """Percentage right, or none where the test is not complete."""
        for form in "ab":
            items = make_learners.course(f"test_{form}.json")["items"]
            given = self.values(learner, instrument, [item["id"] for item in items])
            if len(given) == 10:
                return 10 * sum(value == item["correct"] for value, item in zip(given, items))
        return None

    def same(self, found, expected):
        self.assertEqual(found["n"], expected["n"])
        for name in ("value", "low", "high"):
            self.assertAlmostEqual(found[name], expected[name], places=9, msg=name)

    def judged(self, expected, threshold):
        if expected["n"] < 5 or expected["low"] < threshold <= expected["high"]:
            return "cannot_tell"
        return "met" if expected["low"] >= threshold else "not_met"

    def figures(self):
        return self.done("forms", "report", self.hand_ins, "--json").json

    def test_sus_gains_and_intervals_equal_an_independent_computation(self):
        figures = self.figures()
        criteria = {c["id"]: c for c in figures["criteria"]}
        self.assertEqual((figures["people"], figures["generated"], figures["files"]), (20, 20, 21))

        forms = [[int(v) for v in self.values(p, "sus", [f"q{i}" for i in range(1, 11)])] for p in self.learners]
        sus = by_hand.mean_interval([by_hand.sus_score(answers) for answers in forms if len(answers) == 10])
        self.same(figures["sus"]["mean"], sus)
        self.assertEqual((figures["sus"]["incomplete"], sus["n"]), (1, 17))
        self.assertEqual(criteria["sus"]["verdict"], self.judged(sus, 72.6))

        before = [self.score_of(p, "pretest") for p in self.learners]
        after = [self.score_of(p, "posttest") for p in self.learners]
        pairs = [(b, a) for b, a in zip(before, after) if b is not None and a is not None]
        knowledge = figures["knowledge"]
        self.same(knowledge["before"], by_hand.mean_interval([b for b in before if b is not None]))
        posttest = by_hand.mean_interval([a for a in after if a is not None])
        self.same(knowledge["after"], posttest)
        self.assertEqual(criteria["posttest"]["verdict"], self.judged(posttest, 70))
        self.assertEqual((knowledge["matched"], knowledge["incomplete_before"]), (len(pairs), 1))
        gain = by_hand.class_gain(pairs)
        self.same(knowledge["class_gain"], gain)
        self.same(criteria["gain"]["estimate"], gain)
        self.assertEqual(criteria["gain"]["verdict"], self.judged(gain, 0.5))
        self.same(knowledge["mean_gain"], by_hand.mean_interval([(a - b) / (100 - b) for b, a in pairs if b < 100]))
        changes = [by_hand.normalised_change(b, a) for b, a in pairs]
        self.same(knowledge["mean_change"], by_hand.mean_interval([c for c in changes if c is not None]))

    def test_ratings_exercises_and_sections_too(self):
        figures = self.figures()
        criteria = {c["id"]: c for c in figures["criteria"]}
        for scale in ("clarity", "usefulness", "ease"):
            means = []
            for learner in self.learners:
                values = [int(answer["value"]) for (_, _, item), answer in learner.answers.items()
                          if item == scale and answer["value"] <= "5"]
                if values:
                    means.append(statistics.fmean(values))
            expected = by_hand.mean_interval(means)
            self.same(criteria[scale]["estimate"], expected)
            self.assertEqual(criteria[scale]["verdict"], self.judged(expected, 4))
        self.assertEqual(figures["invalid_answers"], 1)

        opened = {n: [p for p in self.learners if any(e["notebook"] == n for e in p.events)] for n in make_learners.SECTIONS}
        exercises = {(row["notebook"], row["exercise"]): row for row in figures["exercises"]}
        self.assertEqual(set(exercises), {(n, e) for n, all in make_learners.EXERCISES.items() for e in all})
        for (notebook, name), row in exercises.items():
            solved = 0
            for learner in opened[notebook]:
                kinds = [e["kind"] for e in learner.events if (e["notebook"], e["place"]) == (notebook, name)]
                solved += "solved" in kinds and kinds[:kinds.index("solved")].count("hint") <= 1
            expected = by_hand.share_interval(solved, len(opened[notebook]))
            self.same(row["solved"], expected)
            self.assertEqual(row["verdict"], self.judged(expected, 0.8))
        self.assertEqual(sum(criteria["exercises"]["counts"].values()), len(exercises))

        sections = {(row["notebook"], row["section"]): row for row in figures["sections"]}
        self.assertEqual(set(sections), {(n, s) for n, all in make_learners.SECTIONS.items() for s in all})
        for (notebook, name), row in sections.items():
            minutes = []
            for learner in opened[notebook]:
                times = {e["kind"]: e["at"] for e in learner.events if (e["notebook"], e["place"]) == (notebook, name)}
                if "section_end" in times:   # the last beginning: what lies before it is a pause
                    minutes.append((times["section_end"] - times["section_begin"]) / 60)
            self.same(row["finished"], by_hand.share_interval(len(minutes), len(opened[notebook])))
            self.assertAlmostEqual(row["minutes"], statistics.median(minutes))

    def test_objectives_and_what_to_change_first(self):
        figures = self.figures()
        objectives = [o["id"] for o in make_learners.course("objectives.json")["objectives"]]
        self.assertEqual([row["objective"] for row in figures["knowledge"]["objectives"]], objectives)
        for number, row in enumerate(figures["knowledge"]["objectives"]):
            right = answers = 0
            for form in "ab":
                item = make_learners.course(f"test_{form}.json")["items"][number]
                given = [v for p in self.learners for v in self.values(p, "posttest", [item["id"]])]
                answers += len(given)
                right += given.count(item["correct"])
                for mistake in row["mistakes"]:
                    if mistake["item"] == item["id"]:
                        self.assertEqual(mistake["count"], max(given.count(o) for o in "abcd" if o != item["correct"]))
            self.same(row["after"], by_hand.share_interval(right, answers))
        changes = figures["changes"]
        self.assertTrue(changes)
        order = [(c["verdict"] != "not_met", -c["shortfall"]) for c in changes]
        self.assertEqual(order, sorted(order))
        for change in changes:
            self.assertLess(change["estimate"]["value"], change["threshold"])
        # What the generator makes hard comes out as hard.
        self.assertEqual((changes[0]["kind"], changes[0]["verdict"]), ("ease", "not_met"))
        self.assertEqual(next(c["place"] for c in changes if c["kind"] == "exercise"), "02.transfer")

    def test_the_page_is_whole_accessible_and_keeps_answers_as_text(self):
        pages = {}
        for lang in ("es", "en"):
            out = self.folder / f"informe-{lang}.html"
            said = self.done("forms", "report", self.hand_ins, "--out", out, "--lang", lang)
            self.assertIn(str(out), said.out)
            self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
            pages[lang] = out.read_text(encoding="utf-8")
            page = Page(pages[lang])
            self.assertEqual((page.open, page.wrong), ([], []))
            self.assertEqual(dict(page.attributes)["html"]["lang"], lang)
            self.assertLessEqual(set(page.tags) & {"script", "img", "b", "link", "iframe", "object", "form"}, set())
            self.assertNotRegex(pages[lang], r'(?:src|href)="(?!#)')
            self.assertIn(make_learners.HTML, "".join(page.text))
            self.assertEqual(page.tags.count("table"), page.tags.count("caption"))
            self.assertTrue(all("scope" in a for tag, a in page.attributes if tag == "th"))
            pictures = [a for tag, a in page.attributes if tag == "svg"]
            self.assertTrue(all(a.get("role") == "img" and a.get("aria-label") for a in pictures))
            self.assertEqual(page.tags.count("h1"), 1)
            policy = next(a["content"] for _, a in page.attributes if a.get("http-equiv") == "Content-Security-Policy")
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("script-src", policy)
            self.assertIn(("meta", {"name": "referrer", "content": "no-referrer"}), page.attributes)
            # Titles, and not the names that files are written with.
            for inner in ["01.change", "02.transfer", "blind_ab", ".quiz", "01.know"]:
                self.assertNotIn(inner, "".join(page.text))
            self.assertNotRegex("".join(page.text), r"\bnan\b|\binf\b|survey\.|\{[a-z_]+\}")
        self.assertNotEqual(pages["es"], pages["en"])
        self.assertIn("se cumple", pages["es"])
        self.assertIn("Atención: 20 de 20", pages["es"])
        self.assertIn("20 of 20", pages["en"])

    def test_merging_names_what_is_broken_and_who_is_twice(self):
        self.write("entregas/rota.json", '{"format": "afina-course", "schema"')
        self.write("entregas/otra.json", "[]")
        out = self.folder / "clase.json"
        merged = self.done("forms", "merge", self.hand_ins, "--out", out, "--json")
        self.assertEqual({pathlib.Path(s["path"]).name: s["code"] for s in merged.json["skipped"]},
                         {"rota.json": "base.json_syntax", "otra.json": "survey.not_a_course_file"})
        self.assertEqual([r["code"] for r in merged.json["repeated"]], [self.learners[2].code])
        said = self.done("forms", "merge", self.hand_ins, "--out", out)
        for word in ("rota.json", "otra.json", self.learners[2].code):
            self.assertIn(word, said.err)
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        self.assertEqual(len(json.loads(out.read_text(encoding="utf-8"))["learners"]), 20)
        # One file says what the many said, whatever came first.
        together = self.done("forms", "report", out, "--json").json
        for name in ("files", "skipped", "repeated"):
            together.pop(name)
        apart = {k: v for k, v in self.figures().items() if k in together}
        self.assertEqual(together, apart)

    def test_few_people_cannot_tell(self):
        few = sorted(self.hand_ins.glob("persona0[1-3].json"))
        figures = self.done("forms", "report", *few, "--json").json
        self.assertEqual({c["verdict"] for c in figures["criteria"]}, {"cannot_tell"})
        one = self.done("forms", "report", few[0], "--json").json
        self.assertIsNone(one["sus"]["mean"]["low"])
        nobody = self.write("nadie.json", '{"format": "afina-course", "schema": 1, "learners": []}')
        empty = self.done("forms", "report", nobody, "--json").json
        self.assertEqual((empty["people"], empty["changes"]), (0, []))
        self.done("forms", "report", nobody, "--out", self.folder / "nadie.html")

    def test_refusals(self):
        self.refused("forms", "repor", self.hand_ins, code="cli.unknown_forms_action", place="repor")
        self.refused("forms", "merge", self.folder / "no", code="io.not_found", place="no")
        self.refused("forms", "report", self.write("rota.json", "{"), code="survey.all_skipped", place="rota.json")
        (self.folder / "vacia").mkdir()
        self.refused("forms", "report", self.folder / "vacia", code="survey.no_files", place="vacia")
        self.refused("forms", "report", self.hand_ins, "--out", self.folder, code="io.cannot_write", place=self.folder)


if __name__ == "__main__":
    support.main()
