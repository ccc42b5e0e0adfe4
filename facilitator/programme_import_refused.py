"""Why a file was not imported."""


class ImportRefused(Exception):
    """A file that is not read. `code`: unknown_format, file_too_large, file_empty, not_that_format,
    unsafe_file,
    text_too_long; templates have the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
