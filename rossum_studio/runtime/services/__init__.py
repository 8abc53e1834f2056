"""Answers on this computer to the requests that an isolated handler makes."""
