"""afina template: a conversation as a model's own template writes it."""
import json

import support
from support import CliCase, afina, conformance, ran

MESSAGES = [{"role": "user", "content": "¿Qué hora es?"}, {"role": "assistant", "content": "Las tres."}]
CHATML = ("{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}"
          "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")
WRITTEN = "<|im_start|>user\n¿Qué hora es?<|im_end|>\n<|im_start|>assistant\nLas tres.<|im_end|>\n"


class Template(CliCase):
    def context(self, **more):
        return json.dumps({"messages": MESSAGES, **more})

    def test_a_model_a_config_and_a_file_of_its_own(self):
        config = self.write("tokenizer_config.json", json.dumps({"chat_template": CHATML}))
        own = self.write("own.jinja", CHATML)
        for source in ("semilla", config, own, self.folder):
            self.assertEqual(self.done("template", source, input=self.context()).out, WRITTEN)
        prompted = self.done("template", "semilla", input=self.context(add_generation_prompt=True)).out
        self.assertEqual(prompted, WRITTEN + "<|im_start|>assistant\n")
        self.assertEqual(self.done("template", own, "--json", input=self.context()).json, {"text": WRITTEN})

    def test_the_folders_own_file_goes_before_the_config(self):
        self.write("model/tokenizer_config.json", json.dumps({"chat_template": "no", "bos_token": {"content": "<s>"}}))
        self.write("model/chat_template.jinja", "{{ bos_token }}{{ messages | length }}")
        self.assertEqual(self.done("template", self.folder / "model", input=self.context()).out, "<s>2")
        self.assertEqual(self.done("template", self.folder / "model", input=self.context(bos_token="B")).out, "B2")

    def test_of_several_templates_the_one_for_tools_where_there_are_tools(self):
        named = [{"name": "default", "template": "plain"}, {"name": "tool_use", "template": "{{ tools | tojson }}"}]
        config = self.write("tokenizer_config.json", json.dumps({"chat_template": named}))
        self.assertEqual(self.done("template", config, input=self.context()).out, "plain")
        self.assertEqual(self.done("template", config, input=self.context(tools=[{"b": 1, "a": 2}])).out, '[{"b": 1, "a": 2}]')

    def test_the_clock(self):
        own = self.write("own.jinja", "{{ strftime_now('%d %b %Y %H:%M') }}")
        self.assertEqual(self.done("template", own, "--clock", "2025-07-10T12:30:00Z", input="{}").out, "10 Jul 2025 12:30")
        self.refused("template", own, "--clock", "ayer", code="jinja.bad_clock", place="ayer", input="{}")

    def test_refusals(self):
        own = self.write("own.jinja", "\n{{ raise_exception('Roles must alternate') }}")
        texts = self.refused("template", own, code="jinja.raised", place="own.jinja", input=self.context())
        self.assertIn("Roles must alternate", texts["en"])
        self.refused("template", self.write("bad.jinja", "{{ a b }}"), code="jinja.syntax", place="bad.jinja", input="{}")
        self.refused("template", self.write("deep.jinja", "{{ nope.x }}"), code="jinja.undefined", place="nope", input="{}")
        self.refused("template", own, code="base.json_syntax", place="stdin", input="no")
        self.refused("template", own, code="base.json_type", place="stdin", input="[1]")
        self.refused("template", "no-such-model", code="workflow.model_not_found", place="no-such-model", input="{}")
        config = self.write("tokenizer_config.json", "{}")
        self.refused("template", config, code="workflow.no_chat_template", place="tokenizer_config.json", input="{}")
        endless = self.write("endless.jinja", "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}")
        self.refused("template", endless, code="jinja.too_many_steps", place="endless.jinja", input="{}")

    def test_real_templates(self):
        cases = json.loads((conformance("chat_templates") / "real_templates.json").read_text(encoding="utf-8"))[::6]
        for case in cases:
            own = self.write("own.jinja", case["chat_template"])
            expected = case["target"] if case["python_jinja2_matches"] else case["python_jinja2_result"]
            result = afina("template", own, "--clock", case["clock"], input=json.dumps(case["data"]))
            self.assertEqual((result.code, result.out), (0, expected), case["name"])
        ran("chat_templates/real_templates by the command", len(cases))


if __name__ == "__main__":
    support.main()
