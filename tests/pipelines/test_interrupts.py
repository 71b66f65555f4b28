"""An interrupt that a library swallows still ends the run."""

from __future__ import annotations

import os
import signal

import pytest

from pipelines.interrupts import noticed_interrupts, raise_if_interrupted


def test_an_interrupt_that_a_handler_swallows_is_raised_before_the_next_step() -> None:
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with noticed_interrupts():
            raise_if_interrupted()
            os.kill(os.getpid(), signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                raise_if_interrupted()
            raise_if_interrupted()
        raise_if_interrupted()
    finally:
        signal.signal(signal.SIGINT, before)
