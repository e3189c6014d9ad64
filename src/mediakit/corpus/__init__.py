"""Articles in one table: loading, cleaning, language, sentences and the sample."""
