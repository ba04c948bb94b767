using PenguinMails.Contracts.Messages;

namespace PenguinMails.AdminQuery.Tests.Platform;

/// <summary>Reports that name the one before, as KeyIssuance makes them, each a second later than that, from tomorrow on.</summary>
internal sealed class ReportChain
{
    private readonly DateTimeOffset _start = Reports.Now.AddDays(1);
    private int _seconds;

    /// <summary>The number of the last one.</summary>
    public long Last { get; set; } = Reports.NextNumber();

    /// <summary>A report of changes.</summary>
    public TenantStatesReported Next(params IReadOnlyList<TenantState> tenants) => Linked(Reports.Report(tenants));

    /// <summary>A part of a replay.</summary>
    public TenantStatesReported Part(Guid rebuildId, int part, bool isLast, int total, params IReadOnlyList<TenantState> tenants) =>
        Next(tenants) with { Replay = new ReplayPart(rebuildId, part, isLast, total) };

    /// <summary>Says that nothing has changed.</summary>
    public TenantStatesReported Nothing() => new(Last, [], Replay: null, NextTime(), Last);

    private TenantStatesReported Linked(TenantStatesReported report)
    {
        var linked = report with { OccurredAt = NextTime(), Previous = Last };
        Last = linked.Number;
        return linked;
    }

    private DateTimeOffset NextTime() => _start.AddSeconds(++_seconds);
}
