"""Transactions: what CORE has, what QuickBooks has, and Sync."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
