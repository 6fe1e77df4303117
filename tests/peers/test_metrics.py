"""metrics_peers.py with the program that was built: afina's scores against rouge-score's and sacrebleu's."""
import peers

peers.run("metrics", "metrics_peers.py", [peers.PROGRAM], needs=["rouge_score", "sacrebleu"])
