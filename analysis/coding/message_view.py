"""A widget that passes messages between the browser and whoever answers them.

No trait has what is shown, so that a saved notebook, the state of its widgets and a shared page
never have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import anywidget

from analysis.coding.messages import answer_to, refused

if TYPE_CHECKING:
    from collections.abc import Sequence


class Answering(Protocol):
    """Takes the messages of a view."""

    def answer(self, message: object) -> Sequence[dict[str, Any]]:
        """Answer a message, whatever it says."""


class MessageView(anywidget.AnyWidget):
    """Gives every message of the browser to one who answers, and sends the answers back."""

    def __init__(self, answering: Answering, **traits: object) -> None:
        self._answering = answering
        super().__init__(**traits)
        self.on_msg(self._answer)

    def _answer(self, _widget: object, message: object, _buffers: object) -> None:
        try:
            answers = self._answering.answer(message)
        except KeyboardInterrupt:  # of the kernel; what was to be written is written, or not at all
            said = "this was interrupted; load again to see what is there"
            answers = [answer_to(message, refused(said))]
        except Exception as error:  # noqa: BLE001  (the view waits for an answer, whatever happens)
            said = (
                f"this could not be done ({type(error).__name__}); load again to see what is there"
            )
            answers = [answer_to(message, refused(said))]
        for answer in answers:
            self.send(answer)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:  # noqa: ANN401  (anywidget's)
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            data = bundle[0] if isinstance(bundle, tuple) else bundle
            data |= {"text/plain": repr(self)} | self._without_kernel()
        return bundle

    def _without_kernel(self) -> dict[str, Any]:
        """What a saved notebook has in the place of the view, by MIME type."""
        return {}
