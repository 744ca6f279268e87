"""CRM exports: read an export of opportunities into what can be known from it."""
