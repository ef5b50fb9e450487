"""Speed as ratios in one run: our pages against the least page that could do."""
