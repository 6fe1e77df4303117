"""The plain form of every view: HTML without scripts, for Colab, for printing and for readers of a static page."""
from __future__ import annotations

from typing import Any

from . import checks, page
from .session import Session, losses_of


CONTINUED = 8  # beginnings that are gone on with, where the data are running text


def cut(text: str, characters: int) -> str:
    """A text for a cell of a table: its beginning, and a sign that there was more."""
    return text if len(text) <= characters else text[:characters].rstrip() + "…"


def answer_columns(session: Session) -> list[str]:
    """The columns of a table of rows with the right answer and both models' answers."""
    return [session.say(key) for key in ("before.text", "mistakes.truth", "before.before", "before.after")]


def tokens(session: Session, text: str) -> str:
    import afina
    tokenizer = afina.Tokenizer("semilla")
    found = tokenizer.encode(text)
    pieces = [tokenizer.decode([number]) for number in found.ids]
    counts = [(session.say("tokens.semilla"), len(pieces)), (session.say("tokens.words"), len(text.split())),
              (session.say("tokens.bytes"), len(text.encode("utf-8")))]
    return page.marked(pieces) + page.table(session.say("tokens.caption"), ["", session.say("tokens.pieces")], counts)


def next_word(session: Session, prompt: str) -> str:
    import afina
    found = afina.Model("semilla").next_tokens(prompt, 8)
    rows = [(session.say("quote", text=token), f"{100 * share:.0f} %", "█" * max(1, round(40 * share)))
            for token, share in found]
    head = [session.say("next.word"), session.say("next.share"), session.say("next.bar")]
    return page.table(session.say("next.caption", prompt=prompt), head, rows)


def surprise(session: Session, texts: list[str]) -> str:
    import afina
    model = afina.Model("semilla")
    rows = []
    for text in texts:
        score = model.score(text)
        rows.append((session.say("quote", text=text), session.decimal(score["perplexity"], 0),
                     session.decimal(score["bits_per_byte"], 2)))
    head = [session.say("score.text"), session.say("score.perplexity"), session.say("score.bits")]
    return page.table(session.say("score.caption"), head, rows)


def dataset(session: Session) -> str:
    data = session.dataset()
    lengths = sorted(int(length) for length in data.lengths(session.model()))
    parts = [(session.say(f"part.{name}"), len(rows)) for name, rows in data.parts.items()]
    facts = [session.say("data.repeats", n=data.repeats),
             session.say("data.lengths", middle=lengths[len(lengths) // 2], longest=lengths[-1])]
    labels = page.table(session.say("data.labels"), [session.say("data.label"), session.say("data.rows")],
                        list(data.labels.items())[:20]) if data.labels else ""
    split = page.table(session.say("data.parts"), [session.say("data.part"), session.say("data.rows")], parts)
    return page.lines(checks.masked(data.summary)) + page.listing(facts) + split + labels


def bench(session: Session) -> str:
    rows = []
    for rate in (0.002, 0.2):  # the usual one, and a hundred times as big
        losses = losses_of(session.trial(learning_rate=rate, max_steps=24, evaluate_every=12).history)
        ends = (session.decimal(loss, 2) for loss in (losses[0], losses[-1]))
        rows.append((session.decimal(rate, 3).rstrip("0"), *ends))
    head = [session.say("bench.rate"), session.say("bench.first"), session.say("bench.last")]
    return page.table(session.say("bench.caption"), head, rows)


def answers(session: Session, prompt: str) -> tuple[str, str]:
    """What the untuned and the tuned model say to the same prompt, greedily, so that nothing is left to chance."""
    import afina
    run = session.run()
    if run.task == "classify":
        return session.say("before.none"), str(run.classify([prompt])[0].label)
    options = {"max_new_tokens": 48, "temperature": 0, "seed": 1}
    return str(afina.generate(run.model, prompt, like=run, **options)), str(run.generate(prompt, **options))


def examples(session: Session) -> list[dict[str, str]]:
    """Rows set aside with both models' answers; of running text, how each goes on from a held-out beginning."""
    found = session.report().examples
    if found or session.run().task != "continue":
        return found
    if "examples" not in session.cache:
        rows = session.dataset(session.material())
        held = [str(rows.examples[index]["input"]).strip() for index in rows.parts["test"]]
        places = range(0, len(held), max(1, len(held) // CONTINUED))[:CONTINUED]
        session.cache["examples"] = []
        for place in places:
            before, after = answers(session, held[place])
            row = {"input": held[place], "reference": "\n".join(held[place + 1:place + 4]), "before": before,
                   "after": after}
            session.cache["examples"].append({side: checks.masked(text) for side, text in row.items()})
    return session.cache["examples"]


def before_after(session: Session, prompts: dict[str, str]) -> str:
    rows = [(cut(prompt, 200), right, *answers(session, prompt)) for prompt, right in prompts.items()]
    return page.table(session.say("before.caption"), answer_columns(session), rows)


def blind(session: Session) -> str:
    """Answers under A and B; which is which is one click away. The order changes from row to row."""
    parts = []
    for index, row in enumerate(examples(session)[:3]):
        pair = [("before", row["before"]), ("after", row["after"])]
        if (len(row["input"]) + index) % 2:
            pair.reverse()
        shown = page.listing([f"A: {pair[0][1]}", f"B: {pair[1][1]}"])
        key = f"A: {session.say('before.' + pair[0][0])} · B: {session.say('before.' + pair[1][0])}"
        parts.append(page.paragraph(cut(row["input"], 300)) + shown
                     + page.details(session.say("blind.open"), page.paragraph(key)))
    return "".join(parts)


def mistakes(session: Session, report: Any) -> str:
    wrong = sorted((row for row in report.confusion if row["truth"] != row["predicted"]), key=lambda row: -row["rows"])
    matrix = page.table(session.say("mistakes.caption"), [session.say("mistakes.truth"), session.say("mistakes.said"),
                        session.say("data.rows")], [(r["truth"], r["predicted"], r["rows"]) for r in wrong[:8]])
    rows = [tuple(cut(row[key], 200) for key in ("input", "reference", "before", "after")) for row in examples(session)]
    return (matrix if wrong else "") + page.table(session.say("mistakes.examples"), answer_columns(session), rows)


def summary(session: Session, found: Any) -> str:
    places = page.listing(f"{row['text']} [{row['source']}]" for row in found.sentences)
    source = page.details(session.say("summary.source"), page.paragraph(found.document[:6000]))
    return page.heading(session.say("summary.title")) + places + page.paragraph(found.statement) + source


def quiz(session: Session, questions: list[dict[str, Any]]) -> str:
    parts = []
    for number, question in enumerate(questions, 1):
        options = "".join(page.details(option["text"], page.paragraph(
            f"{session.say('quiz.right' if option['right'] else 'quiz.wrong')} {option['why']}"))
            for option in question["options"])
        parts.append(page.paragraph(f"{number}. {question['text']}", strong=True) + options)
    return "".join(parts) + page.paragraph(session.say("quiz.plain"))


def exercise(session: Session, entry: dict[str, Any]) -> str:
    hints = "".join(page.details(session.say("exercise.hint", n=number), page.paragraph(text))
                    for number, text in enumerate(entry["hints"], 1))
    return (page.paragraph(entry["text"], strong=True) + hints
            + page.paragraph(session.say("exercise.plain", id=entry["id"])))


def form(session: Session, instrument: str) -> str:
    return page.paragraph(session.say("form.plain", id=instrument))
