"""What was said or keyed, read into caller's acts: pure functions over tokens and word tables."""
