"""What comes back after a restart: window, recent files, what was open."""

from dataclasses import asdict, dataclass, field, fields, replace

from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.store import read_json, write_json

RECENT_LIMIT = 10


@dataclass(frozen=True, slots=True)
class LastSession:
    """One window's state.

    Args:
        geometry: As Qt saves it, in base64.
        splitters: Sizes by the splitter's name.
        recent: Paths, newest first.
        hook: Path of the open handler or hook object.
        document: Path of the open document.
        document_title: Which document of a file that holds several.
        schema: Path of the open schema.
        event: `event.action`.
        tree_columns: Widths and order as Qt saves them, in base64; empty while nobody changed them.
    """

    geometry: str = ""
    splitters: dict[str, list[int]] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    hook: str = ""
    document: str = ""
    document_title: str = ""
    schema: str = ""
    event: str = ""
    tree_columns: str = ""

    def with_recent(self, path: str) -> "LastSession":
        """The same with a path on top of the recent ones."""
        rest = [other for other in self.recent if other != path]
        return replace(self, recent=[path, *rest][:RECENT_LIMIT])


def load_session(profile: Profile) -> LastSession:
    """The last session; whatever is missing or of another type is left out."""
    stored, empty = read_json(profile.session_file), LastSession()
    known = {
        each.name: stored[each.name]
        for each in fields(LastSession)
        if type(stored.get(each.name)) is type(getattr(empty, each.name))
    }
    return replace(empty, **known)


def save_session(profile: Profile, session: LastSession) -> None:
    """Keep the session, atomically."""
    write_json(profile.session_file, asdict(session))
