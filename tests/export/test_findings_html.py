"""The page of a report: its text whole, every figure of every relation marked, nothing of the report's own ever run."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made import FILES, HOSTILE_NAME, hostile, report

from extractor.checker import Verdict
from extractor.documents import BlockKind
from extractor.export import Report, Unread
from extractor.export.findings_html import index, page

VOID = {"meta", "input", "br", "img", "link"}


class Read(HTMLParser):
    """All elements of a page in order, with the text inside each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.text: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.all.append((tag, {k: v or "" for k, v in attrs}))
        self.text.append([])
        if tag not in VOID:
            self._open.append(len(self.all) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.all[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for n in self._open:
            self.text[n].append(data)

    def of(self, tag: str = "", **attributes: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of the elements of a tag whose (space-parted) attributes have the given word."""
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [
            (a, "".join(self.text[n]))
            for n, (t, a) in enumerate(self.all)
            if tag in ("", t) and all(v in a.get(k, "").split() for k, v in wanted.items())
        ]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_figure_of_every_relation_is_marked(file: Path) -> None:
    made = report(file)
    relations = made.checked.relations
    read = Read(page(made, "zh"))
    items = {a["id"]: a["data-v"] for a, _ in read.of("li", class_="item")}
    assert items == {r.id: str(r.verdict) for r in relations}
    lit: dict[str, str] = {}
    for attributes, words in read.of("span", class_="f"):
        for number in attributes["data-r"].split():
            lit[number] = lit.get(number, "") + "|" + words
        assert set(attributes["data-c"].split()) <= set(attributes["data-r"].split())
    for r in relations:
        for term in r.terms:
            printed = "".join(made.checked.document.text[term.span.start : term.span.end].split())
            assert printed in re.sub(r"[\s|]", "", lit[r.id]), (r.id, printed)
        assert len(read.of("a", id=f"at-{r.id}")) == 1
        assert any(r.id in a["data-c"].split() for a, _ in read.of("span", class_="f"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_text_is_the_reports(file: Path) -> None:
    made = report(file)
    document = made.checked.document
    read = Read(page(made, "zh"))
    ((_, shown),) = read.of("main")
    texts: list[str] = []
    for block in document.blocks:
        spans = [block.span]
        if block.kind is BlockKind.TABLE:
            spans = [c.span for row in document.tables[block.table].rows for c in row if c.span.end > c.span.start]
        texts += ["".join(document.text[at] for at in document.view(s).offsets) for s in spans]
    assert "".join(re.sub(r"第 \d+ 页", "", shown).split()) == "".join("".join(texts).split())
    ((main, _),) = read.of("main")
    assert main["aria-label"] == "报告正文"
    kinds = [b.kind for b in document.blocks]
    assert len(read.of("table")) == kinds.count(BlockKind.TABLE)
    in_main = [t for t, _ in read.all[next(n for n, (t, _) in enumerate(read.all) if t == "main") :]]
    assert sum(bool(re.fullmatch(r"h[2-6]", t)) for t in in_main) == kinds.count(BlockKind.HEADING)


def test_findings_are_in_groups_with_the_gravest_first_and_the_rest_folded() -> None:
    made = report(next(f for f in FILES if f.stem == "anhui_health_2024"))
    groups = [(t, a["data-v"]) for t, a in Read(page(made, "zh")).all if a.get("class") == "group"]
    order = [v for v in ("violated", "tail", "holds", "not_checked") if made.checked.of(Verdict(v))]
    assert [v for _, v in groups] == order and len(order) == 4
    assert [t for t, _ in groups] == ["section", "section", "details", "details"]
    boxes = {a["value"] for a, _ in Read(page(made, "zh")).of("input")}
    assert boxes == {"violated", "tail", "holds", "not_checked"}


def policy(read: Read) -> str:
    ((attributes, _),) = [(a, x) for a, x in read.of("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    return attributes["content"]


def digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_words_stay_words(language: str, tmp_path: Path) -> None:
    made = hostile(tmp_path)
    assert {r.verdict for r in made.checked.relations} >= {Verdict.VIOLATED, Verdict.HOLDS}
    html = page(made, "zh" if language == "zh" else "en")
    read = Read(html)
    assert {t for t, _ in read.all} <= {
        *("html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "h4", "h5", "h6", "p", "b", "a", "span", "div"),
        *("fieldset", "label", "input", "main", "aside", "section", "details", "summary", "ol", "li", "table", "tr", "td", "script"),
    }
    assert [a for _, attributes in read.all for a in attributes if a.startswith("on") or a in ("src", "style", "srcdoc")] == []
    assert {a["href"][0] for a, _ in read.of("a") if "href" in a} == {"#"}
    assert all("</script>" not in words for _, words in read.of("b"))
    ((_, script),) = read.of("script")
    ((_, style),) = read.of("style")
    said = policy(read)
    assert f"script-src {digest(script)};" in said and f"style-src {digest(style)};" in said and said.startswith("default-src 'none'")
    assert "unsafe" not in said and "hacked" not in script
    ((_, shown),) = read.of("main")
    for words in (
        "</script><script>hacked=1</script>=1+1",
        '"onmouseover="hacked股',
        "<imgsrc=xonerror=hacked=1>",
        "&lt;b&gt;",
        "\\u202e反向",
    ):
        assert words in shown.replace(" ", "")
    assert "\u202e" not in html and "\x07" not in html
    assert HOSTILE_NAME in read.of("title")[0][1] and HOSTILE_NAME in read.of("h1")[0][1]


def test_the_page_needs_nothing_from_elsewhere() -> None:
    html = page(report(FILES[0]), "zh")
    assert not re.search(r"https?://|@import|url\(", re.sub(r"<main.*</main>", "", html, flags=re.S))


def test_english() -> None:
    made = report(FILES[0])
    read = Read(page(made, "en"))
    assert read.all[0][1]["lang"] == "en"
    aside = read.of("aside")[0][1]
    assert "violated" in aside and "不成立" not in aside and "suspect" in aside


def test_a_report_without_relations_has_a_page(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("部门职责说明。\n", encoding="utf-8")
    read = Read(page(report(file), "zh"))
    assert read.of("li") == [] and "没有发现" in read.of("aside")[0][1]


def test_the_index_leads_to_the_pages_and_names_what_was_not_checked(tmp_path: Path) -> None:
    reports: list[tuple[Report, str]] = [(hostile(tmp_path), 'javascript:a"#1.html'), (report(FILES[0]), "b.html")]
    html = index(reports, [Unread("x<script>.txt", "坏 & 空")], "zh")
    read = Read(html)
    assert [a["href"] for a, _ in read.of("a")] == ["javascript%3Aa%22%231.html", "b.html"]
    assert read.of("script") == [] and "script-src 'none'" in policy(read)
    assert "✗ x<script>.txt: 坏 & 空" in read.of("tr")[-1][1]
