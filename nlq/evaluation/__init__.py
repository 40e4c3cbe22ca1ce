"""How right the answers are: questions with gold SQL, compared with the product's answers by rows."""
