"""Problems as one types: shown in the code, listed, counted, walked through and mended."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from rossum_studio.gui.checking.controller import CheckController
from rossum_studio.gui.checking.live_check import Checked, Subject, raw_schema
from rossum_studio.gui.checking.problems_list import counted, field_at, word
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.editor.context_menu import below_caret
from rossum_studio.gui.editor.findings import apply_edits
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.messages.sign_list import SignList
from rossum_studio.gui.stage import Stage
from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Where


class CheckFlow(QObject):
    """What the window shows of the problems that are found without running, and does about them."""

    found_changed = Signal()

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        document: DocumentController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document = stage, hook, document
        self._checks = CheckController(self._subject, self)
        self._checked = Checked("")
        self._awaits_fixes = False
        self._connect()

    def _connect(self) -> None:
        hook, document, simulator = self._hook, self._document, self._stage.layout.simulator
        self._checks.checked.connect(self._show)
        self._stage.code.text_edited.connect(self._on_typed)
        for change in (
            hook.hook_opened,
            hook.hook_closed,
            hook.state_changed,
            document.document_opened,
            simulator.secrets_changed,
        ):
            change.connect(lambda *_: self._checks.check_soon())
        self._stage.layout.editor.menu.about_to_open.connect(self._add_fixes_at_caret)
        self._stage.layout.results.tabs.messages.finding_requested.connect(self.open)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._open_list_menu)

    @property
    def has_places(self) -> bool:
        """Whether there is a problem in the code to go to."""
        return any(finding.place is not None for finding in self._checked.findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found last; none while the code is another than was checked."""
        return self._checked.findings if self._checked.code == self._stage.code.text() else ()

    def stop(self) -> None:
        """The window is going away."""
        self._checks.close()

    def go_on(self, step: int) -> None:
        """Put the caret on the next problem in the code, or with -1 the previous one."""
        finding = self._stage.layout.editor.findings.go_on(step)
        said = (
            f"{word(finding)}: {finding.problem.message}" if finding else "No problem was found in the code."
        )
        self._stage.status.say(said)

    def offer_fixes(self) -> None:
        """Open a menu of what mends the problem at the caret, once the text as it stands is checked."""
        self._awaits_fixes = not self._checks.is_settled
        if self._awaits_fixes:
            return
        fixes = _fixes(self._stage.layout.editor.findings.at_caret())
        if fixes:
            self._open_menu(self._stage.code, fixes, below_caret(self._stage.code))
        else:
            self._stage.status.say("There is no quick fix for this line.")

    def open(self, finding: Finding) -> None:
        """Show where a problem is."""
        layout, problem = self._stage.layout, finding.problem
        if finding.place is not None:
            layout.show_editor(True)
            self._stage.code.go_to(finding.place.line, finding.place.column + 1)
        elif problem.where is Where.SCHEMA:
            self._open_field(problem.path)
        else:
            self._stage.status.say(f"{problem.path or 'The hook object'}: {problem.message}")

    def _open_field(self, path: str) -> None:
        document = self._document.current
        schema_id = field_at(raw_schema(document.schema), path) if document is not None else None
        if document is not None and schema_id is not None:
            nodes = (node for node in document.content if node.schema_id == schema_id)
            if (node := next(nodes, None)) is not None:
                self._stage.layout.tree.select_datapoint(node.id)

    @property
    def _list(self) -> SignList:
        return self._stage.layout.results.tabs.messages.problems

    def _subject(self) -> Subject | None:
        """The function as it stands, with the secrets of the event panel when it has a hook object."""
        hook, document = self._hook.current, self._document.current
        if hook is None:
            return None
        secrets = self._stage.layout.simulator.values().secrets
        if hook.attributes and secrets != hook.secrets:
            hook = replace(hook, attributes={**hook.attributes, "secrets": dict(secrets)})
        return Subject(hook, document.schema if document is not None else None, self._hook.filename)

    def _on_typed(self) -> None:
        self._awaits_fixes = False
        self._checks.check_soon()

    def _show(self, checked: Checked) -> None:
        self._stage.layout.editor.findings.show(checked.findings)
        if checked.findings != self._checked.findings:
            self._stage.layout.results.set_found(checked.findings)
        self._checked = checked
        is_open = self._hook.opened is not None
        self._stage.status.problems.setText(counted(checked.findings) if is_open else "")
        self.found_changed.emit()
        if self._awaits_fixes:
            self.offer_fixes()

    def _add_fixes_at_caret(self, menu: QMenu) -> None:
        if self._checks.is_settled:
            self._fill(menu, _fixes(self._stage.layout.editor.findings.at_caret()))
            menu.addSeparator()

    def _open_list_menu(self, place: QPoint) -> None:
        row = self._list.indexAt(place).row()
        finding = self._list.rows[row].value if row >= 0 else None
        if isinstance(finding, Finding) and finding.fixes:
            self._open_menu(self._list, finding.fixes, self._list.viewport().mapToGlobal(place))

    def _open_menu(self, parent: QWidget, fixes: Sequence[Fix], place: QPoint) -> None:
        menu = QMenu(parent, objectName="fixMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, fixes)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)

    def _fill(self, menu: QMenu, fixes: Sequence[Fix]) -> None:
        code = self._checked.code
        for fix in fixes:
            action = menu.addAction(fix.title.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, fix=fix: self._apply(fix, code))

    def _apply(self, fix: Fix, code: str) -> None:
        """Mend the text that was checked; another one has its problems elsewhere."""
        hook = self._hook.current
        if hook is None or self._stage.code.text() != code:
            self._stage.status.say("The code was changed meanwhile; press Ctrl+. again.")
            return
        if fix.edits:
            apply_edits(self._stage.code, fix.edits)
        added = [entry for entry in fix.sideload if entry not in hook.sideload]
        if added:
            self._hook.change_attributes({**hook.attributes, "sideload": [*hook.sideload, *added]})
        self._stage.status.say(f"Done: {fix.title}.")


def _fixes(findings: Sequence[Finding]) -> list[Fix]:
    """Every fix once, those of the worst finding first."""
    return list(dict.fromkeys(fix for finding in findings for fix in finding.fixes))
