"""What speaks for and against a value: a closed set of yes-or-no signals, each read from the document or from how it was read."""

from __future__ import annotations

from enum import StrEnum

from extractor.words import Text


class Signal(StrEnum):
    """One thing that is so of a value. Names are stored in calibrations: a new meaning needs a new name."""

    # How its words met the text.
    FUZZY = "fuzzy"
    DERIVED = "derived"  # an enum or a date, read from words in another form
    STATED_NONE = "stated_none"  # 无, 未发生, 持平: no digits
    PARAPHRASED = "paraphrased"  # the quote was only similar
    RECOGNISED = "recognised"  # from a picture
    UNSURE_PRINT = "unsure_print"  # from a picture, and the recogniser was not sure of it
    # Who read it.
    AGREED = "agreed"  # two engines gave it
    ALONE = "alone"  # one of two engines gave it, the other nothing
    DIFFERS = "differs"  # another value was proposed as well
    ASKED_AGAIN = "asked_again"
    UNLIKELY_TOKENS = "unlikely_tokens"  # the endpoint's log-probabilities of its digits or words are low
    STEADY = "steady"  # the model was asked several times and gave it each time
    UNSTEADY = "unsteady"  # it did not give it each time
    # What it owes.
    HOLDS = "holds"  # it stands in a relation that holds
    HOLDS_MORE = "holds_more"  # in three or more
    BROKEN = "broken"  # it stands in one that doesn't
    CULPRIT = "culprit"  # and is its likeliest cause
    CONTRADICTED = "contradicted"  # its print is likeliest another field's
    # What the report's words call it.
    NAMED = "named"  # the field's labels name the figure
    NAMED_BEST = "named_best"  # and no other figure answers them better
    NAMED_OTHERWISE = "named_otherwise"  # other fields' labels name it, this one's don't
    UNNAMED = "unnamed"  # no label names it
    RIVAL = "rival"  # the field's labels name a figure of another value
    STATED_AGAIN = "stated_again"  # another place states the same
    SHARED = "shared"  # another field took the same characters
    UNLABELLED_WORDS = "unlabelled_words"  # words without the field's label before them
    CUT = "cut"  # words that go on behind, or are a part of their cell, where those of other rows aren't
    REPEATED_WORDS = "repeated_words"  # words that stand in the report more than twice
    # Where it stands among the cells of its list.
    TABLE_CELL = "table_cell"
    LIST_CELL = "list_cell"  # of a list that sentences state
    ROW_APART = "row_apart"  # in another row or paragraph than the rest of its row
    COLUMN_APART = "column_apart"  # in another column than the same property of the other rows
    OUT_OF_ORDER = "out_of_order"  # among the cells of another row
    HEADED = "headed"  # its column's head, or the words before it, name the property
    HEADED_OTHERWISE = "headed_otherwise"  # they name another property of the list, not this one
    UNHEADED = "unheaded"  # they name none of them
    DUPLICATE_KEY = "duplicate_key"  # another row has the same key
    # What kind of value it is, and whether it can be.
    IMPLAUSIBLE = "implausible"
    INVALID = "invalid"  # no instance of its schema
    NOTED = "noted"  # an engine remarked something
    COMMANDING = "commanding"  # it stands in words that speak to a reader of instructions
    WORDS = "words"
    CHOICE = "choice"  # one of the values that the schema names


DOUBTS: dict[Signal, Text] = {
    Signal.FUZZY: Text("原文只有相近的文字", "the report has only similar words"),
    Signal.PARAPHRASED: Text("引文与原文不完全一致", "the quote is not quite what the report prints"),
    Signal.RECOGNISED: Text("由图像识别，须核对原图", "recognised from a picture: look at it"),
    Signal.UNSURE_PRINT: Text("图像识别的把握不大", "the recogniser was not sure of its characters"),
    Signal.ALONE: Text("两个引擎中只有一个读到", "only one of the two engines found it"),
    Signal.DIFFERS: Text("另有不同的读法", "another value was proposed as well"),
    Signal.ASKED_AGAIN: Text("因勾稽不符重新询问后得到", "got by asking once more, for a relation did not hold"),
    Signal.UNLIKELY_TOKENS: Text("模型对写出的数字或文字把握不大", "the model was not sure of the digits or words that it wrote"),
    Signal.UNSTEADY: Text("重复询问时模型没有每次都给出此值", "asked several times, the model did not give it each time"),
    Signal.BROKEN: Text("所在的勾稽关系不成立", "a relation that it stands in does not hold"),
    Signal.CULPRIT: Text("最可能是勾稽不符的原因", "it is the likeliest cause of a relation that does not hold"),
    Signal.CONTRADICTED: Text("该处数字更像是另一字段的", "the figure there is likelier another field's"),
    Signal.NAMED_OTHERWISE: Text("原文把这个数字称作别的项目", "the report's words call this figure something else"),
    Signal.UNNAMED: Text("数字近旁没有本字段的名称", "no name of the field stands near the figure"),
    Signal.RIVAL: Text("原文另有同名而不同值的数字", "another figure of the report has the field's name and a different value"),
    Signal.SHARED: Text("同一处文字也被另一字段采用", "another field took the same characters"),
    Signal.UNLABELLED_WORDS: Text("文字之前没有本字段的名称", "no name of the field stands before the words"),
    Signal.CUT: Text("文字可能没有取全", "the words may have been cut"),
    Signal.ROW_APART: Text("与同一行的其他数据不在一处", "it does not stand with the rest of its row"),
    Signal.COLUMN_APART: Text("与其他各行的同一栏不在一列", "it stands in another column than in the other rows"),
    Signal.OUT_OF_ORDER: Text("位于另一行的数据之间", "it stands among the figures of another row"),
    Signal.HEADED_OTHERWISE: Text("表头或前文称作另一栏", "the column's head or the words before it name another column"),
    Signal.UNHEADED: Text("表头或前文没有本栏的名称", "neither the column's head nor the words before it name the column"),
    Signal.DUPLICATE_KEY: Text("另有一行的名称相同", "another row has the same name"),
    Signal.IMPLAUSIBLE: Text("数值超出通常范围", "the value is outside what is usual"),
    Signal.INVALID: Text("不符合模式的要求", "it does not fit the schema"),
    Signal.NOTED: Text("读取时有保留", "the reader had a reservation"),
    Signal.COMMANDING: Text("所在文字像是给程序的指令", "it stands in words that look like instructions to a program"),
}
"""Why a person should look at a value, in words. Signals that speak for a value, or merely tell its kind, have none."""
