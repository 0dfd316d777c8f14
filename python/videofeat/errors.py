"""What can go wrong, as exceptions of one line each."""


class FormatError(ValueError):
    """Bytes from outside are not what the format demands: names the source, the field, what was found and what is allowed."""


class LostError(LookupError):
    """Values were asked of a feature set that is lost; the message says why it is."""


class UnsupportedError(RuntimeError):
    """The stream is sound, but coded by a bridge that this reader does not have; the message names it."""
