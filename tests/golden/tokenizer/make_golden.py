"""Writes the tokenizer fixtures of this folder and the answers of Hugging Face tokenizers (made with 0.23.3).

    pip install tokenizers==0.23.3 && python make_golden.py

NAME.tokenizer.json: small tokenizers of every supported family, trained on the sentences below, which were written for
this file. NAME.expected.jsonl: ids, offsets in code points and decoded texts. components.jsonl: single normalisers,
pre-tokenisers and decoders. trained.json: what the library's trainer learns.
"""
import itertools
import json
from pathlib import Path

from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

HERE = Path(__file__).parent
CORPUS = """
La vecina del tercero riega las macetas antes de que salga el sol.
El ayuntamiento ha cambiado el horario de recogida de muebles: los jueves, de 20:00 a 22:30.
¿Dónde está la farmacia de guardia? —preguntó la niña, y nadie supo contestar.
Los niños cantaban en el patio mientras los mayores recogían las mesas y las sillas.
Mañana volverá a llover; el pronóstico dice que habrá 12,5 litros por metro cuadrado.
The neighbour waters her plants before sunrise, and the children don't mind the noise.
We've changed the timetable: it's now open on Thursdays from 8 to 10 pm.
canción camión corazón ratón jabón melón limón sillón balcón cajón
""" * 4
TEXTS = [
    "", " ", "  ", "\n", "a", "hola", " hola", "hola ", "  hola  mundo  ", "La vecina riega las macetas.",
    "¿Dónde está la niña?", "It's 12,5 litros: we've 20:00 a 22:30", "don't DON'T I'LL", "cafe\u0301 y nin\u0303o, q\u0307\u0323",
    "日本語と 漢字", "🙂👩‍👩‍👧 fin", "tab\tnueva\nlínea\r\n\r\n  fin", "x" * 70, "aaaaaaaaab" * 20, "1234567 89",
    "<|fin|>", "hola<|fin|>adiós", "hola <|fin|> adiós", "<|fin|><|fin|>", "<marca>", "una <marca> dos", "una<marca>dos",
    "  <izq>  a  <der>  b", "a<izq><der>b", "palabra_sola", "una sola vez, solamente sola", "\u2581ya\u2581marcado", "Ġ raro Ċ",
    "nulo\u0000dentro", "\u00a0\u3000espacios\u2009raros\u180e", "ÁÉÍÓÚ áéíóú Ü ü Ñ ñ ß İ ﬁ ½ Ⅷ", "한국어 각", "e\u0345\u1dfa\u0315",
    "$100 + 20% = ^mucho^ | ~nada~", "fin.\n\n\n\nOtro párrafo.   \n   Sangrado.", "https://ejemplo.es/a?b=c&d=%20", "mezcla12de3cifras",
]


def added(tokenizer):
    tokenizer.add_special_tokens(["<|ini|>", "<|fin|>"])
    tokenizer.add_tokens([
        AddedToken("<marca>", normalized=False), AddedToken("<izq>", lstrip=True, normalized=False),
        AddedToken("<der>", rstrip=True, normalized=False), AddedToken("sola", single_word=True, normalized=True),
    ])
    return tokenizer


def train(tokenizer, size, **options):
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False, **options)
    tokenizer.train_from_iterator(CORPUS.strip().split("\n"), trainer)
    return tokenizer


def begin_with(token, tokenizer):
    return processors.TemplateProcessing(single=f"{token} $A", special_tokens=[(token, tokenizer.token_to_id(token))])


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return added(train(tokenizer, 420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))


def byte_level_prefix():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)])
    tokenizer.decoder = decoders.ByteLevel()
    added(train(tokenizer, 400, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    ends = [(name, tokenizer.token_to_id(name)) for name in ("<|fin|>", "<|ini|>")]
    tokenizer.post_processor = processors.RobertaProcessing(*ends, trim_offsets=True, add_prefix_space=True)
    return tokenizer


def nfc_split_ignore_merges():
    pattern = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
               r"\s*[\r\n]+|\s+(?!\S)|\s+")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    train(tokenizer, 420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(model["vocab"])
    vocabulary["Ġmundo"] = len(vocabulary)   # no merge leads there
    tokenizer.model = models.BPE(vocab=vocabulary, merges=[tuple(m) for m in model["merges"]], ignore_merges=True)
    added(tokenizer)
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), begin_with("<|ini|>", tokenizer)])
    return tokenizer


def sentencepiece(fuse_unk=True, fallback=True):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<unk>", "<s>", "</s>"] + ([f"<0x{byte:02X}>" for byte in range(256)] if fallback else [])
    train(tokenizer, 600 if fallback else 300, special_tokens=special)
    model = json.loads(tokenizer.to_str())["model"]
    plain = Tokenizer(models.BPE(vocab=model["vocab"], merges=[tuple(m) for m in model["merges"]], unk_token="<unk>",
                                 fuse_unk=fuse_unk, byte_fallback=fallback))
    plain.add_special_tokens(special[:3])
    return added(plain)


def llama_like():
    tokenizer = sentencepiece()
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = begin_with("<s>", tokenizer)
    return tokenizer


def metaspace_first():
    tokenizer = sentencepiece(fuse_unk=False, fallback=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    return tokenizer


def metaspace_unsplit():
    tokenizer = sentencepiece(fuse_unk=True, fallback=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def decorated(prefix="", suffix=""):
    """A model whose characters inside (prefix) or at the end (suffix) of a word are tokens of their own. Written out by
    hand, because the library's trainer numbers such tokens in the order of a hash table."""
    letters = sorted(set("abcdefghilmnopqrstuvz0123456789.,'?"))
    tokens = ["<unk>"] + letters + [prefix + letter + suffix for letter in letters]
    pairs = ["la", "as", "ni", "es", "ci", "on", "12", "ta"]
    merges = [(pair[0], prefix + pair[1]) for pair in pairs] + [(a, prefix + b + suffix) for a, b in pairs if suffix]
    merges += [("ci", prefix + "o"), ("ni", prefix + "n")] + ([("la", "s" + suffix)] if suffix else [])
    tokens += [left + right[len(prefix):] for left, right in merges]
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys(tokens))}
    return Tokenizer(models.BPE(vocab=vocabulary, merges=merges, unk_token="<unk>", end_of_word_suffix=suffix,
                                continuing_subword_prefix=prefix))


def classic():
    tokenizer = decorated(suffix="</w>")
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits()])
    tokenizer.decoder = decoders.BPEDecoder(suffix="</w>")
    return added(tokenizer)


def continuing():
    tokenizer = decorated(prefix="##")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return added(tokenizer)


def answer(tokenizer, text):
    whole = tokenizer.encode(text)
    bare = tokenizer.encode(text, add_special_tokens=False)
    tokenizer.encode_special_tokens = True
    as_text = tokenizer.encode(text, add_special_tokens=False)
    tokenizer.encode_special_tokens = False
    return {
        "text": text, "ids_special": whole.ids, "ids": bare.ids, "ids_as_text": as_text.ids,
        "offsets": list(itertools.chain.from_iterable(bare.offsets)),
        "decoded": tokenizer.decode(bare.ids, skip_special_tokens=False),
        "decoded_skip": tokenizer.decode(whole.ids, skip_special_tokens=True),
    }


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows), encoding="utf-8")


def component(kind, part, results):
    config = json.loads(part.__getstate__())
    return [{"kind": kind, "config": config, **result} for result in results]


def component_cases():
    split_patterns = ["ción", " ", Regex(r"\s+"), Regex(r"\d"), Regex(r"[aeiou]+")]
    behaviors = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
    cutters = [pre_tokenizers.Split(p, b, invert=i) for p in split_patterns for b in behaviors for i in (False, True)]
    cutters += [pre_tokenizers.Punctuation(b) for b in behaviors]
    cutters += [pre_tokenizers.Digits(alone) for alone in (False, True)]
    cutters += [pre_tokenizers.Whitespace(), pre_tokenizers.WhitespaceSplit(), pre_tokenizers.CharDelimiterSplit("a")]
    cutters += [pre_tokenizers.ByteLevel(a, use_regex=r) for a in (False, True) for r in (False, True)]
    cutters += [pre_tokenizers.Metaspace(prepend_scheme=s, split=c) for s in ("always", "never", "first") for c in (False, True)]
    cutters += [pre_tokenizers.Sequence([pre_tokenizers.ByteLevel(False), pre_tokenizers.Digits(True)])]
    for part in cutters:
        yield from component("pre_tokenizer", part, (
            {"text": text, "pieces": [[piece, *offset] for piece, offset in part.pre_tokenize_str(text)]}
            for text in TEXTS[1::3] if len(text) < 40))
    changes = [normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD(), normalizers.Lowercase(),
               normalizers.StripAccents(), normalizers.Strip(), normalizers.Strip(left=False), normalizers.Strip(right=False),
               normalizers.Prepend("▁"), normalizers.Replace(" ", "▁"), normalizers.Replace(Regex(r"\s+"), " "),
               normalizers.Replace("a", ""), normalizers.ByteLevel(),
               normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()])]
    for part in changes:
        yield from component("normalizer", part, (
            {"text": text, "result": part.normalize_str(text)} for text in TEXTS if part.normalize_str(text) != text))
    tokens = [[], ["a"], ["▁Hola", "▁mundo"], ["▁", "▁▁", "x▁"], ["<0xC3>", "<0xB1>", "o"], ["<0xC3>", "a"], ["<0xF0>", "<0x9F>"],
              ["<0xE2>", "<0x82>", "<0xAC>", "<0xFF>"], ["Ġni", "Ã", "±o"], ["Ã"], ["ðŁ", "ĻĤ"], ["ðŁ", "a"], ["  ", " a "], ["ho</w>", "la</w>"],
              ["€", "Ġ"], ["<0x+5>", "<0xZZ>", "<0x41>"], ["à¤", "Ģ"], ["íł", "Ģ"]]
    readers = [decoders.ByteLevel(), decoders.ByteFallback(), decoders.Metaspace(), decoders.Metaspace(prepend_scheme="never"),
               decoders.BPEDecoder(), decoders.Fuse(), decoders.Replace("▁", " "), decoders.Strip(" ", 1, 0),
               decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])]
    for part in readers:
        yield from component("decoder", part, ({"tokens": given, "result": part.decode(given)} for given in tokens))


def trained():
    """What the reference trainer learns: afina's own must learn the same."""
    special = ["<|ini|>", "<|fin|>", "<|relleno|>"]
    texts = [text for text in CORPUS.strip().split("\n") + TEXTS if text]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    trainer = trainers.BpeTrainer(vocab_size=500, min_frequency=2, special_tokens=special, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"texts": texts, "special_tokens": special, "vocabulary_size": 500, "vocab": model["vocab"],
            "merges": [" ".join(merge) for merge in model["merges"]]}


def main():
    makers = [byte_level, byte_level_prefix, nfc_split_ignore_merges, llama_like, metaspace_first, metaspace_unsplit, classic,
              continuing]
    for maker in makers:
        tokenizer = maker()
        path = HERE / f"{maker.__name__}.tokenizer.json"
        tokenizer.save(str(path), pretty=False)
        tokenizer = Tokenizer.from_file(str(path))
        write_lines(HERE / f"{maker.__name__}.expected.jsonl", [answer(tokenizer, text) for text in TEXTS])
    write_lines(HERE / "components.jsonl", component_cases())
    (HERE / "trained.json").write_text(json.dumps(trained()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
