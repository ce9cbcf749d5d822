"""Run inside .venv-bench: align the quotes of a job file with langextract and print its time as JSON."""

import json
import sys
import time
from pathlib import Path

from langextract import resolver
from langextract.core import data, tokenizer

job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
# One quote a call: order in the text is not known, and a joint call drops quotes that repeat a place.
words = tokenizer.UnicodeTokenizer()
aligner = resolver.WordAligner()
exact = other = 0
began = time.process_time()
for quote in job["quotes"]:
    groups = aligner.align_extractions([[data.Extraction("quote", quote)]], job["text"], tokenizer_impl=words, enable_fuzzy_alignment=False)
    for found in groups[0]:
        if found.alignment_status is data.AlignmentStatus.MATCH_EXACT:
            exact += 1
        elif found.char_interval is not None:
            other += 1
single = time.process_time() - began
began = time.process_time()
aligner.align_extractions([[data.Extraction("quote", q) for q in job["quotes"]]], job["text"], tokenizer_impl=words)
joint = time.process_time() - began
print(
    json.dumps(
        {"milliseconds": min(single, joint) * 1000, "single_ms": single * 1000, "joint_ms": joint * 1000, "exact": exact, "other": other}
    )
)
