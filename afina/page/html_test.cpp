#include "afina/page/html.h"

#include <doctest/doctest.h>

#include "afina/page/chart.h"

using namespace afina::page;

TEST_CASE("what has a meaning in HTML is written so that it has none") {
  CHECK(escape_html("<b a='1' c=\"2\">&amp;</b>") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&lt;/b&gt;");
  CHECK(escape_html("a\tb\nñ 漢 🙂") == "a\tb\nñ 漢 🙂");
  CHECK(escape_html(std::string("\0\x1b\x7f\xff", 4)) == "\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("a page lets nothing be loaded, run or sent, and its title is text") {
  const std::string page = html_page({"es", "</title><script>", "p{margin:0}", "<p>hola</p>"});
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                  "base-uri 'none'; form-action 'none'\"") != std::string::npos);
  CHECK(page.find("<meta name=\"referrer\" content=\"no-referrer\">") != std::string::npos);
  // A policy holds for what follows it.
  CHECK(page.find("Content-Security-Policy") < page.find("<style>p{margin:0}</style>"));
  CHECK(page.find("<html lang=\"es\">") != std::string::npos);
}

TEST_CASE("a table names its columns and rows") {
  HtmlTable table("a & b", {"<x>", "y"});
  table.row({"1", "<br>"});
  const std::string html = table.html();
  CHECK(html.find("<caption>a &amp; b</caption>") != std::string::npos);
  CHECK(html.find("<th scope=\"col\">&lt;x&gt;</th>") != std::string::npos);
  CHECK(html.find("<th scope=\"row\">1</th><td><br></td>") != std::string::npos);
}

TEST_CASE("a bar stays within its scale, and without a number there is none") {
  const std::string bar = bar_svg({120, std::pair{-5.0, 300.0}, 0, 100, 80}, "\"120\"");
  CHECK(bar.find("M0.0 9 H150.0") != std::string::npos);
  CHECK(bar.find("width=\"150.0\"") != std::string::npos);
  CHECK(bar.find("aria-label=\"&quot;120&quot;\"") != std::string::npos);
  CHECK(bar_svg({0.0 / 0.0, std::nullopt}, "").empty());
}
