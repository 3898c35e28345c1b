"""Language models that may be asked for a proposal, where a profile names one: any server with OpenAI's interface."""
