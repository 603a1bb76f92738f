"""CORE BackOffice: typed records, and the sources that read them."""
