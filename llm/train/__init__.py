"""Text pairs -> a small LLaMA in the Hugging Face layout, on the processor. The only importer of torch and transformers here."""
