"""Reports to export: one whose words try everything that a page, a table or a workbook could take for its own."""

from __future__ import annotations

from pathlib import Path

from extractor.checker import check
from extractor.documents import read
from extractor.export import Report
from extractor.patterns.sentences import facts_of_sentences

SAMPLES = Path(__file__).resolve().parent.parent.parent / "eval" / "samples"
FILES = sorted(f for f in SAMPLES.iterdir() if f.stem != "README")
HOSTILE_NAME = '=cmd"<b>|a.txt'
HOSTILE = (
    "一、</script><script>hacked=1</script>=1+1\n"
    "本年支出<b>合计100.50万元，其中：基本</script>支出60.20万元，项目支出43.00万元。\n"
    '我局内设3个股室：办公室、</script><script>股、" onmouseover="hacked股、=cmd|股。\n'
    "\u202e反向\x07 `code` **粗** [链接](javascript:hacked) &lt;b&gt; --> ]]>\n"
    "支出表\n单位：万元\n项目\t预算\t决算\n=1+2</script>\t60.20\t10.00\n<img src=x onerror=hacked=1>\t43.00\t20.00\n=合计\t100.50\t30.00\n"
)


def report(file: Path, name: str = "") -> Report:
    document = read(file)
    return Report(name or file.stem, check(document, facts_of_sentences(document)))


def hostile(folder: Path) -> Report:
    file = folder / HOSTILE_NAME
    file.write_text(HOSTILE, encoding="utf-8")
    return report(file)
