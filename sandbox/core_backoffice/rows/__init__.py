"""The API's rows, rendered from the books: field names, order and nulls as the live API has them."""
