#!/usr/bin/env python3
"""Writes the handout page of each notebook, docs/*/curso|course/NN.md, from the texts of the course.

With --check it writes nothing and fails where a page is not what the texts say.
"""
import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONTENT = ROOT / "python" / "afina" / "course" / "content"
NOTEBOOKS = ("00", "01", "02", "03", "04", "05", "closing")
FOLDERS = {"es": ROOT / "docs" / "es" / "curso", "en": ROOT / "docs" / "en" / "course"}
WORDS = {
    "es": {"minutes": "Dura unos {} minutos.", "ideas": "Lo que hay que recordar", "words": "Palabras",
           "recall": "Para recordar sin mirar", "own": "Con tus datos", "reading": "Para leer",
           "quiz": "Errores corrientes", "closing": "cierre"},
    "en": {"minutes": "It takes about {} minutes.", "ideas": "What to remember", "words": "Words",
           "recall": "To recall without looking", "own": "With your own data", "reading": "To read",
           "quiz": "Common mistakes", "closing": "closing"}}


def read(name: str) -> dict:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def mistakes(told: dict, lang: str) -> list[str]:
    """Of each question, the first wrong idea and why it is one."""
    found = []
    for question in told["quiz"]:
        wrong = next(option for option in question["options"] if not option["right"])
        before, after = "«»" if lang == "es" else "“”"
        found.append(f"- {question['text'][lang]} _{before}{wrong['text'][lang]}{after}_ {wrong['why'][lang]}")
    return found


def page(number: str, lang: str) -> str:
    told, say = read(number), WORDS[lang]
    terms = [term for term in read("glossary")["terms"] if term["notebook"] == number]
    name = number if number != "closing" else ""
    lines = [f"# {name} · {told['title'][lang]}" if name else f"# {told['title'][lang]}", "",
             told["promise"][lang] + " " + say["minutes"].format(told["minutes"]), "", f"## {say['ideas']}", ""]
    lines += [f"- {idea[lang]}" for idea in told["ideas"]]
    if terms:
        lines += ["", f"## {say['words']}", ""]
        lines += [f"- **{term['word'][lang]}**: {term['text'][lang]}." for term in terms]
    if told["quiz"]:
        lines += ["", f"## {say['quiz']}", "", *mistakes(told, lang)]
    own = [entry for entry in told["exercises"] if entry["kind"] == "transfer"]
    if own:
        lines += ["", f"## {say['own']}", "", own[0]["text"][lang]]
    lines += ["", f"## {say['recall']}", ""]
    lines += [f"- {entry['text'][lang]} {entry['answer'][lang]}" for entry in told["recall"]]
    lines += ["", f"## {say['reading']}", ""]
    lines += [f"- {work['author'] if isinstance(work['author'], str) else work['author'][lang]}, "
              f"_{work['title']}_. {work['summary'][lang]}" for work in told["readings"]]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for lang, folder in FOLDERS.items():
        folder.mkdir(parents=True, exist_ok=True)
        for number in NOTEBOOKS:
            path = folder / f"{WORDS[lang]['closing'] if number == 'closing' else number}.md"
            wanted = page(number, lang)
            if check and (not path.exists() or path.read_text(encoding="utf-8") != wanted):
                stale.append(str(path.relative_to(ROOT)))
            elif not check:
                path.write_text(wanted, encoding="utf-8")
    for path in stale:
        print(f"{path} is not what the course says; run tools/make_course_pages.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
