// Fixtures wait for servers of their own, or leave the shared one as it was.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
