"""Tokenizers and models kept loaded."""
import gc
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import afina

TEXT = "Había una vez un niño en Ñuñoa."


def test_tokenizer_round_trip_and_offsets():
    tokenizer = afina.Tokenizer("semilla")
    encoding = tokenizer.encode(TEXT)
    assert (encoding.ids.dtype, encoding.offsets.dtype) == (np.int32, np.int32)
    assert encoding.offsets.shape == (len(encoding), 2)
    assert tokenizer.decode(encoding.ids) == TEXT
    for token, (begin, end) in zip(encoding.tokens, encoding.offsets):
        if "‹" not in token:
            assert token.strip() == TEXT[begin:end].strip()
    assert tokenizer.vocab_size == 8192
    assert tokenizer.decode([tokenizer.id_of("<|im_end|>")]) == ""
    assert tokenizer.decode([tokenizer.id_of("<|im_end|>")], skip_special=False) == "<|im_end|>"
    assert "8192" in repr(tokenizer)
    assert "<span" in encoding._repr_html_()


def test_special_tokens_in_the_text():
    tokenizer = afina.Tokenizer()
    assert len(tokenizer.encode("<|im_end|>")) == 1
    assert len(tokenizer.encode("<|im_end|>", parse_special=False)) > 1


def test_train_a_tokenizer(tmp_path):
    texts = [f"la casa {i} de la plaza" for i in range(50)]
    trained = afina.Tokenizer.train(texts, 300, tmp_path / "t.json", special_tokens=["<|fin|>"])
    assert trained.decode(trained.encode(texts[7]).ids) == texts[7]
    assert trained.vocab_size <= 300
    assert len(trained.encode(" plaza")) == 1
    with pytest.raises(afina.AfinaError):
        afina.Tokenizer.train(texts, 10, tmp_path / "u.json")


def test_logits_are_the_models_own_memory(semilla):
    logits = semilla.logits(TEXT)
    assert logits.dtype == np.float32
    assert logits.shape == (len(semilla.tokenizer.encode(TEXT)), semilla.shape["vocabulary"])
    assert not logits.flags.owndata
    assert np.isfinite(logits).all()
    kept = logits[-1].copy()
    semilla.logits("otra cosa")
    gc.collect()
    assert (logits[-1] == kept).all()


def test_next_tokens_agree_with_logits(semilla):
    last = semilla.logits(TEXT)[-1].astype(np.float64)
    probabilities = np.exp(last - last.max())
    probabilities /= probabilities.sum()
    found = semilla.next_tokens(TEXT, k=5)
    assert len(found) == 5
    np.testing.assert_allclose([p for _, p in found], np.sort(probabilities)[::-1][:5], rtol=1e-3)
    assert semilla.next_tokens(TEXT, k=3, raw=False) != semilla.next_tokens(TEXT, k=3)


def test_score_agrees_with_logits(semilla):
    ids = semilla.tokenizer.encode(TEXT).ids
    logits = semilla.logits(TEXT).astype(np.float64)
    logits -= logits.max(1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    nats = -sum(logs[t, ids[t + 1]] for t in range(len(ids) - 1))
    score = semilla.score(TEXT)
    assert score["tokens"] == len(ids) - 1
    assert score["perplexity"] == pytest.approx(np.exp(nats / (len(ids) - 1)), rel=1e-3)
    assert score["bits_per_byte"] == pytest.approx(nats / np.log(2) / score["bytes"], rel=1e-3)


def test_what_a_model_is(semilla):
    assert semilla.shape["architecture"] == "llama"
    assert 1e6 < semilla.shape["parameters"] < 8e6
    assert (semilla.shape["hidden_size"], semilla.shape["intermediate_size"]) == (256, 704)
    assert "semilla" in repr(semilla)


def test_refusals(semilla, classifier):
    for call, code in ((lambda: semilla.logits(""), "generation.empty_prompt"),
                       (lambda: semilla.logits("ñu " * 5000), "generation.prompt_too_long"),
                       (lambda: afina.Model(classifier), "workflow.run_classifies"),
                       (lambda: afina.Model("no_hay"), "workflow.model_not_found")):
        with pytest.raises(afina.AfinaError) as raised:
            call()
        assert raised.value.code == code


SLOW = """
import sys, time, afina, numpy   # numpy before it begins: a stop while it is being imported is not what is tried
model = afina.Model("semilla")
answerer = sys.argv[2]
long = "Una mañana de abril la concejala abrió la carta y leyó en voz alta lo que pedían los vecinos. " * 20000
calls = {"score": lambda: model.score(long), "classify": lambda: afina.classify(answerer, ["No hay luz."] * 1000000),
         "logits": lambda: [model.logits("La plaza. " * 100) for _ in range(100000)],
         "next_tokens": lambda: [model.next_tokens("La plaza") for _ in range(1000000)],
         "generate": lambda: [afina.generate(model, "Había", max_new_tokens=400) for _ in range(100000)],
         "summarize": lambda: afina.summarize(long, model="semilla", method="abstractive", progress="none")}
print("begun", flush=True)
try:
    calls[sys.argv[1]]()
except KeyboardInterrupt:
    print("stopped", flush=True)
print(model.score("Había una vez")["tokens"], flush=True)
"""


@pytest.mark.parametrize("call", ["score", "classify", "logits", "next_tokens", "generate", "summarize"])
def test_ctrl_c_stops_at_once_and_leaves_the_model_usable(call, classifier):
    child = subprocess.Popen([sys.executable, "-c", SLOW, call, str(classifier.path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline().strip() == "begun"
    time.sleep(1)       # well inside the call
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline().strip() == "stopped"
    # A busy machine is slow, not wrong: without the check each of these calls goes on for minutes.
    assert time.monotonic() - begun < 10
    rest, _ = child.communicate(timeout=120)
    assert int(rest) > 0


def test_a_loaded_model_stands_for_its_name(semilla):
    assert afina.generate(semilla, "Hola", max_new_tokens=3).text == afina.generate("semilla", "Hola", max_new_tokens=3).text
    assert afina.Tokenizer(semilla).vocab_size == 8192


def test_a_question_goes_in_the_models_conversation_format_where_it_is_asked_so():
    tokenizer, question = afina.Tokenizer("semilla"), "¿Para qué sirve una farola?"
    told, plain = (tokenizer.decode(afina.generate("semilla", question, max_new_tokens=2, chat=chat).prompt_ids,
                                    skip_special=False) for chat in (True, False))
    assert told == f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    assert plain == question
