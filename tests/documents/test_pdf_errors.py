"""PDFs that can't be read, or only in part: an error or a warning that says what to do, never a traceback, a hang or an invented figure."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from made_pdf import Sheet, made_pdf
from test_pdf import filler, prose, words

from extractor.documents import Document
from extractor.documents.read import read_bytes
from extractor.errors import DocumentError, OperatorError


def page(n: int = 1) -> Sheet:
    sheet = Sheet()
    prose(sheet, 100, filler(n))
    return sheet.rows((90, 190, 290), 300, [("科目", "决算数"), ("教育支出", "1,803.82")])


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, "甲.pdf")
    assert caught.value.document == "甲.pdf" and caught.value.remedy.zh and caught.value.remedy.en
    return caught.value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (made_pdf([page()], user="1234"), "加密"),
        (made_pdf([page()])[:300], "损坏"),
        (b"%PDF-1.7\n" + b"rubbish " * 50, "损坏"),
        (made_pdf([]), "没有任何页面"),
        (made_pdf([Sheet()] * 2001), "页数过多"),
        (made_pdf([Sheet().bar(50, 50, 500, 700, 0.5)]), "扫描件"),
        (made_pdf([Sheet().text(90, 100, "缺少编码表的文字123", font="F3")]), "扫描件"),
    ],
    ids=["password", "cut", "rubbish", "no pages", "too many pages", "scan", "no character table"],
)
def test_what_can_not_be_read_is_told(data: bytes, said: str) -> None:
    assert said in refused(data).said.zh


def test_a_form_of_adobes_and_a_portfolio_are_told() -> None:
    xfa = b"/AcroForm << /XFA (form) /Fields [] >> /NeedsRendering true"
    assert "XFA" in refused(made_pdf([Sheet().text(90, 100, "Please wait...", font="F2")], catalog=xfa)).said.zh
    files = b"/Names << /EmbeddedFiles << /Names [(a.pdf) << /Type /Filespec /F (a.pdf) /EF << /F 5 0 R >> >>] >> >> /Collection << >>"
    assert "附件" in refused(made_pdf([Sheet().text(90, 100, "Cover", font="F2")], catalog=files)).said.zh


def test_an_owner_password_alone_does_not_hinder() -> None:
    document = read_bytes(made_pdf([page()], user="", owner="secret"), "甲.pdf")
    assert document.tables[0].rows[1][1].words == "1,803.82"
    assert document.warnings == ()


def test_pages_without_text_are_named() -> None:
    document = read_bytes(made_pdf([page(), Sheet().bar(50, 50, 500, 700), page(), Sheet(), Sheet()]), "甲.pdf")
    assert [w.zh for w in document.warnings if "2, 4-5" in w.zh]
    assert len(document.pages) == 5


def test_a_picture_characters_tick_boxes_are_read_and_others_told() -> None:
    document = read_bytes(made_pdf([page().text(90, 500, "□是 ☑否 囗无").text(90, 520, "缺少", font="F3")]), "甲.pdf")
    assert "□是 ☑否 囗无" in document.text
    assert any("无法识别的字符" in w.zh for w in document.warnings)


def test_two_readers_that_differ_are_told() -> None:
    # Of an ActualText that says other figures than the page shows, only one of the readers takes notice.
    sheet = page()
    sheet.drawn.append("/Span << /ActualText (9) >> BDC BT /F2 12 Tf 90 200 Td (1) Tj ET EMC")
    document = read_bytes(made_pdf([page(), sheet]), "甲.pdf")
    assert [w.zh[:5] for w in document.warnings if "两种读法" in w.zh] == ["第 2 页"]


def test_many_files_at_once() -> None:
    files = [made_pdf([page(n), page(n + 1)]) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        documents = list(pool.map(partial(read_bytes, name="甲.pdf"), files))
    assert [f"第{n}项" in d.text for n, d in enumerate(documents)] == [True] * 12


def test_missing_packages_are_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(OperatorError) as caught:
        read_bytes(made_pdf([page()]), "甲.pdf")
    assert "report-extractor[pdf]" in caught.value.remedy.en


def corrupted(data: bytes, seed: int) -> bytes:
    rng = random.Random(seed)
    broken = bytearray(data)
    match seed % 4:
        case 0:
            for _ in range(rng.randrange(1, 60)):
                broken[rng.randrange(len(broken))] = rng.randrange(256)
        case 1:
            at = rng.randrange(len(broken))
            del broken[at : at + rng.randrange(1, 400)]
        case 2:
            at, of = rng.randrange(len(broken)), rng.randrange(len(broken))
            broken[at:at] = broken[of : of + rng.randrange(1, 500)]
        case _:
            digits = [n for n, b in enumerate(broken) if 48 <= b <= 57]
            for n in rng.sample(digits, min(len(digits), 12)):
                broken[n] = rng.randrange(48, 58)
    return bytes(broken)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_corrupted_files_end_in_a_document_or_an_error(seed: int, packed: bool) -> None:
    data = corrupted(made_pdf([page(1), page(2)], packed=packed), seed)
    try:
        document = read_bytes(data, "甲.pdf")
    except DocumentError as e:
        assert e.remedy.zh
    else:
        assert isinstance(document, Document) and words(document) is not None
