"""The catalogue of texts a person reads, and numbers written the way the language writes them."""
import json
import pathlib

CATALOGUE = json.loads((pathlib.Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
LANGUAGES = ("es", "en")
_NO_BREAK_SPACE = "\u00a0"


class Texts:
    def __init__(self, language: str):
        self.language = language if language in LANGUAGES else "es"

    def __call__(self, key: str, **values) -> str:
        """The text of `key` with its values; of one thing, where n is 1, that of `key`_one where there is one."""
        if str(values.get("n")) == "1" and f"{key}_one" in CATALOGUE:
            key = f"{key}_one"
        return CATALOGUE[key][self.language].format(**values)

    def number(self, value, digits: int = 0) -> str:
        """1234.5 is «1234,5» in Spanish; thousands from five digits on are parted by a space, as both allow."""
        if value is None or value != value:
            return "-"
        text = f"{value:,.{digits}f}" if abs(value) >= 10000 else f"{value:.{digits}f}"
        text = text.replace(",", _NO_BREAK_SPACE)
        return text.replace(".", ",") if self.language == "es" else text

    def small(self, value) -> str:
        """A learning rate or a score: enough digits to tell two apart, no trailing zeros."""
        text = f"{value:.3g}"
        if "e" in text:
            text = f"{value:.8f}".rstrip("0")
        return text.replace(".", ",") if self.language == "es" else text

    def percent(self, share) -> str:
        digits = 0 if share >= 0.1 or share == 0 else 1
        return self.number(100 * share, digits) + _NO_BREAK_SPACE + "%"

    def seconds(self, value) -> str:
        value = max(0, int(round(value)))
        if value < 90:
            return self("time.seconds", n=value)
        return self("time.minutes", n=round(value / 60))

    def listing(self, words) -> str:
        words = list(words)
        if len(words) < 2:
            return "".join(words)
        return " ".join([", ".join(words[:-1]), self("list.and"), words[-1]])
