"""Measurements that are run by hand: how fast, and how right."""
