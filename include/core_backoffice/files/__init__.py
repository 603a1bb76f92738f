"""Files of any kind as sheets of cells: values only, bounded, nothing in them runs.

Read `sheets` first (what a file is to everything else), then `open_file` (what a file is by its content)
and `bounds` (what it may be at most).

- `csv_files` reads text, with `encodings`, `delimiters` and `text_stream`.
- `json_lines` reads JSON, with `json_values`.
- `workbooks` reads workbooks, with `workbook_process`. What they have besides values is found by
  `workbook_parts`, `ods_parts`, `xls_parts` (with `ole_stream`) and `xlsb_parts`, kept in `sheet_parts` and told
  by `workbook_notes`.
- `disbursement_pdf` makes CORE's disbursement PDF a sheet: `pdf_text` has its lines, `amounts` and
  `disbursement_text` what they mean.

`payee_tax_file` is the one file that isn't mapped: who charges sales tax. `cells` makes values cells, `headers` finds the header of a sheet, and `beginning` keeps a file's first rows.
`contained` starts the processes in which others' code reads workbooks and PDFs: `workbook_reader` and
`pdf_reader`, each within its `limits`.
"""
