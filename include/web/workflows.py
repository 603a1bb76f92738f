"""The setup page: templates, options, Apply and Run."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
