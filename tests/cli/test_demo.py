"""demo: what a stranger sees first, held to what the README promises."""
import support
from support import CliCase


class Demo(CliCase):
    def test_the_whole_tour(self):
        out = self.folder / "demo"
        result = self.done("demo", "--out", out, "--json", "--lang", "es", timeout=900)
        scores = {e["name"]: e["scores"] for e in result.json["complaints"]["entries"]}
        accuracy = {name: found["accuracy"]["value"] for name, found in scores.items()}
        self.assertGreaterEqual(accuracy["after"], accuracy["majority"] + 0.30, accuracy)
        self.assertGreaterEqual(accuracy["after"], accuracy["tfidf"] - 0.03, accuracy)
        self.assertGreater(accuracy["after"], accuracy["before"], accuracy)
        print(f"complaints: {accuracy['after']:.3f} after, {accuracy['tfidf']:.3f} TF-IDF, trained in "
              f"{result.json['complaints_seconds']:.0f} s; office: {result.json['office_seconds']:.0f} s")
        for left in ("quejas/adapter/adapter_model.safetensors", "quejas/evaluation.json", "oficina/run.json"):
            self.assertTrue((out / left).exists(), left)
        self.assertIn("1.", result.err)
        self.done("classify", out / "quejas", "--text", "La farola de mi calle está apagada")
        # A folder that a demo did not make is not touched.
        self.write("mia/carta.txt", "hola")
        self.refused("demo", "--out", self.folder / "mia", code="workflow.demo_folder_taken", place="mia")


if __name__ == "__main__":
    support.main()
