using System.Collections.Concurrent;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// Remembers what became of each call of each worker. That depends on all of a state but the other workers and what may still go wrong:
/// most calls happen many times over, in one world and in several.
/// </summary>
internal sealed class KnownSteps(Service service)
{
    private static readonly Budget Nothing = new();

    private readonly ConcurrentDictionary<(UInt128 Before, Fate Fate), ModelState> _after = [];

    public Service Service => service;

    /// <summary>Lets a worker make its next call; returns the state after it.</summary>
    public ModelState Step(ModelState state, ModelWorker worker, Fate fate)
    {
        var alone = state with { Workers = [worker], Budget = Nothing };
        var after = _after.GetOrAdd((alone.Digest(), fate), _ => service.Step(alone, worker, fate));
        return after with { Workers = state.Workers.Remove(worker).AddRange(after.Workers), Budget = state.Budget };
    }
}
