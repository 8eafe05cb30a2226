"""Reports: one format a file, each a pure function `render` of the document."""

from techassure.report import csv, json, jsonl, problems, self_check, table

FORMATS = (csv, json, jsonl, problems, self_check, table)
