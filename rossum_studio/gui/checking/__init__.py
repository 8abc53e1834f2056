"""Problems found while one types."""
