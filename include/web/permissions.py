"""What runs by itself, and who must agree."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
