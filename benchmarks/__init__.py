"""Speed side by side: this engine and its peers on the same problem, judged by the same audit."""
