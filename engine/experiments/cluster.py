"""The same runs on a Dask cluster (extra ``cluster``)."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from engine.experiments.bench import Work, prepare
from engine.experiments.measure import Values
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.experiments.runner import Deliver, Watch, Watcher
from engine.experiments.version import engine_version

TIMEOUT_S = 10
_BEAT_S = 0.1
_LARGEST_BATCH = 16
_BATCHES_PER_THREAD = 8
_prepared: dict[str, Work] = {}
"""In a cluster worker: the work of the programme it was last asked for."""


def do_batch(programme: Programme, digest: str, batch: Sequence[Run]) -> list[Values | str]:
    """In a cluster worker: does some runs. A run that raises gives its error as text and ends the batch."""
    done: list[Values | str] = []
    try:
        if digest not in _prepared:
            work = prepare(programme)
            _prepared.clear()
            _prepared[digest] = work
        done.extend(_prepared[digest](run) for run in batch)
    except Exception as error:  # noqa: BLE001 - told to the one who asked
        done.append(str(error) or type(error).__name__)
    return done


class ClusterRunner:
    """Spreads runs over the workers of a Dask scheduler.

    Args:
        address: ``tcp://host:8786``.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, programme: Programme, runs: Iterable[Run], deliver: Deliver, watch: Watcher) -> bool:
        """Does the runs; see `runner.Runner`. Dask itself does the runs of a dead worker again.

        Raises:
            ExperimentError: ``distributed`` is not installed, the scheduler cannot be reached or was lost, its workers
                have another version, or a run fails.
        """
        todo = list(runs)
        if not todo:
            return True
        with _quiet(), self._client() as client:
            workers, threads = self._crew(client)
            size = max(1, min(_LARGEST_BATCH, len(todo) // (threads * _BATCHES_PER_THREAD)))
            batches = [todo[k : k + size] for k in range(0, len(todo), size)]
            plan = client.scatter(programme, broadcast=True, hash=False)
            digest = programme.digest()
            answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
            futures = {}
            for batch in batches:
                future = client.submit(do_batch, plan, digest, batch, pure=False)
                futures[future.key] = (future, batch)
                future.add_done_callback(answers.put)
            try:
                return self._collect(programme, futures, answers, deliver, lambda: watch(Watch(workers, 0)))
            finally:
                with suppress(Exception):
                    client.cancel([future for future, _ in futures.values()])

    def _collect(
        self,
        programme: Programme,
        futures: dict[str, tuple[Any, list[Run]]],
        answers: queue.SimpleQueue[Any],
        deliver: Deliver,
        go_on: Callable[[], bool],
    ) -> bool:
        while futures:
            if not go_on():
                return False
            try:
                future = answers.get(timeout=_BEAT_S)
            except queue.Empty:
                continue
            _, batch = futures.pop(future.key)
            where = programme.name_of(batch[0])
            if future.status != "finished":
                raise self._lost(future, where)
            for run, values in zip(batch, future.result(), strict=False):
                if isinstance(values, str):
                    raise ExperimentError(
                        f"failed: {values}", where=programme.name_of(run), mend="mend the value named"
                    )
                deliver(run, values)
        go_on()
        return True

    def _lost(self, future: Any, where: str) -> ExperimentError:  # noqa: ANN401 - Dask's objects are untyped
        if future.status == "error":
            error = future.exception()
            if type(error).__name__ == "KilledWorker":
                mend = "finished runs are kept; look into the workers' logs and start again"
                return ExperimentError("its workers died again and again", where=where, mend=mend)
            return ExperimentError(f"failed: {error}", where=where, mend="look into the workers' logs")
        mend = "finished runs are kept; start the scheduler and then the same command again"
        return ExperimentError("the scheduler was lost", where=self._where, mend=mend)

    @property
    def _where(self) -> str:
        return f"--scheduler {self.address}"

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            import distributed
        except ImportError:
            mend = "install the extra: pip install 'motewarden[cluster]'"
            raise ExperimentError("needs the package distributed", where=self._where, mend=mend) from None
        make: Any = distributed.Client
        try:
            client = make(self.address, timeout=TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            mend = "start one with `dask scheduler`, give its address, or leave --scheduler out"
            what = "there is no scheduler to reach" if isinstance(error, OSError) else "is not an address"
            raise ExperimentError(what, where=self._where, mend=mend) from None
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=TIMEOUT_S)

    def _crew(self, client: Any) -> tuple[int, int]:  # noqa: ANN401 - Dask's objects are untyped
        """Workers and their threads, after a look at their versions."""
        crew = client.scheduler_info(n_workers=-1)["workers"]
        if not crew:
            mend = f"start some with `dask worker {self.address}`"
            raise ExperimentError("the scheduler has no workers", where=self._where, mend=mend)
        mend = "install this version on all of them"
        try:
            versions = client.run(engine_version)
        except Exception:  # noqa: BLE001 - an import error comes in many coats
            raise ExperimentError("its workers have no Motewarden", where=self._where, mend=mend) from None
        other = [f"{worker} has {found}" for worker, found in versions.items() if found != engine_version()]
        if other:
            what = f"worker {other[0]}, this is {engine_version()}"
            raise ExperimentError(what, where=self._where, mend=mend)
        return len(crew), sum(int(worker["nthreads"]) for worker in crew.values())


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's log says on stderr what we say in one line."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
