#!/usr/bin/env python3
"""Holds what the live stories said and heard to server/api/asyncapi.yaml: every frame is a documented message, and every
documented message, with every reason it may give, was produced.

The stories write their frames when they run with CCHC_LIVE_FRAMES=FILE.
Usage: live_frames.py FILE"""
import json
import sys

from frames import Frames

frames, held, failed = Frames(), 0, 0
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        way, text = line.rstrip("\n").split(" ", 1)
        fault = frames.fault(way, json.loads(text))
        held += 1
        if fault:
            failed += 1
            print("FAILED", fault, "in", text[:200])
        if failed > 20:
            break
for name in frames.never_seen():
    failed += 1
    print("FAILED documented and never produced:", name)
print(f"{held} frames held to asyncapi.yaml, {failed} failed")
sys.exit(1 if failed or not held else 0)
