"""The REST API under ``/api/v1``: every command of the engine and every view, for programs."""
