"""What can go wrong. The texts are plain sentences for a terminal.

InstallError
├── Unsupported     no release for this machine
├── NotFound        the server has no such file
├── Unreachable     no answer: offline, refused, no such host
├── Interrupted     cut, again and again; what has come is kept
├── Refused         the server will not, or sends what can't be right
├── WrongChecksum   not the bytes that were expected; they were thrown away
├── NoChecksum      it can't be told which bytes are the right ones
├── BadArchive      not an archive with a MediaMTX for this machine in it
└── NoRoom          the disk is full, or the folder can't be written
"""


class InstallError(Exception):
    """MediaMTX could not be installed; what was there before is there still."""


class Unsupported(InstallError):
    """There is no release for this machine."""


class NotFound(InstallError):
    """The server has no such file."""


class Unreachable(InstallError):
    """The server gave no answer."""


class Interrupted(InstallError):
    """The transfer broke off again and again; the next run goes on where it ended."""


class Refused(InstallError):
    """The server refuses, or sends what can't be right."""


class WrongChecksum(InstallError):
    """The bytes are not those that were expected."""


class NoChecksum(InstallError):
    """Nobody says which bytes are the right ones."""


class BadArchive(InstallError):
    """It is not an archive with a program for this machine in it."""


class NoRoom(InstallError):
    """There is no room, or no right to write."""
