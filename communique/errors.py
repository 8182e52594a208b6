"""The errors that Communiqué raises on purpose. Each message says what is wrong, where, and the remedy."""


class CommuniqueError(Exception):
    """Root of all errors raised on purpose; the command line prints its message and exits with code 2."""


class InputError(CommuniqueError):
    """A document, table or folder that cannot be read."""


class VocabularyError(CommuniqueError):
    """A row of an actors or relations file that breaks the form of its file."""


class ModelError(CommuniqueError):
    """A language model that is not installed or cannot serve."""


class UnknownActorError(CommuniqueError, KeyError):
    """An actor that the graph does not hold; the message gives the nearest names."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; people should read the sentence.
        return str(self.args[0]) if self.args else ""
