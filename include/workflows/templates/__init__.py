"""The templates: one module each, holding `TEMPLATE`. A new template is a new module here."""
