"""Following runs while they work."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
