// Most of these tests wait for time to pass (leases, time limits, rests), not for the processor.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(6)]
