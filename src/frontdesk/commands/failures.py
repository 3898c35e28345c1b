"""What can go wrong for whoever types a command: one sentence, no traceback."""


class CommandFailed(Exception):
    """A command could not do its work; the message says what to do."""


def sentence_for(error: Exception) -> str | None:
    """The sentence about a foreseeable mistake; None for a defect of ours, whose traceback is wanted."""
    from frontdesk.channels.text.transcript import TranscriptError
    from frontdesk.conversations.ports import StoreFailed, SystemDown
    from frontdesk.database.failures import DatabaseFailed
    from frontdesk.languages import LanguageError
    from frontdesk.profiles import ProfileError
    from frontdesk.server import CannotListen
    from frontdesk.settings import SettingsError

    foreseen = (
        CommandFailed,
        ProfileError,
        LanguageError,
        SettingsError,
        DatabaseFailed,
        StoreFailed,
        SystemDown,
        CannotListen,
        TranscriptError,
    )
    return str(error).rstrip(".") + "." if isinstance(error, foreseen) else None
