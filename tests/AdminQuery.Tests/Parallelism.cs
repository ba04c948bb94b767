using NUnit.Framework;

// Tests wait for servers most of the time.
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(6)]
