"""The rules: small compiled functions from numbers to numbers. They draw nothing, write nothing."""
