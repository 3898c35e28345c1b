"""The page to try a business on: a chat, and beside it the business's days as they fill."""
