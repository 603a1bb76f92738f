"""What the database keeps is read again as it was."""
