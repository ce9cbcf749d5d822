"""JSON Schema with an x- vocabulary: fields, their names in reports, units, relations."""

from extractor.schema.load import load_schema, schema_of
from extractor.schema.model import Field, Label, ListField, Measure, Schema, Stage, empty_of

__all__ = ["Field", "Label", "ListField", "Measure", "Schema", "Stage", "empty_of", "load_schema", "schema_of"]
