"""Where the secrets of a run come from: what was typed, what is kept, and what is asked for once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from rossum_studio.gui.hook import HookController
from rossum_studio.gui.secrets.dialog import SecretDialog
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.masking import MASK
from rossum_studio.model.problem import Severity
from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.secret_store import SecretStore, SecretStoreError, has_keychain, owner_of
from rossum_studio.simulator.secret_names import missing_names, secret_names


class SecretFlow(QObject):
    """The secrets of the open function. Those that are kept stand in the editor as dots."""

    def __init__(
        self, stage: Stage, hook: HookController, profile: Profile, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._profile = stage, hook, profile
        self._tasks = TaskRunner(self)
        self._known: dict[str, str] = {}
        self._declined: set[tuple[str, str]] = set()
        self._has_keychain = False
        hook.hook_opened.connect(lambda _opened: self._on_opened())

    @property
    def is_idle(self) -> bool:
        """Whether what is kept has been looked up."""
        return self._tasks.is_idle

    def close(self) -> None:
        """The window is going away."""
        self._tasks.close()

    def values(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent for what stands in the editor."""
        return {name: self._known.get(name, "") if value == MASK else value for name, value in shown.items()}

    def ask_first(self, go_on: Callable[[], None]) -> bool:
        """Look for secrets that the code reads and that have no value, and ask for what is not found, once.

        Args:
            go_on: Called when there is an answer.

        Returns:
            Whether there is anything to look for.
        """
        if not self._missing:
            return False
        self._look_up(self._missing, lambda: self._ask(go_on))
        return True

    @property
    def _missing(self) -> list[str]:
        hook = self._hook.current
        if hook is None:
            return []
        names = missing_names(hook, self.values(self._shown))
        return [name for name in names if (self._owner, name) not in self._declined]

    def _ask(self, go_on: Callable[[], None]) -> None:
        names = self._missing
        if not names:
            go_on()
            return
        dialog = SecretDialog(self._stage.window, names, has_keychain=self._has_keychain)
        dialog.accepted.connect(lambda: self._take(dialog.values, names, keeps=dialog.keep.isChecked()))
        dialog.accepted.connect(go_on)
        dialog.without.clicked.connect(lambda: self._decline(dialog, names, go_on))
        dialog.open()

    def _decline(self, dialog: SecretDialog, names: list[str], go_on: Callable[[], None]) -> None:
        dialog.close()
        self._declined.update((self._owner, name) for name in names)
        go_on()

    def _take(self, given: dict[str, str], names: list[str], *, keeps: bool) -> None:
        self._declined.update((self._owner, name) for name in names if name not in given)
        self._known |= given
        self._show(given)
        if keeps and given:
            store = SecretStore(None if self._has_keychain else self._profile.secrets_file)
            self._keep(store, self._owner, given)

    def _keep(self, store: SecretStore, owner: str, given: dict[str, str]) -> None:
        def keep(_task: object) -> str:
            try:
                store.keep(owner, given)
            except SecretStoreError as error:
                return str(error)
            return ""

        self._tasks.start(keep, self._say_refused, _raise)

    def _say_refused(self, sentence: str) -> None:
        if sentence:
            self._stage.notices.say(sentence, Severity.WARNING)

    def _on_opened(self) -> None:
        """Find what is kept for the function that was opened."""
        hook, self._known = self._hook.current, {}
        names = secret_names(hook) if hook is not None else ()
        if names:
            self._look_up(names, lambda: None)

    def _look_up(self, names: Sequence[str], then: Callable[[], None]) -> None:
        opened, owner, file = self._hook.opened, self._owner, self._profile.secrets_file

        def look(_task: object) -> tuple[bool, dict[str, str]]:
            store = SecretStore(file if file.exists() else None)
            return has_keychain(), store.read(owner, names)

        def found(answer: tuple[bool, dict[str, str]]) -> None:
            self._has_keychain, known = answer
            if self._hook.opened is opened:
                self._known = known | self._known
                self._show(known)
                then()

        self._tasks.start(look, found, _raise)

    def _show(self, known: Mapping[str, str]) -> None:
        """Put dots into the editor for what has a value now."""
        shown = {**self._shown, **dict.fromkeys(known, MASK)}
        if shown != self._shown:
            self._stage.layout.simulator.set_secrets(shown)

    @property
    def _shown(self) -> Mapping[str, Any]:
        return self._stage.layout.simulator.values().secrets

    @property
    def _owner(self) -> str:
        hook = self._hook.current
        return owner_of(hook.attributes.get("url") if hook is not None else None, self._hook.path)


def _raise(error: Exception) -> None:
    raise error
