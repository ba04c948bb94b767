using System.Collections.Immutable;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>Visits every state that can be reached, breadth first, each once.</summary>
internal sealed class Explorer(KnownSteps known, int lastHour)
{
    private const int MostStates = 500_000;

    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly List<Visit> _visits = [];
    private readonly List<(int From, int To)> _progress = [];
    private int _transitions;

    /// <summary>Explores from a state; ends early at the first state that breaks a rule.</summary>
    public Exploration Run(ModelState start)
    {
        var frontier = new List<(int Number, ModelState State)> { (0, start) };
        Add(new Found("start", start, IsProgress: false), -1);
        while (frontier.Count > 0)
        {
            var found = new List<Found>[frontier.Count];
            OnOwnThreads(found.Length, index => found[index] = Next(frontier[index].State));
            var next = new List<(int Number, ModelState State)>();
            for (var index = 0; index < found.Length; index++)
            {
                foreach (var reached in found[index])
                {
                    _transitions++;
                    if (!Add(reached, frontier[index].Number))
                    {
                        continue;
                    }

                    next.Add((_visits.Count - 1, reached.State));
                    if ((Rules.Broken(reached.State) ?? (_visits.Count > MostStates ? "the states do not end" : null)) is { } broken)
                    {
                        return new Exploration(_visits.Count, _transitions, broken, $"{TraceOf(_visits.Count - 1)}\n{reached.State}");
                    }
                }
            }

            frontier = next;
        }

        var stuck = FindStuck();
        return new Exploration(
            _visits.Count, _transitions, stuck is null ? null : "nothing that can still happen ends the operation", stuck is { } at ? TraceOf(at) : "");
    }

    /// <summary>The thread pool belongs to the services that other tests run in this process.</summary>
    private static void OnOwnThreads(int count, Action<int> work)
    {
        var threads = Math.Min(Environment.ProcessorCount, count);
        Task.WaitAll([.. Enumerable.Range(0, threads).Select(first => Task.Factory.StartNew(
            () =>
            {
                for (var index = first; index < count; index += threads)
                {
                    work(index);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))]);
    }

    /// <summary>False when the state is known.</summary>
    private bool Add(Found found, int from)
    {
        var isNew = _numbers.TryAdd(found.Identity, _visits.Count);
        if (found.IsProgress)
        {
            _progress.Add((from, _numbers[found.Identity]));
        }

        if (isNew)
        {
            _visits.Add(new Visit(found.State.IsIdle, from, found.Name));
        }

        return isNew;
    }

    /// <summary>Everything that can happen in a state. Progress is what happens by itself when nothing more goes wrong.</summary>
    private List<Found> Next(ModelState state)
    {
        var next = new List<Found>();
        foreach (var worker in state.Workers)
        {
            next.Add(new Found($"{worker.Owner} {worker.Next}", known.Step(state, worker, Fate.Happens), true));
            if (state.Budget.Faults > 0)
            {
                var poorer = state with { Budget = state.Budget with { Faults = state.Budget.Faults - 1 } };
                foreach (var fate in FatesOf(worker.Next))
                {
                    next.Add(new Found($"{worker.Owner} {worker.Next} {fate}", known.Step(poorer, worker, fate), false));
                }
            }

            if (state.Budget.Deaths > 0)
            {
                next.Add(new Found($"{worker.Owner} dies", state with { Workers = state.Workers.Remove(worker), Budget = state.Budget with { Deaths = state.Budget.Deaths - 1 } }, false));
            }
        }

        if (state.Operation is { } operation)
        {
            var holder = state.Workers.FirstOrDefault(worker => worker.Owner == operation.Owner);
            if (holder is null)
            {
                var owner = Enumerable.Range(0, 4).First(number => state.Workers.All(worker => worker.Owner != number));
                next.Add(new Found($"{owner} claims", state with { Operation = operation with { Owner = owner }, Workers = state.Workers.Add(ModelWorker.New(owner)) }, true));
            }
            else if (state.Budget.Sleepers > 0)
            {
                next.Add(new Found($"{holder.Owner} loses its lease", state with
                {
                    Operation = operation with { Owner = null },
                    Budget = state.Budget with { Sleepers = state.Budget.Sleepers - 1 },
                }, false));
            }
        }

        next.AddRange(Requests(state).Select(request => new Found(request.Name, request.State!, request.IsProgress)));
        // Where no grace period runs, nobody looks at the clock.
        if (state.Now < lastHour && (state.Operation?.GraceEnds is not null || state.Versions.Any(row => row.State == VersionState.Retiring)))
        {
            next.Add(new Found("an hour passes", state with { Now = state.Now + 1 }, true));
        }

        return next;
    }

    private static Fate[] FatesOf(CallKind call) => call switch
    {
        CallKind.Load or CallKind.Read or CallKind.VaultRead or CallKind.MakeKey => [Fate.Fails],
        CallKind.Login => [Fate.Fails, Fate.HostKeyChanged],
        _ => [Fate.Fails, Fate.AnswerLost],
    };

    private IEnumerable<(string Name, ModelState? State, bool IsProgress)> Requests(ModelState state)
    {
        var budget = state.Budget;
        (string Name, ModelState? State, bool IsProgress)[] asked =
        [
            .. Ask(OperationKind.Rotate, budget.Rotations, budget with { Rotations = budget.Rotations - 1 }),
            .. Ask(OperationKind.Regenerate, budget.Regenerations, budget with { Regenerations = budget.Regenerations - 1 }),
            .. Ask(OperationKind.Reset, budget.Resets, budget with { Resets = budget.Resets - 1 }),
            .. Ask(OperationKind.Delete, budget.Deletions, budget with { Deletions = budget.Deletions - 1 }),
            .. Ask(OperationKind.Revoke, budget.Revocations, budget with { Revocations = budget.Revocations - 1 }),
            .. Ask(OperationKind.Abandon, budget.Abandonments, budget with { Abandonments = budget.Abandonments - 1 }),
            .. state.Versions.Where(row => row.State == VersionState.Retiring && row.GraceEnds <= state.Now)
                .Select(row => ($"retire {row.Key}", known.Service.Request(state, OperationKind.Retire, row.Key), true)),
        ];
        return asked.Where(request => request.State is not null);

        (string, ModelState?, bool)[] Ask(OperationKind kind, int left, Budget rest) =>
            left > 0 ? [(kind.Name(), known.Service.Request(state with { Budget = rest }, kind), false)] : [];
    }

    /// <summary>A state from which no way leads to rest, going backwards from those at rest.</summary>
    private int? FindStuck()
    {
        var before = _progress.ToLookup(step => step.To, step => step.From);
        var ends = new bool[_visits.Count];
        var waiting = new Stack<int>(Enumerable.Range(0, _visits.Count).Where(index => _visits[index].IsIdle));
        while (waiting.TryPop(out var index))
        {
            if (!ends[index])
            {
                ends[index] = true;
                foreach (var earlier in before[index])
                {
                    waiting.Push(earlier);
                }
            }
        }

        return Array.IndexOf(ends, false) is >= 0 and var stuck ? stuck : null;
    }

    private string TraceOf(int index)
    {
        var steps = ImmutableStack<string>.Empty;
        for (; index >= 0; index = _visits[index].From)
        {
            steps = steps.Push(_visits[index].Name);
        }

        return string.Join('\n', steps);
    }

    private sealed record Visit(bool IsIdle, int From, string Name);

    /// <summary>What can come next.</summary>
    private sealed record Found(string Name, ModelState State, bool IsProgress)
    {
        public UInt128 Identity { get; } = State.Digest();
    }
}

/// <summary>What was seen.</summary>
/// <param name="States">Different states.</param>
/// <param name="Transitions">Ways between them.</param>
/// <param name="Broken">The rule that was broken; null when all held everywhere.</param>
/// <param name="Trace">How it came to that.</param>
internal sealed record Exploration(int States, int Transitions, string? Broken, string Trace);
