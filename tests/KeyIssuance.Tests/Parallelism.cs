// Every fixture has a world of its own and waits for servers and processes most of the time.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
