"""The question bank: natural questions with their plans, as reviewable files, and training pairs made from them."""
