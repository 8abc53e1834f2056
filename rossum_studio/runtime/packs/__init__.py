"""Library packs on this computer: where they lie, how they get there, and what a worker is told of them."""
