"""Files of any kind as sheets of cells: values only, bounded, nothing in them runs.

Read `sheets` first (what a file is to everything else), then `open_file` (what a file is by its content).
`bounds` says what a file may be at most; `workbooks` (with `workbook_process`,
`workbook_parts` and `workbook_notes`), `csv_files` (with `encodings`, `delimiters` and
`text_stream`) and `json_lines` (with `json_values`) read one kind each, `cells` makes their values cells.
`headers` finds the header of a sheet. `disbursement_pdf` makes CORE's disbursement PDF a sheet (`pdf_text` its
lines, `amounts` and `disbursement_text` what they mean).
"""
