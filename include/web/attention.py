"""Everything held back, by cause, each with a way out."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
