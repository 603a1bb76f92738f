"""Settings, Integrations: connecting QuickBooks companies."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
