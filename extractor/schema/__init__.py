"""JSON Schema with an x- vocabulary: fields, their names in reports, units, relations."""

from extractor.schema.find import SchemaInfo, find_schema, list_schemas, schemas_in
from extractor.schema.finding import Finding, Level
from extractor.schema.lint import lint
from extractor.schema.load import load_schema, schema_of
from extractor.schema.model import Field, Label, ListField, Measure, Schema, Stage, empty_of
from extractor.schema.validate import Problem, validate_instance

__all__ = [
    "Field",
    "Finding",
    "Label",
    "Level",
    "ListField",
    "Measure",
    "Problem",
    "Schema",
    "SchemaInfo",
    "Stage",
    "empty_of",
    "find_schema",
    "lint",
    "list_schemas",
    "load_schema",
    "schema_of",
    "schemas_in",
    "validate_instance",
]
