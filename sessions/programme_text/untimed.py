"""Programmes without times: bullets, numbered items or plain lines under headings become slots in order."""
